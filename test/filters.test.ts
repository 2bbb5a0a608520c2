/** What a filter leaves out never happened, as far as the recording goes. Needs root. */
import { expect, test } from "bun:test";
import { copyFileSync, mkdirSync, readFileSync, rmdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { exitCode } from "../lib/error.ts";
import { findCgroupRoot } from "../lib/kernel/cgroup.ts";
import { num, text } from "../lib/recording/values.ts";
import {
  beside,
  executable,
  inDirectory,
  of,
  type Recorded,
  readRecording,
  run,
  sonde,
  until,
} from "./recording.ts";

/** Records `script` as bash runs it, narrowed. Every point adds up, whatever the filter did. */
async function record(dir: string, filters: readonly string[], script: string) {
  const file = join(dir, "out");
  const options = ["--force", "-o", file, "--events", "*", ...filters];
  const { stderr } = await sonde(["record", ...options, "--", "bash", "-c", script], dir);
  const recorded = readRecording(file);
  expect([stderr, recorded.ended]).toEqual([expect.stringContaining(" 0 lost"), "complete"]);
  for (const [point, { seen, recorded: written }] of Object.entries(recorded.trailer?.points ?? {}))
    expect([point, written, of(recorded, point).length]).toEqual([point, seen, seen]);
  return recorded;
}

const comms = (recorded: Recorded) =>
  [...new Set(recorded.events.map((e) => text(e, "comm")))].sort();

test("--comm, --not-comm: by the name at the time of the event", () =>
  inDirectory(async (dir) => {
    const script = "cat /dev/null; head -0 /dev/null";
    const all = comms(await record(dir, [], script));
    expect(all).toEqual(expect.arrayContaining(["bash", "cat", "head"]));
    expect(comms(await record(dir, ["--comm", "cat"], script))).toEqual(["cat"]);
    expect(comms(await record(dir, ["--comm", "cat", "--comm=head"], script))).toEqual([
      "cat",
      "head",
    ]);
    const rest = comms(await record(dir, ["--not-comm", "cat"], script));
    expect(rest).toEqual(all.filter((comm) => comm !== "cat"));
  }));

test("--uid: the real one, at the time of the event", () =>
  inDirectory(async (dir) => {
    const script = "setpriv --reuid=65534 --clear-groups true; cat /dev/null";
    const other = await record(dir, ["--uid", "65534"], script);
    expect(new Set(other.events.map((e) => num(e, "uid")))).toEqual(new Set([65534]));
    expect(of(other, "process.exec").map((e) => text(e, "comm"))).toEqual(["true"]);
    const root = await record(dir, ["--not-uid", "65534,1"], script);
    expect(new Set(root.events.map((e) => num(e, "uid")))).toEqual(new Set([0]));
  }));

test("--path: itself and below; events without a path stay", () =>
  inDirectory(async (dir) => {
    mkdirSync(join(dir, "sub"));
    const script = "cat sub/../x; touch sub/a; touch subx; rm sub/a subx; : < /etc/passwd";
    const below = await record(dir, ["--path", join(dir, "sub")], script);
    const paths = (recorded: Recorded, point: string) =>
      of(recorded, point).map((e) => text(e, "path"));
    expect(paths(below, "file.open")).toEqual([`${dir}/sub/../x`, `${dir}/sub/a`]); // as recorded
    expect(paths(below, "file.unlink")).toEqual([`${dir}/sub/a`]);
    expect(of(below, "process.exec")).toEqual([]); // programs have paths, too
    expect(of(below, "process.fork").length).toBeGreaterThan(0);
    const nearest = ["--path", dir, "--not-path", join(dir, "sub"), "--path", `${dir}/sub/a`];
    const mixed = await record(dir, nearest, script);
    expect(paths(mixed, "file.open")).toEqual([`${dir}/sub/a`, `${dir}/subx`]);
    const not = await record(dir, ["--not-path", "/etc", "--not-path", "/usr"], script);
    expect(paths(not, "file.open").some((path) => String(path).startsWith("/etc/"))).toBe(false);
    expect(paths(not, "file.open")).toContain(`${dir}/subx`);
  }));

test("--port", () =>
  inDirectory(async (dir) => {
    const script =
      "for p in 9 10 11; do exec 3<>/dev/tcp/127.0.0.1/$p; done; exec 3<>/dev/tcp/::1/9";
    const ports = (recorded: Recorded) => of(recorded, "net.connect").map((e) => text(e, "comm"));
    expect(ports(await record(dir, ["--port", "9,11"], script))).toHaveLength(3);
    expect(ports(await record(dir, ["--not-port", "9"], script))).toHaveLength(2);
    expect(ports(await record(dir, ["--port", "9", "--not-comm", "bash"], script))).toEqual([]);
  }));

test("how a connection ended is judged as the process that began it", () =>
  inDirectory(async (dir) => {
    const connect = "require('net').connect(9, '127.0.0.1').on('error', () => {})";
    const script = `${process.execPath} -e "${connect}"`;
    const ends = async (...filters: string[]) => {
      const recorded = await record(dir, filters, script);
      return of(recorded, "net.connected").map((e) => num(e, "ret"));
    };
    const refused = -111;
    expect(await ends()).toEqual([refused]);
    expect(await ends("--port", "9")).toEqual([refused]);
    expect(await ends("--not-port", "9")).toEqual([]);
    expect(await ends("--not-uid", "0")).toEqual([]);
  }));

test("--mntns", () =>
  inDirectory(async (dir) => {
    const own = String(statSync("/proc/self/ns/mnt").ino);
    const script = "cat /dev/null; unshare --mount tail -0 /dev/null";
    const outside = await record(dir, ["--mntns", own], script);
    const execs = (recorded: Recorded) => of(recorded, "process.exec").map((e) => text(e, "comm"));
    expect(execs(outside)).toEqual(["bash", "cat", "unshare"]);
    expect(execs(await record(dir, ["--not-mntns", "/proc/self/ns/mnt"], script))).toEqual([
      "tail",
    ]);
  }));

const cgroups = findCgroupRoot(readFileSync("/proc/self/mountinfo", "utf8"));

test.skipIf(cgroups === undefined)("--cgroup: with those below it, the nearest rule decides", () =>
  inDirectory(async (dir) => {
    const group = join(cgroups ?? "", `sonde-test-${process.pid}`);
    mkdirSync(join(group, "in/deep"), { recursive: true });
    try {
      const inside = (name: string, program: string) =>
        `(echo $BASHPID > ${group}/${name}/cgroup.procs; exec ${program} /dev/null)`;
      const script = `cat /dev/null; ${inside("in", "head -0")}; ${inside("in/deep", "tail -0")}`;
      const execs = async (...filters: string[]) =>
        of(await record(dir, filters, script), "process.exec").map((e) => text(e, "comm"));
      const name = group.slice((cgroups ?? "").length);
      expect(await execs("--cgroup", `${name}/in`)).toEqual(["head", "tail"]);
      expect(await execs("--cgroup", `${group}/in/deep`)).toEqual(["tail"]);
      expect(await execs("--not-cgroup", `${name}/in`)).toEqual(["bash", "cat"]);
      expect(await execs("--not-cgroup", `${name}/in/deep`, "--cgroup", name)).toEqual(["head"]);
    } finally {
      for (const name of ["in/deep", "in", ""]) rmdirSync(join(group, name));
    }
  }),
);

/** A process, a child of it, and a stranger, each of which runs true for every line it reads. */
const loop = "while read x; do true; /bin/true; echo; done";

test("--pid, --not-pid: a tree that was there before, and what it starts later", () =>
  inDirectory(async (dir) => {
    copyFileSync("/bin/true", join(dir, "mine"));
    const tree = `(while read x; do ${dir}/mine; echo; done) ; true`;
    await beside(["bash", "-c", tree], (parent) =>
      beside(["bash", "-c", loop], async (stranger) => {
        const record = async (options: readonly string[]) => {
          const file = join(dir, "out");
          await run(["rm", "-f", file]);
          return await beside([executable, "record", "-o", file, ...options], async (recorder) => {
            await until(() => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0);
            for (const child of [parent, stranger]) {
              const reader = child.stdout.getReader();
              child.stdin.write("go\n");
              await reader.read();
              reader.releaseLock();
            }
            recorder.kill("SIGINT");
            await recorder.exited;
            const execs = of(readRecording(file), "process.exec");
            return execs.map((e) => text(e, "path")).filter((p) => /mine|true/.test(String(p)));
          });
        };
        const mine = join(dir, "mine");
        const theirs = expect.stringMatching(/\/true$/);
        expect(await record(["--pid", `${parent.pid}`])).toEqual([mine]);
        expect(await record(["--pid", `${parent.pid},${stranger.pid}`])).toEqual([mine, theirs]);
        const without = await record(["--not-pid", `${parent.pid}`]);
        expect(without).toContainEqual(theirs);
        expect(without).not.toContain(mine);
      }),
    );
  }));

test("what cannot be a filter: code 2", async () => {
  for (const args of [
    ["--pid", "999999999"],
    ["--pid", "4194303"],
    ["--uid", "x"],
    ["--path", "relative"],
    ["--pid", "1", "--", "true"],
  ]) {
    const { code, stderr } = await sonde(["record", "-o", "/dev/null/x", ...args]);
    expect([args, [exitCode.usage, exitCode.badOutput, exitCode.ownFailure]]).toEqual([
      args,
      expect.arrayContaining([code]),
    ]);
    expect(stderr).toMatch(/^sonde: .+\n {2}.+/);
  }
});
