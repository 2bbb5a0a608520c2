/**
 * What the programs need of the stack: the kernel adds up what the functions of a chain of calls use,
 * each in steps of 32 bytes, and refuses more than 512 (kernel/bpf/verifier.c, check_max_stack_depth;
 * global functions are counted too before 6.8).
 */
import { type BpfFunction, readCode } from "../lib/btf/code.ts";
import { BuildError } from "./run.ts";

const limit = 512;
const step = 32;
const framePointer = 10;

/** Functions from the program inwards, with the bytes of each. */
type Chain = readonly { readonly name: string; readonly bytes: number }[];

/** @throws BuildError naming the chain of calls that needs more than there is */
export function checkStack(object: Uint8Array): void {
  const { functions } = readCode(object);
  const known = new Map<string, Chain>();
  const deepest = (name: string): Chain => {
    const found = known.get(name);
    if (found) return found;
    const one = functions.get(name);
    if (!one) return [];
    const inner = [...new Set(one.calls.values())].map(deepest);
    const rest = inner.reduce<Chain>((a, b) => (sum(b) > sum(a) ? b : a), []);
    const chain = [{ name, bytes: frameOf(one) }, ...rest];
    known.set(name, chain);
    return chain;
  };
  const tooDeep = [...functions.values()]
    .filter(({ section }) => section !== ".text")
    .map(({ name }) => deepest(name))
    .filter((chain) => sum(chain) > limit);
  if (tooDeep.length === 0) return;
  const lines = tooDeep.map((chain) => {
    return `  ${sum(chain)}: ${chain.map(({ name, bytes }) => `${name} ${bytes}`).join(" > ")}`;
  });
  throw new BuildError(`more than ${limit} bytes of stack:\n${lines.join("\n")}`);
}

function sum(chain: Chain): number {
  return chain.reduce((all, { bytes }) => all + bytes, 0);
}

/** Bytes below the frame pointer that the code uses, rounded up as the kernel does. */
function frameOf({ code }: BpfFunction): number {
  let deepest = 1;
  /** The register that has just been made a copy of the frame pointer. */
  let copy: number | undefined;
  for (let at = 0; at < code.byteLength; at += 8) {
    const opcode = code.getUint8(at);
    const [to, from] = [code.getUint8(at + 1) & 15, code.getUint8(at + 1) >> 4];
    const base = memoryBase(opcode, to, from);
    if (base === framePointer) deepest = Math.max(deepest, -code.getInt16(at + 2, true));
    if (opcode === addConstant && to === copy) {
      deepest = Math.max(deepest, -code.getInt32(at + 4, true));
    }
    copy = opcode === moveRegister && from === framePointer ? to : undefined;
  }
  return Math.ceil(deepest / step) * step;
}

const addConstant = 0x07;
const moveRegister = 0xbf;

/** The register that a load or store goes through. */
function memoryBase(opcode: number, to: number, from: number): number | undefined {
  const operation = opcode & 7;
  if (operation === 1) return from; // BPF_LDX
  return operation === 2 || operation === 3 ? to : undefined; // BPF_ST, BPF_STX
}
