/** Loads small programs and says what the kernel had against them. */
import { errnoName } from "../errno.ts";
import { native } from "../native/library.ts";
import { type No, no } from "../probe/answer.ts";
import { Descriptor } from "./descriptor.ts";
import { assemble, helpers, type Instruction } from "./instructions.ts";

/** Program types with their attach types; include/uapi/linux/bpf.h. */
export const programKind = {
  kprobe: { type: 2, attach: 0 },
  tracepoint: { type: 5, attach: 0 },
  raw_tp: { type: 17, attach: 0 },
  tp_btf: { type: 26, attach: 23 },
  fentry: { type: 26, attach: 24 },
  fexit: { type: 26, attach: 25 },
  fmod_ret: { type: 26, attach: 26 },
  lsm: { type: 29, attach: 27 },
} as const;

export type ProgramKind = keyof typeof programKind;

const log = Buffer.alloc(1 << 16);

/**
 * Loads a program, or says why not.
 * @param btfId what a program of kind tp_btf, fentry, … is for; 0 for the others
 */
export function loadProgram(
  kind: ProgramKind,
  program: readonly Instruction[],
  btfId = 0,
): Descriptor | No {
  const code = assemble(program);
  const { type, attach } = programKind[kind];
  const count = code.length / 8;
  const fd = native().sonde_program_load(type, attach, btfId, code, count, log, log.length);
  if (fd >= 0) return new Descriptor(fd);
  return refused(kind, errnoName(fd), lastWords(log.toString("latin1", 0, log.indexOf(0))));
}

/** Does the kernel accept a program? It is gone again at once. */
export function loads(kind: ProgramKind, program: readonly Instruction[]): boolean {
  const loaded = loadProgram(kind, program);
  if (!(loaded instanceof Descriptor)) return false;
  loaded[Symbol.dispose]();
  return true;
}

/** The line of a verifier's log that says what was wrong: the last but the statistics. */
export function lastWords(log: string): string {
  const telling = log
    .split("\n")
    .filter((line) => line !== "" && !/^(processed|verification time|stack depth) /.test(line));
  return telling.at(-1) ?? "";
}

/** Without words of the verifier it was never asked. */
function refused(kind: ProgramKind, errno: string, words: string): No {
  const absent = missingHelper(words);
  if (absent !== undefined) {
    return no(
      `this kernel has no bpf_${absent.name} here`,
      errno,
      `Linux ${absent.since} or newer`,
    );
  }
  if (words !== "") return no(`the verifier refuses the program: ${words}`, errno);
  if (errno === "EPERM" || errno === "EACCES") {
    return no(
      `this kernel forbids ${kind} programs, though no capability is missing`,
      errno,
      "another kernel, or another policy of whoever provides this one",
    );
  }
  if (errno === "EINVAL") return no(`this kernel does not know ${kind} programs`, errno);
  if (errno === "ENOSYS") return no("this kernel is built without BPF", errno);
  return no(`a ${kind} program cannot be loaded`, errno);
}

/** "invalid func unknown#158", "program of this type cannot use helper bpf_probe_read_kernel#113" */
function missingHelper(words: string): { name: string; since: string } | undefined {
  const number = /(?:invalid func|unknown func|cannot use helper) \S*#(\d+)/.exec(words)?.[1];
  const found = Object.entries(helpers).find(([, helper]) => String(helper.number) === number);
  return found && { name: found[0], since: found[1].since };
}
