/** Perf buffers, where the kernel has no ring buffer, do the same. Needs root. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { exitCode } from "../lib/error.ts";
import { onlineCpuList } from "../lib/kernel/cpus.ts";
import { int, num, text } from "../lib/recording/values.ts";
import { verify } from "../lib/recording/verify.ts";
import { inDirectory, of, readRecording, sonde } from "./recording.ts";

const script =
  'cp /bin/true x; ./x; mkdir d; mv d e; rm x; rmdir e; printf "%01000d" 7 > long; rm long';

const lastCpu = onlineCpuList().at(-1) ?? 0;

async function record(dir: string, transport: string) {
  const file = join(dir, transport);
  const options = ["--transport", transport, "--events", "*"];
  const argv = ["record", "-o", file, ...options, "--", "bash", "-c", script];
  const { code, stderr } = await sonde(argv, dir);
  expect([code, stderr]).toEqual([0, expect.stringContaining(" 0 lost")]);
  expect(verify(file)).toMatchObject({ holds: true });
  return readRecording(file);
}

test("the same events either way", () =>
  inDirectory(async (dir) => {
    const events = async (transport: string) => {
      const recorded = await record(dir, transport);
      expect(recorded.header.transport).toBe(transport === "ring" ? "ring" : "perf");
      return recorded.events.map((e) => `${e.schema.name} ${text(e, "comm")} ${text(e, "path")}`);
    };
    const [ring, perf] = [await events("ring"), await events("perf")];
    expect(perf.toSorted()).toEqual(ring.toSorted());
    expect(ring.length).toBeGreaterThan(20);
  }));

test("a buffer that is too small: what is lost is counted, to the event", () =>
  inDirectory(async (dir) => {
    const file = join(dir, "out");
    const count = 60_000;
    const flood = `for ((i = 0; i < ${count}; i++)); do : < /sonde-none; done 2> /dev/null`;
    const options = ["--events", "file.open", "--path", "/sonde-none", "--buffer", "64K"];
    await sonde([
      "record",
      "-o",
      file,
      "--transport",
      "perf",
      ...options,
      "--",
      "bash",
      "-c",
      flood,
    ]);
    const recorded = readRecording(file);
    const counts = recorded.trailer?.points["file.open"];
    expect(counts?.seen).toBe(count);
    expect(counts?.lost).toEqual({ buffer: count - (counts?.recorded ?? 0), scratch: 0, map: 0 });
    expect(of(recorded, "file.open")).toHaveLength(counts?.recorded ?? 0);
    expect(verify(file).holds).toBe(true);
  }));

test("who moves from CPU to CPU leaves events in several buffers, and they stay in order", () =>
  inDirectory(async (dir) => {
    const file = join(dir, "out");
    const move = 'taskset -cp "$1" $$ > /dev/null; : 2> /dev/null < "/sonde-none$1"';
    const script = `move() { ${move}; }; for ((i = 0; i < 150; i++)); do move 0; move ${lastCpu}; done; true`;
    const options = ["--transport", "perf", "--events", "process.fork,file.open"];
    const argv = ["record", "-o", file, ...options, "--", "bash", "-c", script];
    expect(await sonde(argv)).toMatchObject({ code: 0 });
    const events = Map.groupBy(readRecording(file).events, (event) => num(event, "tid"));
    const times = [...events.values()].map((own) => own.map((event) => Number(int(event, "ts"))));
    for (const own of times) expect(own).toEqual(own.toSorted((a, b) => a - b));
    expect(Math.max(...times.map(({ length }) => length))).toBeGreaterThanOrEqual(600);
  }));

test("no such transport: code 2", async () => {
  expect((await sonde(["record", "--transport", "pigeon"])).code).toBe(exitCode.usage);
});
