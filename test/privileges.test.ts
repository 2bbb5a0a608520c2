/** What a recorder may still do once it records. Needs root. */
import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { exitCode } from "../lib/error.ts";
import { num, texts } from "../lib/recording/values.ts";
import {
  beside,
  executable,
  inDirectory,
  of,
  readRecording,
  run,
  sonde,
  until,
} from "./recording.ts";

const sets = ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"] as const;

/** Every thread's capability sets and whether it can get new ones. */
function threads(pid: number): Record<string, string | undefined>[] {
  return readdirSync(`/proc/${pid}/task`).map((tid) => {
    const status = readFileSync(`/proc/${pid}/task/${tid}/status`, "latin1");
    const line = (name: string) => new RegExp(`^${name}:\\s*(\\S+)$`, "m").exec(status)?.[1];
    return Object.fromEntries([...sets, "NoNewPrivs", "Seccomp"].map((name) => [name, line(name)]));
  });
}

const nothing = "0".repeat(16);
const dropped = {
  ...Object.fromEntries(sets.map((name) => [name, nothing])),
  NoNewPrivs: "1",
  Seccomp: "2",
};

const written = (file: string) => existsSync(file) && statSync(file).size > 0;

test("every thread of a recorder has lost every capability, and cannot get one", () =>
  inDirectory((dir) =>
    beside([executable, "record", "-o", join(dir, "out")], async (recorder) => {
      await until(() => written(join(dir, "out")));
      const stat = () => threads(recorder.pid);
      await until(() => stat().some(({ CapEff }) => CapEff === nothing));
      await until(() => stat().every(({ Seccomp }) => Seccomp === "2"));
      const found = stat();
      expect(found.length).toBeGreaterThan(2); // the runtime's own are among them
      for (const thread of found) expect(thread).toMatchObject(dropped);
      recorder.kill("SIGINT");
      expect(await recorder.exited).toBe(0);
      expect(readRecording(join(dir, "out")).ended).toBe("complete");
    }),
  ));

test("a command that is recorded keeps what it was given", () =>
  inDirectory(async (dir) => {
    const file = join(dir, "out");
    const shown = await sonde(["record", "-o", file, "--", "cat", "/proc/self/status"]);
    const own = readFileSync("/proc/self/status", "latin1");
    for (const name of [...sets, "NoNewPrivs"]) {
      const line = new RegExp(`^${name}:.*$`, "m");
      expect(line.exec(shown.stdout)?.[0]).toBe(line.exec(own)?.[0]);
    }
    const counted = Object.values(readRecording(file).trailer?.points ?? {});
    expect(counted.some(({ seen }) => seen > 0)).toBe(true); // counters are read to the end
    expect(counted.some(({ missed }) => missed === 0)).toBe(true);
  }));

test("a command that became another user: the recording ends in time without it", () =>
  inDirectory(async (dir) => {
    const file = join(dir, "out");
    const other = "exec setpriv --reuid=65534 --clear-groups sleep 1000 > /dev/null 2>&1";
    const options = ["record", "-o", file, "--for", "300ms"];
    const { code, stderr } = await sonde([...options, "--", "bash", "-c", other]);
    const recorded = readRecording(file);
    const sleep = of(recorded, "process.exec").at(-1);
    expect(sleep && texts(sleep, "argv")).toEqual(["sleep", "1000"]);
    process.kill((sleep && num(sleep, "pid")) ?? 0, "SIGKILL");
    expect(code).toBe(exitCode.ownFailure); // it has no code of its own
    expect(stderr).toContain("still runs");
    expect(recorded.ended).toBe("complete");
    expect(recorded.trailer?.reason).toBe("time");
  }));

test("an audit into a directory that only its owner may enter", () =>
  inDirectory(async (dir) => {
    await run(["chown", "65534", dir]);
    await run(["chmod", "700", dir]);
    const { code, stdout } = await sonde(["audit", "--for", "100ms", "-o", join(dir, "out")]);
    expect(code).toBe(exitCode.done);
    expect(stdout).toContain("Audit points");
  }));
