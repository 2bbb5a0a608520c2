/** Would the programs of an object be accepted by a kernel with these types? */
import { type Btf, btfKind } from "./btf.ts";
import type { BpfCode } from "./code.ts";
import { reach } from "./reach.ts";
import { type Outcome, Relocator } from "./relocate.ts";
import { describe, type Relocation, type Wanted } from "./relocations.ts";

export interface Fit {
  readonly program: string;
  /** Program type and hook: "tp_btf/sys_exit". */
  readonly section: string;
  /** What it uses and the kernel does not have, in words; empty: it fits. */
  readonly missing: readonly string[];
  /** Numbers of all helpers that it may call. */
  readonly called: readonly number[];
  /** Those of them that the kernel does not know; null: the types do not tell. */
  readonly helpers: readonly number[] | null;
}

/** Each program of the object. */
export function fits(code: BpfCode, wanted: Wanted, kernel: Btf): Fit[] {
  const relocator = new Relocator(wanted, kernel);
  const known = new Map<Relocation, Outcome>();
  const relocate = (relocation: Relocation): Outcome => {
    const outcome = known.get(relocation) ?? relocator.relocate(relocation);
    known.set(relocation, outcome);
    return outcome;
  };
  const helpers = knownHelpers(kernel);
  return [...code.functions.values()]
    .filter(({ section }) => section !== ".text")
    .map(({ name, section }) => {
      const found = reach(code, name, relocate);
      const words = (list: readonly Relocation[]) => list.map((one) => describe(wanted, one));
      const missing = [
        ...words(found.missing),
        ...words(found.ambiguous).map((text) => `${text}, of which there are several`),
      ];
      return {
        program: name,
        section,
        missing: [...new Set(missing)],
        called: [...found.helpers].sort((a, b) => a - b),
        helpers: helpers && [...found.helpers].filter((helper) => !helpers.has(helper)),
      };
    });
}

/** Trimmed BTF has the few that are asked for; a kernel of 4.18 has some 80. */
const leastHelpers = 40;

/** Numbers of the kernel's helpers, by its own `enum bpf_func_id`. */
function knownHelpers(kernel: Btf): ReadonlySet<number> | null {
  const id = kernel.find(btfKind.enum, "bpf_func_id");
  const all = id === 0 ? [] : kernel.enumerators(id);
  return all.length < leastHelpers ? null : new Set(all.map(({ value }) => value));
}
