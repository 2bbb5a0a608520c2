/** Expected against recorded, as lines of text: exactly those, in that order. */
import { fail, type Limit, type Outcome, type Rejected } from "./case.ts";
import type { Recorded, RecordedEvent } from "./recorded.ts";

/** A field's value as text that a case can write down: bytes and text as Latin-1, an address as `hex:port`. */
export function shown(event: RecordedEvent, name: string): string {
  const { fields } = event.schema;
  const index = fields.findIndex((field) => field.name === name);
  if (index < 0) throw new Error(`${event.schema.name} has no field ${name}`);
  const value: unknown = event.values[index];
  return fields[index]?.type === "address" ? showAddress(value) : show(value);
}

function show(value: unknown): string {
  if (typeof value === "string" || value instanceof Uint8Array) {
    return Buffer.from(value).toString("latin1");
  }
  return Array.isArray(value) ? value.map(show).join(",") : String(value);
}

function showAddress(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  const [, host, port]: unknown[] = value;
  const hex = host instanceof Uint8Array ? Buffer.from(host).toString("hex") : show(host);
  return `${hex}:${show(port)}`;
}

/** What a case says about its point. */
export interface PointCase {
  readonly name: string;
  readonly point: string;
  /** Only events of these workloads' processes are looked at: other workloads do the same by the way. */
  readonly workload?: string | readonly string[];
  /** What is impossible for this point alone; the rest is in lab/impossible.ts. */
  readonly limits?: readonly Limit[];
  /** A line for each event that must be there, in order; a flavour may lack fields. */
  expected(recorded: Recorded, flavour: string): string[];
  /** The same line for an event; null for one that the case does not speak of. */
  line(event: RecordedEvent, recorded: Recorded): string | null;
}

/** Pure, so that a test can show that a hook that never fires fails. */
export function judge(point: PointCase, recorded: Recorded): Outcome {
  const plan = recorded.header.plan.find((row) => row.point === point.point);
  if (plan === undefined) return fail(`the plan has no ${point.point}`);
  const { flavour, rejected } = plan;
  if (flavour === null) return impossible(rejected);
  const missed = recorded.counts[point.point]?.missed;
  if (missed) {
    const reason = `the kernel skipped the program ${missed} times, as sonde counted`;
    return impossible([...rejected, { flavour, reason }]);
  }
  const refused = refusedTo(point, recorded);
  if (refused !== undefined) {
    return impossible([{ flavour, reason: `the workload lacks the right to: ${refused}` }]);
  }
  const events = recorded.records.filter(({ schema }) => schema.name === point.point);
  const pids = point.workload === undefined ? null : pidsOf(point.workload, recorded);
  const lines = events
    .filter((event) => pids === null || pids.has(Number(shown(event, "pid"))))
    .flatMap((event) => point.line(event, recorded) ?? []);
  const problems = [...countProblems(recorded, point.point, events.length)];
  if (recorded.countsMisses && missed === null) problems.push("what was missed is not known");
  const expected = point.expected(recorded, flavour);
  const told = recorded.kernelReads ? lines : filledIn(lines, expected);
  problems.push(...difference(expected, told));
  if (problems.length === 0) return { result: "pass", rejected };
  return fail(`flavour ${flavour} (${plan.state})\n${problems.join("\n")}`);
}

/** What a workload of the case was not permitted to do, without which it does nothing. */
function refusedTo({ workload = [] }: PointCase, { truth }: Recorded): string | undefined {
  const names = [workload].flat();
  const all = truth.workloads.filter(({ name }) => names.includes(name));
  const [refused] = all.flatMap(({ acts }) => acts.filter(({ name }) => name === "refused"));
  return refused?.text("what");
}

/** Its own, and those of which it tells that they are its children or act for it. */
function pidsOf(workload: string | readonly string[], { truth }: Recorded): ReadonlySet<number> {
  const names = [workload].flat();
  const own = truth.workloads.filter(({ name }) => names.includes(name));
  return new Set(
    own.flatMap(({ pid, acts }) => [
      pid,
      ...acts.flatMap((act) =>
        ["pid", "child"].filter((word) => act.has(word)).map((word) => act.num(word)),
      ),
    ]),
  );
}

/** Nothing of these can be used. Flavours with the same reason share a line. */
export function impossible(rejected: readonly Rejected[]): Outcome {
  return { result: "impossible", reason: grouped(rejected), rejected };
}

function grouped(rejected: readonly Rejected[]): string {
  const groups = Map.groupBy(rejected, ({ reason }) => reason);
  return [...groups]
    .map(([reason, rows]) => `${rows.map(({ flavour }) => flavour).join(", ")}: ${reason}`)
    .join("\n");
}

function countProblems(recorded: Recorded, point: string, events: number): string[] {
  const counts = recorded.counts[point];
  if (counts === undefined) return [`no counts of ${point}`];
  const lost = Object.values(counts.lost).reduce((sum, count) => sum + count, 0);
  const says = `seen ${counts.seen}, recorded ${counts.recorded}, lost ${lost}, in the file ${events}`;
  const right = counts.seen === events && counts.recorded === events && lost === 0;
  return right ? [] : [says];
}

/**
 * What a recording leaves open where kernel memory is not to be read, taken from the line that is
 * expected: a value is null there, a path as it was passed, a port that the kernel chose 0. All else
 * must be the same.
 */
function filledIn(lines: readonly string[], expected: readonly string[]): string[] {
  const rest = [...expected];
  return lines.map((line) => {
    const at = rest.findIndex((whole) => fillsIn(line, whole));
    return at < 0 ? line : (rest.splice(at, 1)[0] ?? line);
  });
}

function fillsIn(line: string, whole: string): boolean {
  const words = (text: string) => text.split(/ (?=\w+=)/);
  const [got, full] = [words(line), words(whole)];
  return (
    got.length === full.length &&
    got.every((word, i) => {
      const should = full[i] ?? "";
      const [name = "", value = ""] = word.split(/=(.*)/s);
      if (word === should) return true;
      if (!should.startsWith(`${name}=`)) return false;
      if (value.endsWith(":0")) return should.startsWith(word.slice(0, -1));
      return value === "null" || (!value.startsWith("/") && should.endsWith(`/${value}`));
    })
  );
}

const maxProblems = 20;

/** Lines that miss (-) and lines too many (+); when there are neither, the first that is out of order. */
export function difference(expected: readonly string[], got: readonly string[]): string[] {
  const rest = [...got];
  const problems: string[] = [];
  for (const line of expected) {
    const at = rest.indexOf(line);
    if (at < 0) problems.push(`- ${line}`);
    else rest.splice(at, 1);
  }
  problems.push(...rest.map((line) => `+ ${line}`));
  if (problems.length > maxProblems) {
    return [...problems.slice(0, maxProblems), `and ${problems.length - maxProblems} more`];
  }
  if (problems.length > 0) return problems;
  const at = expected.findIndex((line, index) => line !== got[index]);
  return at < 0 ? [] : [`out of order: ${got[at]}`];
}
