/**
 * No event carries what was in a program's memory before. Records on the stack are the verifier's: before 6.3
 * (6715df8d5d24) it refuses to hand on bytes of it that nobody wrote, and all programs load on 5.10 and 6.1. Large
 * records are built in a table, which is filled with a mark here.
 */
import { exitCode } from "../../lib/error.ts";
import { begun } from "../begun.ts";
import { type Case, fail, type Outcome, pass } from "../case.ts";
import type { Machine } from "../machine.ts";
import { readWhole } from "../recorded.ts";
import { sequenceCommand } from "../sequence.ts";

const mark = 0xa5;
const interrupt = 2;
const table = "scratches";

export const stale: Case = {
  name: "stale",
  // A value is an argument a byte to bpftool: more than a guest's agent takes.
  modes: ["native"],
  async run(machine) {
    const file = `${machine.scratch}/stale.sonde.cbor`;
    const wish = ["--events", "*", "--unix", "--all-creds"];
    const sonde = await machine.startSonde(["record", "-o", file, ...wish]);
    const early = await begun(machine, sonde, file);
    if (early !== "begun") return fail(early.stderr.trim());
    const marked = await markTable(machine);
    await machine.run(await sequenceCommand(machine, `${machine.scratch}/stale`));
    await sonde.signal(interrupt);
    const { code, stderr } = await sonde.ended;
    if (code !== exitCode.done) return fail(`exit code ${code}: ${stderr}`);
    return marked ?? judge(await readWhole(await machine.readFile(file)));
  },
};

/** Fills all entries of the newest such table; an outcome when that failed. */
async function markTable(machine: Machine): Promise<Outcome | undefined> {
  const list = await machine.run(["bpftool", "-j", "map", "show", "name", table]);
  if (list.code !== 0) return fail(`bpftool: ${list.stderr}${list.stdout}`);
  const parsed: unknown = JSON.parse(list.stdout);
  const all = Array.isArray(parsed) ? parsed : [parsed];
  const newest = all
    .map((one) => Object(one))
    .reduce((a, b) => (Number(b.id) > Number(a.id) ? b : a));
  const value = Array<string>(Number(newest.bytes_value)).fill(mark.toString(16));
  for (let entry = 0; entry < Number(newest.max_entries); entry++) {
    const key = ["key", "hex", (entry & 0xff).toString(16), (entry >> 8).toString(16), "0", "0"];
    const update = ["map", "update", "id", String(newest.id), ...key, "value", "hex", ...value];
    const done = await machine.run(["bpftool", ...update]);
    if (done.code !== 0) return fail(`bpftool: ${done.stderr}${done.stdout}`);
  }
  return undefined;
}

function judge(whole: Awaited<ReturnType<typeof readWhole>>): Outcome {
  if ("result" in whole) return whole;
  const kinds = new Set(whole.records.map(({ schema }) => schema.name));
  const found = whole.records.flatMap(({ schema, values }) =>
    schema.fields.flatMap(({ name }, i) => (isMarked(values[i]) ? [`${schema.name}.${name}`] : [])),
  );
  if (found.length > 0) return fail([...new Set(found)].join("\n"));
  return kinds.size > fewestKinds ? pass : fail(`only of these kinds: ${[...kinds].join(" ")}`);
}

/** Fewer kinds of items than every machine records: the workloads did not run. */
const fewestKinds = 25;

/** Four bytes of the mark in a number, which no clock or port happens to have; two in what is text. */
function isMarked(value: unknown): boolean {
  if (typeof value === "number" || typeof value === "bigint") {
    const hex = BigInt.asUintN(64, BigInt(value)).toString(16).padStart(16, "0");
    return /^(..)*(a5){4}/.test(hex);
  }
  if (value instanceof Uint8Array)
    return value.some((byte, i) => byte === mark && value[i + 1] === mark);
  return Array.isArray(value) && value.some(isMarked);
}
