/**
 * Writes a recording of any size: `build/bun bench/large-recording.ts 10000000 FILE [flood]`. What
 * it tells is a host that builds software: processes that come and go, files that each have another
 * name, and some talk with the network; as a flood, one process that opens files.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { schema } from "../lib/events.gen.ts";
import { type Counts, formatVersion } from "../lib/recording/format.ts";
import { recordItem } from "../lib/recording/testdata/builder.ts";
import { encodeItem, RecordingWriter } from "../lib/recording/writer.ts";
import { jobs, type Template, templates } from "./large-templates.ts";

const clock = 1_000_000_000_000n;
const eventNs = 100_000;
const bufferBytes = 4 << 20;
const eventsPerMark = 200_000;

function main([countText = "", path, mix = "build"]: readonly string[]): void {
  const count = Number(countText);
  if (!Number.isSafeInteger(count) || path === undefined || !(mix in jobs)) {
    console.error("large-recording.ts EVENTS FILE [flood]");
    process.exit(2);
  }
  const fd = openSync(path, "w", 0o600);
  const writer = new RecordingWriter({
    flush() {},
    write: (bytes) => {
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    },
  });
  header(writer);
  const written = events(writer, count, mix === "flood" ? jobs.flood : jobs.build);
  writer.trailer({
    ts: clock + BigInt(count) * BigInt(eventNs),
    reason: "time",
    points: counts(written),
    unfollowed: 0,
    command: null,
  });
  closeSync(fd);
}

function header(writer: RecordingWriter): void {
  const names = schema.map(({ name }) => name).filter((name) => name !== "process");
  writer.header({
    type: "header",
    format: formatVersion,
    sonde: "0.1.0",
    host: {
      hostname: "large",
      distribution: "Debian GNU/Linux 12 (bookworm)",
      kernel: "6.18.0",
      build: "#1 SMP",
      arch: "x86_64",
      bootId: "00000000-0000-0000-0000-000000000000",
      cpus: 2,
    },
    time: { wall: 1_800_000_000_000_000_000n, clock },
    plan: names.map((point) => ({
      point,
      flavour: "tp_btf",
      program: "none",
      state: "verified",
      blind: [],
      rejected: [],
    })),
    schema,
    filter: { points: names, command: null },
  });
  const shell = { pid: 1_000_000, start: 7_000_000_000, comm: "bash", path: "/usr/bin/bash" };
  writer.records(encodeItem(recordItem("process", { ...shell, argv: ["bash"] })));
}

/** Returns how many of which kind there are. */
function events(
  writer: RecordingWriter,
  count: number,
  order: readonly (readonly string[])[],
): Map<string, number> {
  const made = templates();
  const written = new Map<string, number>();
  const buffer = Buffer.alloc(bufferBytes);
  let at = 0;
  let total = 0;
  const flush = (): void => {
    writer.records(buffer.subarray(0, at));
    at = 0;
  };
  for (let job = 0; total < count; job++) {
    for (const name of order[job % order.length] ?? []) {
      const template = made.get(name);
      if (template === undefined || total >= count) continue;
      if (at + template.bytes.length > buffer.length) flush();
      at = place(template, buffer, at, total, job);
      written.set(template.point, (written.get(template.point) ?? 0) + 1);
      total++;
      if (total % eventsPerMark !== 0) continue;
      flush();
      writer.mark({ ts: clock + BigInt(total) * BigInt(eventNs), points: counts(written) });
    }
  }
  flush();
  return written;
}

/** Copies an event and fills in what is different in each. */
function place(template: Template, buffer: Buffer, at: number, total: number, job: number): number {
  buffer.set(template.bytes, at);
  const values = {
    ts: Number(clock) + total * eventNs,
    start: Number(clock) + job * eventNs,
    pid: 1_000_001 + (job % 3_000_000),
    file: total,
    host: total,
  };
  for (const [what, offset] of template.holes) {
    const value = values[what];
    const hole = at + offset;
    if (what === "pid" || what === "host") buffer.writeUInt32BE(value, hole);
    else if (what === "file") buffer.write(String(value).padStart(9, "0"), hole, "latin1");
    else {
      buffer.writeUInt32BE(Math.floor(value / 2 ** 32), hole);
      buffer.writeUInt32BE(value % 2 ** 32, hole + 4);
    }
  }
  return at + template.bytes.length;
}

function counts(written: ReadonlyMap<string, number>): Counts {
  const each = [...written].map(
    ([name, n]) => [name, { seen: n, recorded: n, lost: { buffer: 0 }, missed: 0 }] as const,
  );
  return Object.fromEntries(each);
}

main(process.argv.slice(2));
