/** What goes wrong while recording, and what is left on disk then. Needs root. */
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitCode } from "../lib/error.ts";
import { num } from "../lib/recording/values.ts";
import {
  beside,
  executable,
  inDirectory,
  noise,
  of,
  readRecording,
  run,
  sonde,
  until,
} from "./recording.ts";

/** As nobody, without a single capability. */
const unprivileged = [
  "setpriv",
  "--reuid=65534",
  "--regid=65534",
  "--clear-groups",
  "--bounding-set=-all",
];

test("not root: says so, leaves no file", () =>
  inDirectory(async (dir) => {
    await run(["chown", "65534", dir]);
    const file = join(dir, "out");
    const { code, stderr } = await run([...unprivileged, executable, "record", "-o", file]);
    expect(code).toBe(exitCode.notPermitted);
    expect(stderr).toContain("not permitted to load BPF programs");
    expect(stderr).toContain("CAP_BPF");
    expect(existsSync(file)).toBe(false);
  }));

test("an existing file is not overwritten, unless told", () =>
  inDirectory(async (dir) => {
    const file = join(dir, "out");
    writeFileSync(file, "precious");
    const refused = await sonde(["record", "-o", file, "--for", "1s"]);
    expect(refused.code).toBe(exitCode.badOutput);
    expect(refused.stderr).toContain("--force");
    expect(await Bun.file(file).text()).toBe("precious");
    expect((await sonde(["record", "-o", file, "--force", "--", "true"])).code).toBe(0);
    expect(readRecording(file).ended).toBe("complete");
  }));

test("a command that can't run: the shells' codes, and no recording left", () =>
  inDirectory(async (dir) => {
    const file = join(dir, "out");
    expect((await sonde(["record", "-o", file, "--", "no-such-command"])).code).toBe(127);
    expect(existsSync(file)).toBe(false);
    writeFileSync(join(dir, "garbage"), "\x00\x01", { mode: 0o755 });
    const garbage = await sonde(["record", "-o", file, "--", join(dir, "garbage")]);
    expect(garbage.code).toBe(126);
    expect(garbage.stderr).toContain("ENOEXEC");
    expect(existsSync(file)).toBe(false);
  }));

test("a command killed by a signal: 128 + n", () =>
  inDirectory(async (dir) => {
    const file = join(dir, "out");
    const { code } = await sonde(["record", "-o", file, "--", "bash", "-c", "kill -9 $$"]);
    expect(code).toBe(137);
    const exits = of(readRecording(file), "process.exit");
    expect(exits.map((e) => num(e, "signal"))).toEqual([9]);
  }));

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s: a whole recording, and 0", (signal) =>
  inDirectory(async (dir) => {
    const file = join(dir, "out");
    await beside([executable, "record", "-o", file], async (recorder) => {
      await until(() => existsSync(file) && statSync(file).size > 0);
      recorder.kill(signal);
      expect(await recorder.exited).toBe(0);
      expect(readRecording(file).ended).toBe("complete");
      expect(readRecording(file).trailer?.reason).toBe(signal);
    });
  }),
);

