/** One recording of all workloads, shared by the cases of a machine; each case looks at its own point. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitCode } from "../lib/error.ts";
import type { Header, PointCounts } from "../lib/recording/format.ts";
import { type Record, readItems } from "../lib/recording/reader.ts";
import { fail, type Outcome } from "./case.ts";
import type { Machine } from "./machine.ts";
import { sequenceCommand } from "./sequence.ts";
import { parseTruth, type Truth } from "./truth.ts";

export interface Recorded {
  readonly truth: Truth;
  readonly header: Header;
  /** Processes and events, in the file's order. */
  readonly records: readonly Record[];
  /** Of the whole recording, by point. */
  readonly counts: Readonly<{ [point: string]: PointCounts }>;
}

const known = new WeakMap<Machine, Promise<Recorded | Outcome>>();

/** Records once per machine. An outcome instead says why there is no recording. */
export function recordWorkloads(machine: Machine): Promise<Recorded | Outcome> {
  const promise = known.get(machine) ?? record(machine);
  known.set(machine, promise);
  return promise;
}

/** The kernel lacks what is needed, or a capability is missing: sonde's own words for "impossible here". */
const honest: readonly number[] = [exitCode.unsupported, exitCode.notPermitted];

async function record(machine: Machine): Promise<Recorded | Outcome> {
  const file = `${machine.scratch}/all.sonde.cbor`;
  const command = await sequenceCommand(machine, `${machine.scratch}/recorded`);
  const ran = await machine.sonde(["record", "-o", file, "--events", "*", "--", ...command]);
  const words = ran.stderr.trim();
  if (ran.code !== null && honest.includes(ran.code))
    return { result: "impossible", reason: words };
  if (ran.code !== 0) {
    return fail(
      `sonde record: exit code ${ran.code}, signal ${ran.signal}${ran.timedOut ? ", timed out" : ""}: ${words}`,
    );
  }
  return await read(await machine.readFile(file), parseTruth(ran.stdout));
}

async function read(bytes: Uint8Array, truth: Truth): Promise<Recorded | Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "sonde-lab-"));
  const path = join(folder, "recording");
  await Bun.write(path, bytes);
  let header: Header | null = null;
  let counts: Recorded["counts"] | null = null;
  const records: Record[] = [];
  try {
    for (const item of readItems(path)) {
      if (item.type === "header") header = item.header;
      else if (item.type === "record") records.push(item.record);
      else if (item.type === "trailer") counts = item.trailer.points;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  if (header === null || counts === null) return fail("the recording has no header or no trailer");
  return { truth, header, records, counts };
}
