/** Loads small programs and says what the kernel had against them. */
import { errnoName } from "../errno.ts";
import { native } from "../native/library.ts";
import { type No, no } from "../probe/answer.ts";
import { Descriptor } from "./descriptor.ts";
import { assemble, helpers, type Instruction } from "./instructions.ts";

/** Program types with their attach types, and flags; include/uapi/linux/bpf.h. */
export const programKind = {
  socket_filter: { type: 1, attach: 0 },
  kprobe: { type: 2, attach: 0 },
  "kprobe.multi": { type: 2, attach: 42 },
  "uprobe.multi": { type: 2, attach: 48 },
  "kprobe.session": { type: 2, attach: 56 },
  tracepoint: { type: 5, attach: 0 },
  raw_tp: { type: 17, attach: 0 },
  connect4: { type: 18, attach: 10 },
  connect6: { type: 18, attach: 11 },
  tp_btf: { type: 26, attach: 23 },
  fentry: { type: 26, attach: 24 },
  fexit: { type: 26, attach: 25 },
  fmod_ret: { type: 26, attach: 26 },
  iter: { type: 26, attach: 28 },
  lsm: { type: 29, attach: 27 },
} as const;

export type ProgramKind = keyof typeof programKind;

/** BPF_F_SLEEPABLE */
const mayBlock = 1 << 4;

export interface ProgramOptions {
  /** What a program of kind tp_btf, fentry, … is for. */
  readonly btfId?: number;
  /** It may wait, for example for user memory that is not there. */
  readonly sleepable?: boolean;
  /** Too long for a log: the error number must do. */
  readonly unlogged?: boolean;
  /** Where its functions begin, in instructions, and their types in a BTF. */
  readonly functions?: { readonly btf: Descriptor; readonly info: readonly number[] };
}

/** What the kernel had against a program. */
export interface Refusal {
  readonly errno: string;
  /** The verifier's log, empty when it was never asked. */
  readonly log: string;
}

const log = Buffer.alloc(1 << 16);

/** Loads a program of any type. */
export function loadRaw(
  type: number,
  attach: number,
  program: readonly Instruction[],
  options: ProgramOptions = {},
): Descriptor | Refusal {
  const { btfId = 0, sleepable = false, functions } = options;
  const info = functions?.info ?? [];
  const what = Uint32Array.of(
    ...[type, attach, btfId, sleepable ? mayBlock : 0],
    ...[functions?.btf.fd ?? 0, info.length / 2, ...info],
  );
  const code = assemble(program);
  const room = options.unlogged ? 0 : log.length;
  log[0] = 0;
  const fd = native().sonde_program_load(what, code, code.length / 8, log, room);
  if (fd >= 0) return new Descriptor(fd);
  return { errno: errnoName(fd), log: log.toString("latin1", 0, log.indexOf(0)) };
}

/** Loads a program, or says why not. */
export function loadProgram(
  kind: ProgramKind,
  program: readonly Instruction[],
  options: ProgramOptions = {},
): Descriptor | No {
  const { type, attach } = programKind[kind];
  const loaded = loadRaw(type, attach, program, options);
  if (loaded instanceof Descriptor) return loaded;
  const name = options.sleepable ? `sleepable ${kind}` : kind;
  return refused(name, loaded.errno, lastWords(loaded.log));
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
function refused(kind: string, errno: string, words: string): No {
  const absent = missingHelper(words);
  if (absent !== undefined) {
    const { name, since, known } = absent;
    return no(
      known
        ? `${kind} programs of this kernel may not call bpf_${name}`
        : `this kernel has no bpf_${name}`,
      errno,
      `Linux ${since} or newer; what lockdown takes away comes back without it`,
    );
  }
  if (words !== "") return no(`the verifier refuses the program: ${words}`, errno);
  if (errno === "EPERM" || errno === "EACCES") {
    return no(
      "this kernel forbids such programs, though no capability is missing",
      errno,
      "another kernel, or another policy of whoever provides this one",
    );
  }
  if (errno === "EINVAL") return no(`this kernel does not know ${kind} programs`, errno);
  if (errno === "ENOSYS") {
    return no("this kernel is built without BPF", errno, "a kernel with CONFIG_BPF_SYSCALL=y");
  }
  return no(`a ${kind} program cannot be loaded`, errno);
}

/**
 * "invalid func unknown#158": the kernel has no such helper. "unknown func bpf_d_path#147",
 * "program of this type cannot use helper bpf_d_path#147": such programs may not call it.
 */
function missingHelper(words: string): { name: string; since: string; known: boolean } | undefined {
  const found = /(invalid func|unknown func|cannot use helper) \S*#(\d+)/.exec(words);
  const helper = Object.entries(helpers).find(([, { number }]) => String(number) === found?.[2]);
  return (
    helper && { name: helper[0], since: helper[1].since, known: found?.[1] !== "invalid func" }
  );
}
