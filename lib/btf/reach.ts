/**
 * Which instructions of a program can be reached once its relocations are filled in. The verifier
 * looks no further: what is behind a question for a type that this kernel does not have may use
 * fields and helpers that it does not have either.
 */
import { BtfError } from "./btf.ts";
import type { BpfCode, BpfFunction } from "./code.ts";
import type { Outcome } from "./relocate.ts";
import type { Relocation } from "./relocations.ts";

/** What a program may run into. */
export interface Reached {
  /** Fields and enumerators that this kernel does not have, yet are used. */
  readonly missing: readonly Relocation[];
  /** Types of one name that differ. */
  readonly ambiguous: readonly Relocation[];
  /** Numbers of the kernel's helpers that are called. */
  readonly helpers: ReadonlySet<number>;
}

/** Instructions gone over for one function; each takes a few rounds. */
const mostSteps = 5_000_000;

/** A register: its value where that is the same on every way to the instruction. */
type Value = bigint | undefined;
type State = Value[];

/** @throws BtfError when the object is inconsistent */
export function reach(
  { functions }: BpfCode,
  program: string,
  relocate: (relocation: Relocation) => Outcome,
): Reached {
  const missing: Relocation[] = [];
  const ambiguous: Relocation[] = [];
  const helpers = new Set<number>();
  const todo = [program];
  const seen = new Set(todo);
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const code = functions.get(name);
    if (!code) throw new BtfError(`the object has no function ${name}`);
    const walk = new Walk(code, relocate);
    for (const insn of walk.reached()) {
      const relocation = code.relocations.get(insn);
      if (relocation && walk.poisoned(insn)) missing.push(relocation);
      const helper = helperAt(code, insn);
      if (helper !== undefined) helpers.add(helper);
      const callee = code.calls.get(insn);
      if (callee === undefined || seen.has(callee)) continue;
      seen.add(callee);
      todo.push(callee);
    }
    ambiguous.push(...walk.ambiguous());
  }
  return { missing, ambiguous, helpers };
}

function helperAt({ code }: BpfFunction, insn: number): number | undefined {
  const helper = code.getUint8(insn * 8) === 0x85 && code.getUint8(insn * 8 + 1) >> 4 === 0;
  return helper ? code.getInt32(insn * 8 + 4, true) : undefined;
}

/** Questions that have an answer even where there is no such type. */
const answered = ["field exists", "type", "type exists", "type size", "enumerator exists"];

class Walk {
  readonly #function: BpfFunction;
  readonly #relocate: (relocation: Relocation) => Outcome;
  readonly #states = new Map<number, State>();

  constructor(one: BpfFunction, relocate: (relocation: Relocation) => Outcome) {
    this.#function = one;
    this.#relocate = relocate;
  }

