/** Where a recording goes: several files, frames, a pipe; and what happens when that has an end. Needs root. */
import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { exitCode } from "../lib/error.ts";
import { num, text } from "../lib/recording/values.ts";
import { verify } from "../lib/recording/verify.ts";
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

/** Opens that are told apart, and no process for any of them. */
const opens = (count: number) => `for ((i = 0; i < ${count}; i++)); do : < /proc/self/stat; done`;

const recordOpens = (file: string, count: number, ...options: string[]) => [
  ...["record", "-o", file, "--events", "file.open,process.exec", ...options],
  ...["--", "bash", "-c", `cat /dev/null; ${opens(count)}`],
];

const opened = (file: string) =>
  of(readRecording(file), "file.open").filter((e) => text(e, "path") === "/proc/self/stat");

test("--max-size: files in a row, each whole, none of the events lost or told twice", () =>
  inDirectory(async (dir) => {
    const file = join(dir, "a.sonde.cbor");
    const { code, stderr } = await sonde(recordOpens(file, 20_000, "--max-size", "500K"));
    expect(code).toBe(0);
    const names = readdirSync(dir).sort();
    expect(names.length).toBeGreaterThan(2);
    expect(names[0]).toBe("a.0001.sonde.cbor");
    const files = names.map((name) => join(dir, name));
    const recordings = files.map(readRecording);
    for (const path of files) expect(verify(path)).toMatchObject({ holds: true });
    const last = recordings.pop();
    expect(recordings.map(({ trailer }) => trailer?.reason)).toEqual(recordings.map(() => "full"));
    expect(last?.trailer?.reason).toBe("command");
    expect(files.flatMap(opened)).toHaveLength(20_000);
    const times = files.flatMap(opened).map((e) => num(e, "ts") ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    // Each names the one before, by what `sha256sum` says of it; so did the recorder.
    for (const [i, { header }] of [...recordings, ...(last ? [last] : [])].entries()) {
      const before = files[i - 1];
      const sha256 = before && new Bun.CryptoHasher("sha256").update(readFileSync(before));
      const hash = sha256 ? sha256.digest("hex") : null;
      const { previous } = header;
      expect(previous ? Buffer.from(previous.hash).toString("hex") : null).toBe(hash);
      expect(previous?.file ?? null).toBe(names[i - 1] ?? null);
      if (hash !== null) expect(stderr).toContain(`${before}: full, sha256 ${hash}`);
    }
    const summary = await sonde(["summary", files[1] ?? ""]);
    expect(summary.stdout.replaceAll(/\s+/g, " ")).toContain(`before: it is in ${names[0]}`);
    // The command is in the later snapshots, with a path that could not be read there any more.
    const shell = of(readRecording(files[0] ?? ""), "process.exec")[0];
    const again = recordings[1]?.processes.find(
      (p) => num(p, "pid") === (shell && num(shell, "pid")),
    );
    expect(again && text(again, "path")).toBe((shell && text(shell, "path")) ?? "");
    expect(again && num(again, "mntns")).toBe((shell && num(shell, "mntns")) ?? 0);
  }));

test("--rotate: the newest are kept", () =>
  inDirectory(async (dir) => {
    const file = join(dir, "a.sonde.cbor");
    const options = ["--max-size", "300K", "--rotate", "2"];
    expect((await sonde(recordOpens(file, 20_000, ...options))).code).toBe(0);
    const names = readdirSync(dir).sort();
    expect(names).toHaveLength(2);
    expect(Number(/\d{4}/.exec(names[0] ?? "")?.[0])).toBeGreaterThan(2);
    for (const name of names) expect(verify(join(dir, name))).toMatchObject({ holds: true });
  }));

test("--rotate on a disk that is full: older files make room", () =>
  inDirectory(async (dir) => {
    const record = recordOpens(`${dir}/a`, 30_000, "--max-size", "400K", "--rotate", "9");
    const inside = `mount -t tmpfs -o size=1200k tmpfs ${dir} && cd ${dir} && "$@"; code=$?; mkdir -p ${dir}.kept; cp ${dir}/* ${dir}.kept; exit $code`;
    const argv = ["unshare", "-m", "bash", "-c", inside, "bash", executable, ...record];
    try {
      const { code, stderr } = await run(argv);
      expect([code, stderr]).toEqual([0, expect.stringContaining("full, sha256")]);
      const files = readdirSync(`${dir}.kept`).sort();
      expect(files.length).toBeGreaterThan(1);
      expect(files).not.toContain("a.0001");
      for (const name of files)
        expect(verify(join(`${dir}.kept`, name))).toMatchObject({ holds: true });
    } finally {
      await run(["rm", "-rf", `${dir}.kept`]);
    }
  }));

test("--compress: smaller, and reads the same", () =>
  inDirectory(async (dir) => {
    const [plain, packed] = [join(dir, "a"), join(dir, "b")];
    await sonde(recordOpens(plain, 5000));
    const { stderr } = await sonde(recordOpens(packed, 5000, "--compress"));
    expect(statSync(packed).size).toBeLessThan(statSync(plain).size / 4);
    expect(opened(packed)).toHaveLength(5000);
    const verification = verify(packed);
    expect(verification.holds).toBe(true);
    expect(stderr).toContain(`sha256 ${verification.sha256}`);
    const sum = await run(["sha256sum", packed]);
    expect(sum.stdout).toStartWith(verification.sha256 ?? "");
    const { code, stdout } = await sonde(["verify", packed]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("whole and unchanged")]);
  }));

