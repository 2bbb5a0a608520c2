/** cred.change, cred.capability, cred.escalation. */
import { exitCode } from "../../lib/error.ts";
import { isPointName, point } from "../../lib/points.ts";
import { type Case, fail } from "../case.ts";
import { judge, type PointCase, shown } from "../compare.ts";
import { type Recorded, type RecordedEvent, readRecorded } from "../recorded.ts";
import { sequenceCommand } from "../sequence.ts";
import { type Act, parseTruth, type Truth } from "../truth.ts";
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

/** Each time that credentials are put in force, gained or not: with `--all-creds`. */
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
  expected: (recorded) =>
    overwritten(recorded.truth).map((act) => expectedEscalation(act, recorded)),
  line(event, recorded) {
    const pid = shown(event, "pid");
    const act = overwritten(recorded.truth).find((one) => one.raw("pid") === pid);
    return act && isSeenEarly(act, recorded)
      ? line(event, few)
      : `${recordedIds(event, few)} shown_by=${shown(event, "shown_by")}`;
  },
};

const few = ["old_uid", "new_uid", "old_euid", "new_euid", "old_gid", "new_gid"];

/** What the module did to processes. */
export function overwritten(truth: Truth): Act[] {
  return acts(truth, "overwritten");
}

function expectedEscalation(act: Act, recorded: Recorded): string {
  return isSeenEarly(act, recorded)
    ? told(act, few)
    : `${expectedIds(act, few)} shown_by=${kindOf(act.text("shown_by"))}`;
}

/** Where all points are watched, functions inside of exec and setuid show it before these end. */
function isSeenEarly(act: Act, { counts }: Recorded): boolean {
  return "process.exec" in counts && ["exec", "setuid"].includes(act.text("how"));
}

const gained: PointCase = {
  ...change,
  name: "cred-gains",
  expected: (recorded) =>
    acts(recorded.truth, "cred")
      .filter((act) => act.num("commits") === 1 && gains(act))
      .map((act) => expectedIds(act, ids)),
};

function gains(act: Act): boolean {
  const caps = (word: string): bigint => BigInt(`0x${act.raw(word)}`);
  const becomesRoot = ["uid", "euid"].some(
    (id) => act.num(`old_${id}`) !== 0 && act.num(`new_${id}`) === 0,
  );
  return becomesRoot || (caps("new_caps") & ~caps("old_caps")) !== 0n;
}

/** Without `--all-creds`: only what gains user 0 or a capability. */
export const credGains: Case = {
  name: gained.name,
  point: gained.point,
  modes: ["default"],
  async run(machine) {
    const file = `${machine.scratch}/gains.sonde.cbor`;
    const command = await sequenceCommand(machine, `${machine.scratch}/gains`, ["creds"]);
    const args = ["record", "-o", file, "--events", gained.point, "--", ...command];
    const ran = await machine.sonde(args);
    if (ran.code !== exitCode.done) return fail(`exit code ${ran.code}: ${ran.stderr}`);
    const recorded = await readRecorded(
      machine,
      await machine.readFile(file),
      parseTruth(ran.stdout),
    );
    return "result" in recorded ? recorded : judge(gained, recorded);
  },
};

function kindOf(name: string): number {
  if (!isPointName(name)) throw new Error(`${name} is no audit point`);
  return point(name).kind;
}

export const credPoints: readonly PointCase[] = [change, capability, escalation];
