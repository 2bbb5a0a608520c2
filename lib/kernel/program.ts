/** Loads small programs and says what the kernel had against them. */
import { closeSync } from "node:fs";
import { errnoName } from "../errno.ts";
import { native } from "../native/library.ts";
import { assemble, type Instruction } from "./instructions.ts";

/** Program types with their attach types; include/uapi/linux/bpf.h. */
export const programKind = {
  kprobe: { type: 2, attach: 0 },
  tracepoint: { type: 5, attach: 0 },
  rawTracepoint: { type: 17, attach: 0 },
  tpBtf: { type: 26, attach: 23 },
  fentry: { type: 26, attach: 24 },
  fexit: { type: 26, attach: 25 },
  modifyReturn: { type: 26, attach: 26 },
  lsm: { type: 29, attach: 27 },
} as const;

export type ProgramKind = keyof typeof programKind;

/** Why a program was refused. */
export interface Refusal {
  readonly errno: string;
  /** The verifier's own words, empty when it said nothing: then it was never asked. */
  readonly message: string;
}

const log = new Uint8Array(1 << 16);

/**
 * Loads a program; the descriptor is the caller's to close.
 * @param btfId what a program of kind tpBtf, fentry, … is for; 0 for the others
 */
export function loadProgram(
  kind: ProgramKind,
  program: readonly Instruction[],
  btfId = 0,
): number | Refusal {
  const code = assemble(program);
  const { type, attach } = programKind[kind];
  const count = code.length / 8;
  const fd = native().sonde_program_load(type, attach, btfId, code, count, log, log.length);
  if (fd >= 0) return fd;
  return { errno: errnoName(fd), message: lastWords(Buffer.from(log.buffer).toString("latin1")) };
}

/** Does the kernel accept a program? It is gone again at once. */
export function loads(kind: ProgramKind, program: readonly Instruction[], btfId = 0): boolean {
  const loaded = loadProgram(kind, program, btfId);
  if (typeof loaded !== "number") return false;
  closeSync(loaded);
  return true;
}

/** The line of a verifier's log that says what was wrong: the last but the statistics. */
export function lastWords(verifierLog: string): string {
  const [text = ""] = verifierLog.split("\0");
  const lines = text
    .split("\n")
    .filter((line) => line !== "" && !/^(processed|verification time|stack depth) /.test(line));
  return lines.at(-1) ?? "";
}
