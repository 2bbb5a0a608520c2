/** Events tell by which ABI the system call came. */
import { eventFlag } from "../../lib/events.gen.ts";
import { type Case, fail, pass } from "../case.ts";
import { recordChosen } from "../chosen.ts";
import { shown } from "../compare.ts";
import type { Abi } from "../machine.ts";
import type { Recorded } from "../recorded.ts";

const native = 0;
const { compat, x32 } = eventFlag;

/** The flags that a program's events may have, the usual ones first: on x86 any may take the 32-bit entry. */
const flagsOf: Readonly<Record<Abi, readonly number[]>> = {
  x86_64: [native, compat],
  i386: [compat],
  x32: [x32, compat],
  arm64: [native],
  arm: [compat],
};

export const abi: Case = {
  name: "abi",
  modes: ["default", "native"],
  async run(machine) {
    const recorded = await recordChosen(machine);
    if ("result" in recorded) return recorded;
    const problems = machine.abis.flatMap((one) => {
      const found = flagsIn(recorded, one);
      const [plain = native] = flagsOf[one];
      return [
        ...(found.has(plain) ? [] : [`- ${one}: ${plain}`]),
        ...[...found].flatMap(([flags, point]) =>
          flagsOf[one].includes(flags) ? [] : [`+ ${one}: ${flags} (${point})`],
        ),
      ];
    });
    return problems.length === 0 ? pass : fail(problems.join("\n"));
  },
};

/** Not of system calls: no process of the recording, and a page fault may ask for a capability. */
const others: readonly string[] = ["process", "cred.capability"];

/** Flags of the events of an ABI's workloads since they run, each with a point that has them. */
function flagsIn({ truth, records }: Recorded, one: Abi): ReadonlyMap<number, string> {
  const waiting = new Set(truth.workloads.flatMap(({ abi, pid }) => (abi === one ? [pid] : [])));
  const running = new Set<number>();
  const found = new Map<number, string>();
  for (const event of records.filter(({ schema }) => !others.includes(schema.name))) {
    const pid = Number(shown(event, "pid"));
    // Until then it is the one who runs them, in its own ABI.
    if (event.schema.name === "process.exec" && waiting.delete(pid)) running.add(pid);
    if (!running.has(pid)) continue;
    found.set(Number(shown(event, "flags")) & (compat | x32), event.schema.name);
  }
  return found;
}