test.each([
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("%s is passed on to a command, which ends the recording", (signal, expected) =>
  inDirectory(async (dir) => {
    const file = join(dir, "out");
    const command = ["bash", "-c", `echo > ${dir}/runs; exec sleep 1000`];
    await beside([executable, "record", "-o", file, "--", ...command], async (recorder) => {
      await until(() => existsSync(join(dir, "runs")));
      recorder.kill(signal);
      expect(await recorder.exited).toBe(expected);
      expect(readRecording(file).ended).toBe("complete");
    });
  }),
);

test("the disk is full: stops, says so, keeps what is there", () =>
  inDirectory(async (dir) => {
    const opens = "i=0; while [ $i -lt 20000 ]; do : < /dev/null; i=$((i+1)); done";
    const inside = `mount -t tmpfs -o size=200k tmpfs ${dir} && ${executable} record --events file.open -o ${dir}/out -- bash -c '${opens}'; code=$?; cp ${dir}/out ${dir}.kept; exit $code`;
    const { code, stderr } = await run(["unshare", "-m", "bash", "-c", inside]);
    const kept = `${dir}.kept`;
    try {
      expect(code).toBe(exitCode.ownFailure); // with a command its own code would pass on
      expect(stderr).toContain("the disk is full");
      const recorded = readRecording(kept);
      expect(recorded.ended).toBe("cut");
      expect(of(recorded, "file.open").length).toBeGreaterThan(500);
      expect(statSync(kept).size).toBeGreaterThan(150_000);
    } finally {
      await run(["rm", "-f", kept]);
    }
  }));

test("killed: what was written until the last mark is read", () =>
  inDirectory((dir) =>
    beside(noise, async () => {
      const file = join(dir, "out");
      await beside([executable, "record", "-o", file], async (recorder) => {
        await until(() => existsSync(file) && hasMark(file));
        recorder.kill("SIGKILL");
        await recorder.exited;
        const recorded = readRecording(file);
        expect(recorded.ended).toBe("cut");
        expect(of(recorded, "process.exec").length).toBeGreaterThan(0);
        expect(recorded.trailer).toBeUndefined();
      });
    }),
  ));

test("a buffer that is too small: what is lost is counted, to the event", () =>
  inDirectory(async (dir) => {
    const file = join(dir, "out");
    const count = 60_000;
    const flood = `for ((i = 0; i < ${count}; i++)); do : < /sonde-none; done 2> /dev/null`;
    const options = ["--events", "file.open", "--path", "/sonde-none", "--buffer", "64K"];
    const argv = ["record", "-o", file, ...options, "--", "bash", "-c", `${flood}; true`];
    const { code, stderr } = await sonde(argv);
    expect(code).toBe(0);
    const recorded = readRecording(file);
    const counts = recorded.trailer?.points["file.open"];
    expect(recorded.header.buffer).toBe(64 << 10);
    expect(counts?.seen).toBe(count);
    expect(counts?.lost.buffer).toBeGreaterThan(0);
    expect((counts?.recorded ?? 0) + (counts?.lost.buffer ?? 0)).toBe(count);
    expect(of(recorded, "file.open")).toHaveLength(counts?.recorded ?? 0);
    expect(stderr).toContain(` ${counts?.lost.buffer} lost`);
    expect((await sonde(["verify", file])).code).toBe(0);
  }));

/** Where a memory limit can be set for a test. */
const memory = [
  { root: "/sys/fs/cgroup", limit: "memory.max" },
  { root: "/sys/fs/cgroup/memory", limit: "memory.limit_in_bytes" },
].find(({ root, limit }) => existsSync(join(root, "cgroup.procs")) && canLimit(root, limit));

function canLimit(root: string, limit: string): boolean {
  const group = join(root, `sonde-test-${process.pid}`);
  try {
    mkdirSync(group);
    return existsSync(join(group, limit));
  } catch {
    return false;
  } finally {
    if (existsSync(group)) rmdirSync(group);
  }
}

test.skipIf(memory === undefined)("a memory limit: says what it leaves, or fits in", () =>
  inDirectory(async (dir) => {
    const { root, limit } = memory ?? { root: "", limit: "" };
    const group = join(root, `sonde-test-${process.pid}`);
    const file = join(dir, "out");
    mkdirSync(group);
    try {
      writeFileSync(join(group, limit), String(120 << 20));
      const within = (...options: string[]) =>
        run([
          ...["bash", "-c", `echo $$ > ${group}/cgroup.procs; exec "$@"`, "bash", executable],
          ...["record", "-o", file, "--for", "200ms", ...options],
        ]);
      const refused = await within("--buffer", "128M");
      expect(refused.code).toBe(exitCode.unsupported);
      expect(refused.stderr).toMatch(/leaves \d+ MiB, .* 128 MiB of buffer/);
      expect(existsSync(file)).toBe(false);
      expect((await within()).code).toBe(0);
      expect(readRecording(file).header.buffer).toBeLessThanOrEqual(32 << 20);
    } finally {
      rmdirSync(group);
    }
  }),
);

/** "type" and "mark" as CBOR text, one after the other. */
function hasMark(file: string): boolean {
  const bytes = readFileSync(file);
  return bytes.includes("\x64type\x64mark");
}

test("wrong arguments: code 2 and what would be right", async () => {
  for (const args of [
    ["--events", "nonsense"],
    ["--for", "soon"],
    ["--nonsense"],
    ["-o"],
    ["--"],
    ["stray"],
  ]) {
    const { code, stderr, stdout } = await sonde(["record", ...args]);
    expect([args, code, stdout]).toEqual([args, exitCode.usage, ""]);
    expect(stderr).toMatch(/^sonde: .+\n {2}.+/);
  }
});
