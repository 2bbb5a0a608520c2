/** cred.change, cred.capability, cred.escalation. */
import { isPointName, point } from "../../lib/points.ts";
import { type PointCase, shown } from "../compare.ts";
import type { RecordedEvent } from "../recorded.ts";
import type { Act, Truth } from "../truth.ts";
import { acts, line, told } from "./told.ts";

const ids = ["uid", "euid", "suid", "fsuid", "gid", "egid"].flatMap((id) => [
  `old_${id}`,
  `new_${id}`,
]);

function expectedIds(act: Act, words: readonly string[]): string {
  const caps = ["old_caps", "new_caps"].map((word) => `${word}=${BigInt(`0x${act.raw(word)}`)}`);
  return `${told(act, words)} ${caps.join(" ")}`;
}

function recordedIds(event: RecordedEvent, words: readonly string[]): string {
  return line(event, [...words, "old_caps", "new_caps"]);
}

/** Each time that credentials are put in force, changed or not: with `--all-creds`. */
const change: PointCase = {
  name: "cred-change",
  point: "cred.change",
  workload: "creds",
  expected: ({ truth }) =>
    acts(truth, "cred")
      .filter((act) => act.num("commits") === 1)
      .map((act) => expectedIds(act, ids)),
  line: (event) => recordedIds(event, ids),
};

/** Those that the workload makes the kernel ask for, and that nothing else does by the way. */
const asked = ["6", "7", "18"];

const capability: PointCase = {
  name: "capability",
  point: "cred.capability",
  workload: "capable",
  limits: [
    {
      kernel: "{5,6}.*",
      flavour: "{tp_btf,raw_tp,tracepoint}",
      reason: /no tracepoint cap_capable/,
      why: "it came with 6.14",
    },
  ],
  expected: ({ truth }, flavour) =>
    acts(truth, "capability").map((act) =>
      told(act, ["capability", "ret"], flavour === "kprobe" ? ["ret"] : []),
    ),
  line: (event) =>
    asked.includes(shown(event, "capability")) ? line(event, ["capability", "ret"]) : null,
};

/** All else that the workloads do is explained: set-user-id programs, capset, namespaces, whatever they run. */
const escalation: PointCase = {
  name: "escalation",
  point: "cred.escalation",
  expected: ({ truth }) => overwritten(truth),
  line: escalationLine,
};

const few = ["old_uid", "new_uid", "old_euid", "new_euid", "old_gid", "new_gid"];

/** A line for each time that the module gave a process what no system call gave it. */
export function overwritten(truth: Truth): string[] {
  return acts(truth, "overwritten").map(
    (act) => `${expectedIds(act, few)} shown_by=${kindOf(act.text("shown_by"))}`,
  );
}

export function escalationLine(event: RecordedEvent): string {
  return `${recordedIds(event, few)} shown_by=${shown(event, "shown_by")}`;
}

function kindOf(name: string): number {
  if (!isPointName(name)) throw new Error(`${name} is no audit point`);
  return point(name).kind;
}

export const credPoints: readonly PointCase[] = [change, capability, escalation];