test("--compress, killed: what was written until the last mark is read", () =>
  inDirectory((dir) =>
    beside(["bash", "-c", "while :; do : < /dev/null; done"], async () => {
      const file = join(dir, "out");
      const argv = [executable, "record", "--events", "file.open", "--compress", "-o", file];
      await beside(argv, async (recorder) => {
        await until(() => existsSync(file) && opened2(file) > 0);
        recorder.kill("SIGKILL");
        await recorder.exited;
        const recorded = readRecording(file);
        expect(recorded.ended).toBe("cut");
        expect(recorded.events.length).toBeGreaterThan(0);
      });
    }),
  ));

function opened2(file: string): number {
  try {
    return readRecording(file).events.length;
  } catch {
    return 0; // no header yet
  }
}

test("-o -: through a pipe", () =>
  inDirectory(async (dir) => {
    const line = `"$0" record -o - --for 200ms | tee ${dir}/out | "$0" summary -`;
    const { code, stdout, stderr } = await run(["bash", "-o", "pipefail", "-c", line, executable]);
    expect(code).toBe(0);
    expect(stdout).toContain(", complete");
    expect(stderr).toContain("standard output: ");
    expect(verify(join(dir, "out"))).toMatchObject({ holds: true });
  }));

test("-o - into a reader that goes away: an end that says so", async () => {
  const line = `"$0" record -o - --events process.fork | head -c 100 > /dev/null; echo "\${PIPESTATUS[0]}"`;
  await beside(["bash", "-c", "while :; do /bin/true; done"], async () => {
    const { stdout, stderr } = await run(["bash", "-c", line, executable]);
    expect(stdout).toBe(`${exitCode.badOutput}\n`);
    expect(stderr).toContain("its reader is gone");
  });
});

test("two at once: each has all, and the other one", () =>
  inDirectory(async (dir) => {
    const [a, b] = [join(dir, "a"), join(dir, "b")];
    const start = (file: string) => [executable, "record", "-o", file, "--events", "process.*"];
    await beside(start(a), (first) =>
      beside(start(b), async (second) => {
        await until(() => [a, b].every((file) => existsSync(file) && statSync(file).size > 0));
        await run(["/bin/true", "two-at-once"]);
        for (const each of [second, first]) {
          each.kill("SIGTERM");
          expect(await each.exited).toBe(0);
        }
        for (const file of [a, b]) {
          const recorded = readRecording(file);
          expect(verify(file).holds).toBe(true);
          expect(recorded.trailer?.reason).toBe("SIGTERM");
          const execs = of(recorded, "process.exec").map((e) => text(e, "comm"));
          expect(execs.filter((comm) => comm === "true")).toHaveLength(1);
        }
        const exits = of(readRecording(a), "process.exit");
        expect(exits.some((e) => num(e, "pid") === second.pid)).toBe(true);
      }),
    );
  }));

test("wrong together: code 2", async () => {
  for (const args of [
    ["--rotate", "2"],
    ["--max-size", "none"],
    ["--max-size", "1M", "--rotate", "0"],
    ["-o", "-", "--max-size", "1M"],
    ["-o", "-", "--", "true"],
  ]) {
    const { code, stdout } = await sonde(["record", ...args]);
    expect([args, code, stdout]).toEqual([args, exitCode.usage, ""]);
  }
});
