/** `sonde record` on this kernel: what a command does is in the recording, exactly. Needs root. */
import { expect, test } from "bun:test";
import { existsSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { point, pointNames } from "../lib/points.ts";
import { num, text, texts } from "../lib/recording/values.ts";
import {
  beside,
  executable,
  hasFlag,
  inDirectory,
  noise,
  of,
  pick,
  readRecording,
  sonde,
  until,
} from "./recording.ts";

/** Copies, runs and removes a program, removes a file by a relative path, is refused a connection. */
const script = `cp /bin/true "$T/x"; "$T/x"; rm "$T/x"; cd "$T"; : > y; rm y; rmdir "$T/none"; exec 3<>/dev/tcp/127.0.0.1/9; exit 3`;

async function recordScript(dir: string, ...options: string[]) {
  const file = join(dir, "out.sonde.cbor");
  const bash = `T=${dir}; ${script}`;
  const run = await sonde(["record", "-o", file, ...options, "--", "bash", "-c", bash]);
  return { run, recorded: readRecording(file), bash };
}

/** The points' flavours on tracepoints, one column a test. */
const columns = ["tp_btf", "raw_tp", "tracepoint"] as const;

for (const column of columns) {
  test(`a command and its tree, through ${column}`, () =>
    inDirectory(async (created) => {
      const dir = realpathSync(created);
      const watched = pointNames.filter(
        (name) =>
          name !== "file.open" &&
          name !== "cred.capability" &&
          !/^kernel.module_(load|free)$/.test(name) &&
          point(name).flavours.some((f) => f.name.endsWith(column)),
      );
      const forced = watched.flatMap((name) => {
        const flavour = point(name).flavours.find((f) => f.name.endsWith(column));
        return ["--flavour", `${name}=${flavour?.name}`];
      });
      const { run, recorded, bash } = await recordScript(
        dir,
        "--events",
        watched.join(","),
        ...forced,
      );
      expect(run.code).toBe(3); // the command's own
      expect(recorded.header.plan.map((p) => p.flavour?.split("/").at(-1))).toEqual(
        watched.map(() => column),
      );

      const execs = of(recorded, "process.exec");
      expect(execs.map((e) => texts(e, "argv"))).toEqual([
        ["bash", "-c", bash],
        ["cp", "/bin/true", `${dir}/x`],
        [`${dir}/x`],
        ["rm", `${dir}/x`],
        ["rm", "y"],
        ["rmdir", `${dir}/none`],
      ]);
      expect(execs.map((e) => text(e, "path"))).toEqual([
        ...["bash", "cp"].map((name) => realpathSync(`/bin/${name}`)),
        `${dir}/x`,
        ...["rm", "rm", "rmdir"].map((name) => realpathSync(`/bin/${name}`)),
      ]);
      expect(execs.map((e) => text(e, "file")?.toString().split("/").at(-1))).toEqual([
        "bash",
        "cp",
        "x",
        "rm",
        "rm",
        "rmdir",
      ]);
      expect(execs.map((e) => text(e, "cwd")).slice(-2)).toEqual([dir, dir]);

      const shell = num(execs[0] ?? fail(), "pid");
      expect(of(recorded, "process.fork").map((e) => num(e, "child"))).toEqual(
        execs.slice(1).map((e) => num(e, "pid")),
      );
      expect(of(recorded, "process.exit").map((e) => pick(e, "pid", "code", "signal"))).toEqual([
        ...execs.slice(1).map((e, i) => ({ pid: num(e, "pid"), code: i === 4 ? 1 : 0, signal: 0 })),
        { pid: shell, code: 3, signal: 0 },
      ]);

      expect(of(recorded, "file.unlink").map((e) => pick(e, "path", "is_dir", "ret"))).toEqual([
        { path: `${dir}/x`, is_dir: 0, ret: 0 },
        { path: `${dir}/y`, is_dir: 0, ret: 0 },
        { path: `${dir}/none`, is_dir: 1, ret: -2 },
      ]);
      const connects = of(recorded, "net.connect");
      expect(connects.map((e) => pick(e, "pid", "remote", "ret", "type", "protocol"))).toEqual([
        {
          pid: shell,
          remote: [2, Buffer.from([127, 0, 0, 1]), 9],
          ret: -111,
          type: 1,
          protocol: 6,
        },
      ]);
      expect(connects.every((e) => hasFlag(e, "argsAfter") && !hasFlag(e, "compat"))).toBe(true);
      expect(of(recorded, "file.create").map((e) => text(e, "path"))).toEqual([
        `${dir}/x`,
        `${dir}/y`,
      ]);
      expect(recorded.events).toHaveLength(6 + 5 + 6 + 3 + 1 + 2); // and nothing else
    }));
}

function fail(): never {
  throw new Error("nothing was recorded");
}

test("a hook is verified when it was seen firing, and the self-test is not recorded", () =>
  inDirectory(async (dir) => {
    const { recorded } = await recordScript(dir, "--events", "process.*,file.*,net.*");
    // What makes the kernel start a program is not tried on a host.
    const untried = "process.usermodehelper";
    const plan = recorded.header.plan.filter(
      // It is watched in functions alone, which not every kernel lets be hooked.
      (p) => p.point !== "file.written" || p.state !== "not possible",
    );
    expect(plan.map((p) => [p.point, p.state])).toEqual(
      plan.map((p) => [p.point, p.point === untried ? "unverified" : "verified"]),
    );
    expect(recorded.events.some((e) => text(e, "comm") === "sonde-self-test")).toBe(false);
    const file = join(dir, "untested.sonde.cbor");
    await sonde(["record", "-o", file, "--no-self-test", "--", "true"]);
    const states = readRecording(file).header.plan.map((p) => p.state);
    expect(states).toContain("attached");
    expect(states).not.toContain("verified");
  }));

test.each(["file.open", "net.connect", "process.exit"])(
  "%s is verified without the others",
  (name) =>
    inDirectory(async (dir) => {
      const file = join(dir, "out.sonde.cbor");
      await sonde(["record", "-o", file, "--events", name, "--for", "1ms"]);
      expect(readRecording(file).header.plan.map((p) => p.state)).toEqual(["verified"]);
    }),
);

test("the recording of a command holds nothing of other processes", () =>
  inDirectory((dir) =>
    beside(noise, async () => {
      const { recorded } = await recordScript(dir);
      expect(of(recorded, "process.exec")).toHaveLength(6);
      const pids = new Set(of(recorded, "process.exec").map((e) => num(e, "pid")));
      expect(recorded.events.every((e) => pids.has(num(e, "pid")))).toBe(true);
    }),
  ));

test("the whole host: a process of before is in the snapshot, its events are kept", () =>
  inDirectory((dir) =>
    beside(["bash", "-c", "read go; /bin/echo done; read end"], async (before) => {
      const file = join(dir, "out.sonde.cbor");
      await beside([executable, "record", "-o", file], async (recorder) => {
        await until(() => existsSync(file) && statSync(file).size > 0);
        before.stdin.write("go\n");
        await before.stdout.getReader().read(); // the echo has run
        recorder.kill("SIGINT");
        expect(await recorder.exited).toBe(0);

        const recorded = readRecording(file);
        expect(recorded.ended).toBe("complete");
        expect(recorded.trailer?.reason).toBe("SIGINT");
        expect(recorded.processes.map((p) => num(p, "pid"))).toContain(before.pid);
        const echo = of(recorded, "process.exec").find((e) => texts(e, "argv")?.[1] === "done");
        expect(echo && num(echo, "ppid")).toBe(before.pid);
        const own = recorded.events.filter((e) => num(e, "pid") === recorder.pid);
        expect(own).toEqual([]); // the recorder itself is never recorded
      });
    }),
  ));