  /** Goes all ways, until no register is found to be less certain than before. */
  reached(): number[] {
    const todo = [0];
    this.#states.set(0, new Array<Value>(11).fill(undefined));
    let steps = 0;
    for (let insn = todo.pop(); insn !== undefined; insn = todo.pop()) {
      if (++steps > mostSteps) throw new BtfError("the object is too involved");
      const before = this.#states.get(insn) ?? [];
      const state = [...before];
      for (const next of this.#step(insn, state)) if (this.#arrive(next, state)) todo.push(next);
    }
    return [...this.#states.keys()].sort((a, b) => a - b);
  }

  poisoned(insn: number): boolean {
    const relocation = this.#function.relocations.get(insn);
    if (!relocation || answered.includes(relocation.kind)) return false;
    return relocation.kind !== "local type" && this.#relocate(relocation).state === "absent";
  }

  ambiguous(): Relocation[] {
    return [...this.#function.relocations.values()].filter(
      (relocation) => this.#relocate(relocation).state === "ambiguous",
    );
  }

  /** True when that changes what is known there. */
  #arrive(insn: number, state: State): boolean {
    const known = this.#states.get(insn);
    if (known === undefined) {
      this.#states.set(insn, [...state]);
      return true;
    }
    let changed = false;
    for (let i = 0; i < known.length; i++) {
      if (known[i] === undefined || known[i] === state[i]) continue;
      known[i] = undefined;
      changed = true;
    }
    return changed;
  }

  /** Does one instruction to the registers. Returns where it may go on. */
  #step(insn: number, state: State): number[] {
    const { code, addresses } = this.#function;
    if (insn < 0 || insn * 8 + 8 > code.byteLength) {
      throw new BtfError(`${this.#function.name} goes past its end`);
    }
    const opcode = code.getUint8(insn * 8);
    const registers = code.getUint8(insn * 8 + 1);
    const target = registers & 0xf;
    const source = state[registers >> 4];
    const filled = this.#filledIn(insn);
    const immediate = filled ?? BigInt(code.getInt32(insn * 8 + 4, true));
    switch (opcode & 7) {
      case 0: // the only one in use: 64 bits, in two instructions
        state[target] = addresses.has(insn)
          ? undefined
          : (filled ?? BigInt(code.getUint32(insn * 8 + 4, true)) | this.#high(insn));
        return [insn + 2];
      case 1:
        state[target] = undefined;
        return [insn + 1];
      case 4:
      case 7:
        state[target] = calculate(opcode, state[target], opcode & 8 ? source : immediate);
        return [insn + 1];
      case 5:
      case 6:
        return this.#jump(insn, opcode, state, target, opcode & 8 ? source : immediate);
      default:
        return [insn + 1];
    }
  }

  #jump(insn: number, opcode: number, state: State, target: number, with_: Value): number[] {
    const there = insn + 1 + this.#function.code.getInt16(insn * 8 + 2, true);
    const operation = opcode & 0xf0;
    if (operation === 0x00) return [there];
    if (operation === 0x90) return [];
    if (operation === 0x80) {
      for (let i = 0; i <= 5; i++) state[i] = undefined;
      return [insn + 1];
    }
    const taken = compare(operation, state[target], with_);
    if (taken === undefined) return [insn + 1, there];
    return taken ? [there] : [insn + 1];
  }

  /** What the loader writes into the instruction, where that is a number to reckon with. */
  #filledIn(insn: number): bigint | undefined {
    const relocation = this.#function.relocations.get(insn);
    if (!relocation || relocation.kind === "local type") return undefined;
    const outcome = this.#relocate(relocation);
    return BigInt(outcome.state === "found" ? outcome.places[0].value : 0);
  }

  #high(insn: number): bigint {
    return BigInt(this.#function.code.getInt32(insn * 8 + 12, true)) << 32n;
  }
}

function calculate(opcode: number, a: Value, b: Value): Value {
  const narrow = (opcode & 7) === 4;
  const cut = (value: bigint) => (narrow ? BigInt.asUintN(32, value) : BigInt.asIntN(64, value));
  const operation = opcode & 0xf0;
  if (operation === 0xb0) return b === undefined ? undefined : cut(b);
  // Nothing and zero is zero, whatever the other is.
  if (operation === 0x50 && (a === 0n || b === 0n)) return 0n;
  if (a === undefined || b === undefined) return undefined;
  const bits = narrow ? 31n : 63n;
  switch (operation) {
    case 0x00:
      return cut(a + b);
    case 0x10:
      return cut(a - b);
    case 0x40:
      return cut(a | b);
    case 0x50:
      return cut(a & b);
    case 0x60:
      return cut(a << (b & bits));
    case 0x70:
      return cut(BigInt.asUintN(narrow ? 32 : 64, a) >> (b & bits));
    case 0xa0:
      return cut(a ^ b);
    case 0xc0:
      return cut(BigInt.asIntN(narrow ? 32 : 64, a) >> (b & bits));
    default:
      return undefined;
  }
}

/** Is the jump taken? Undefined where that is not known. */
function compare(operation: number, a: Value, b: Value): boolean | undefined {
  if (a === undefined || b === undefined) return undefined;
  const [x, y] = [BigInt.asUintN(64, a), BigInt.asUintN(64, b)];
  switch (operation) {
    case 0x10:
      return x === y;
    case 0x50:
      return x !== y;
    case 0x20:
      return x > y;
    case 0x30:
      return x >= y;
    case 0x40:
      return (x & y) !== 0n;
    case 0xa0:
      return x < y;
    case 0xb0:
      return x <= y;
    default:
      return undefined;
  }
}
