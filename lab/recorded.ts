/** One recording of all workloads, shared by the cases of a machine; each case looks at its own point. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitCode } from "../lib/error.ts";
import { countsPerfMisses } from "../lib/kernel/missed.ts";
import { isFrom } from "../lib/kernel/release.ts";
import type { Header, PointCounts } from "../lib/recording/format.ts";
import { readItems } from "../lib/recording/reader.ts";
import type { Entry } from "../lib/recording/values.ts";
import { fail, type Outcome } from "./case.ts";
import type { Machine } from "./machine.ts";
import { sequenceCommand } from "./sequence.ts";
import { parseTruth, type Truth } from "./truth.ts";
import { workloadNames } from "./workloads.ts";

/** What a case needs of an event. */
export interface RecordedEvent {
  readonly schema: {
    readonly name: string;
    readonly fields: readonly { readonly name: string; readonly type: string }[];
  };
  /** In the order of the fields. */
  readonly values: readonly unknown[];
}

export interface Recorded {
  readonly truth: Truth;
  readonly header: Pick<Header, "plan">;
  /** Processes and events, in the file's order. */
  readonly records: readonly RecordedEvent[];
  /** Of the whole recording, by point. */
  readonly counts: Readonly<{ [point: string]: PointCounts }>;
  /** The kernel counts how often it skips a program, of whatever kind. */
  readonly countsMisses: boolean;
  /** Programs may read kernel memory: under lockdown=confidentiality only by casts. */
  readonly kernelReads: boolean;
  /** Names of a path: so many are told, of more the last ones. */
  readonly depth: number;
}

const known = new WeakMap<Machine, Map<string, Promise<Recorded | Outcome>>>();

/** All unless told. */
export interface Wish {
  readonly points?: readonly string[];
  readonly workloads?: readonly string[];
  /** A point, and its only flavour. */
  readonly forced?: readonly (readonly [point: string, flavour: string])[];
  readonly filters?: readonly string[];
}

/** Recorded once per machine and wish. An outcome instead says why there is no recording. */
export function recordWorkloads(machine: Machine, wish: Wish = {}): Promise<Recorded | Outcome> {
  const { points = ["*"], workloads = workloadNames(), forced = [], filters = [] } = wish;
  const ofMachine = known.get(machine) ?? new Map<string, Promise<Recorded | Outcome>>();
  known.set(machine, ofMachine);
  const events = [...new Set(points)].join(",");
  const flavours = forced.flatMap(([point, flavour]) => ["--flavour", `${point}=${flavour}`]);
  const args = ["--events", events, "--unix", "--all-creds", ...flavours, ...filters];
  const key = args.join(" ");
  const name = `recorded-${ofMachine.size}`;
  const promise = ofMachine.get(key) ?? record(machine, args, workloads, name);
  ofMachine.set(key, promise);
  return promise;
}

/** The kernel lacks what is needed, a capability is missing, or sonde gave up: whether that is right, lab/impossible.ts knows. */
const refusals: readonly number[] = [
  exitCode.unsupported,
  exitCode.notPermitted,
  exitCode.ownFailure,
];

async function record(
  machine: Machine,
  args: readonly string[],
  workloads: readonly string[],
  name: string,
): Promise<Recorded | Outcome> {
  const file = `${machine.scratch}/${name}.sonde.cbor`;
  const command = await sequenceCommand(machine, `${machine.scratch}/${name}`, workloads);
  const ran = await machine.sonde(["record", "-o", file, ...args, "--", ...command]);
  const words = ran.stderr.trim();
  if (ran.code !== null && refusals.includes(ran.code))
    return { result: "impossible", reason: words };
  if (ran.code !== 0) {
    // A workload that went wrong says so itself.
    parseTruth(ran.stdout);
    return fail(
      `sonde record: exit code ${ran.code}, signal ${ran.signal}${ran.timedOut ? ", timed out" : ""}: ${words}`,
    );
  }
  return await readRecorded(machine, await machine.readFile(file), parseTruth(ran.stdout));
}

/** What a recording holds, beside what the workloads in it say. */
export async function readRecorded(
  { mode, release }: Pick<Machine, "mode" | "release">,
  bytes: Uint8Array,
  truth: Truth,
): Promise<Recorded | Outcome> {
  const whole = await readWhole(bytes);
  if ("result" in whole) return whole;
  // By casts: a35b9af4ec2c.
  const kernelReads = mode !== "confidentiality" || isFrom(release, [6, 2]);
  const depth = mode === "as-5.4" ? 24 : 248; // lib/hook/config.ts
  return { ...whole, truth, kernelReads, depth, countsMisses: countsPerfMisses(release) };
}

/** A recording that is complete. */
export interface Whole extends Pick<Recorded, "header" | "counts"> {
  readonly records: readonly Entry[];
}

export async function readWhole(bytes: Uint8Array): Promise<Whole | Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "sonde-lab-"));
  const path = join(folder, "recording");
  await Bun.write(path, bytes);
  let header: Recorded["header"] | null = null;
  let counts: Recorded["counts"] | null = null;
  const records: Entry[] = [];
  try {
    const items = readItems(path);
    let next = items.next();
    for (; next.done !== true; next = items.next()) {
      const item = next.value;
      if (item.type === "header") header = item.header;
      else if (item.type === "record") records.push(item.record);
      else if (item.type === "trailer") counts = item.trailer.points;
      else if (item.type === "unknown") return fail("the recording has an item of an unknown kind");
    }
    const { state, reason } = next.value;
    if (state !== "complete") return fail(`the recording is ${state}: ${reason ?? ""}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
  if (header === null || counts === null) return fail("the recording has no header or no trailer");
  return { header, records, counts };
}
