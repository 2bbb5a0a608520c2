/** Abilities of programs that need a certain kind of program, map or type: loaded, not run. */
import { type Answer, no, yes } from "../probe/answer.ts";
import { Descriptor } from "./descriptor.ts";
import { withType } from "./hook-attach.ts";
import {
  add,
  call,
  callKernel,
  copy,
  exit,
  functionAt,
  type Instruction,
  load,
  mapOf,
  mapValueOf,
  r0,
  r1,
  r2,
  r3,
  r4,
  set,
  stack,
  store,
} from "./instructions.ts";
import { aFunction, type KernelType } from "./kernel-types.ts";
import { createMap, makeMap, mapRefused, mapType, noPrealloc } from "./map.ts";
import { loadProgram, type ProgramKind, type ProgramOptions } from "./program.ts";
import type { Session } from "./session.ts";
import { callbackTypes, putTypes, wordTypes } from "./small-types.ts";

const end: readonly Instruction[] = [set(r0, 0), exit];

export function accepts(
  kind: ProgramKind,
  program: readonly Instruction[],
  options: ProgramOptions = {},
): Answer {
  const loaded = loadProgram(kind, program, options);
  if (!(loaded instanceof Descriptor)) return loaded;
  loaded[Symbol.dispose]();
  return yes();
}

/**
 * The kinds whose trial says yes, and whose programs can be attached at all: to be loaded is not
 * enough (arm64 before 6.4). Without any the first refusal.
 */
function kindsOf(
  session: Session,
  trials: readonly (readonly [kind: ProgramKind, answer: Answer])[],
): Answer {
  const answers = trials.map(([kind, answer]): readonly [string, Answer] => {
    const hook = session.answers.get(kind);
    return [kind, answer.answer === "yes" && hook !== undefined ? hook : answer];
  });
  const kinds = answers.filter(([, { answer }]) => answer === "yes").map(([kind]) => kind);
  if (kinds.length > 0) return yes(kinds.join(", "));
  const untried = answers.find(([, { answer }]) => answer === "unknown");
  return (untried ?? answers[0])?.[1] ?? no("nothing was tried");
}

/** Of the path that is the program's first argument; before 5.11 the memory must be initialised. */
const pathProgram: readonly Instruction[] = [
  ...[-8, -16].map((at) => store(stack, at, 0)),
  load(r1, r1, 0),
  copy(r2, stack),
  add(r2, -16),
  set(r3, 16),
  call("d_path"),
  ...end,
];

/** Where: kernel/trace/bpf_trace.c, btf_allowlist_d_path; kernel/bpf/bpf_lsm.c, sleepable_lsm_hooks. */
export function paths(session: Session): Answer {
  const on = (kind: ProgramKind, name: KernelType): Answer =>
    withType(session, name, (btfId) => accepts(kind, pathProgram, { btfId }));
  return kindsOf(session, [
    ["fentry", on("fentry", "vfs_getattr")],
    ["lsm", on("lsm", "bpf_lsm_inode_getattr")],
  ]);
}

export function argumentsByNumber(session: Session): Answer {
  const program = [set(r2, 0), copy(r3, stack), add(r3, -8), call("get_func_arg"), ...end];
  const on = (kind: ProgramKind, name: KernelType): Answer =>
    withType(session, name, (btfId) => accepts(kind, program, { btfId }));
  return kindsOf(session, [
    ["fentry", on("fentry", aFunction)],
    ["lsm", on("lsm", "bpf_lsm_file_open")],
    ["tp_btf", on("tp_btf", "btf_trace_sched_switch")],
  ]);
}

/** Calls a function of its own ten times. */
export function loopHelper(): Answer {
  const main = [set(r1, 10), functionAt(r2, 5), set(r3, 0), set(r4, 0), call("loop"), ...end];
  const types = putTypes(callbackTypes.bytes);
  if (!(types instanceof Descriptor)) return types;
  using btf = types;
  // Instructions of two count twice.
  const info = [0, callbackTypes.main, main.length + 1, callbackTypes.callback];
  const answer = accepts("raw_tp", [...main, ...end], { functions: { btf, info } });
  if (answer.answer !== "no") return answer;
  // Kernels that know no functions as values say so before they look at the call.
  const bare = accepts("raw_tp", [call("loop"), ...end]);
  return bare.answer === "no" && bare.reason.endsWith("bpf_loop") ? bare : answer;
}

/** A kernel function for programs that makes any address readable as a given type; 6.2. */
export const castProgram = (cast: number, type: number): Instruction[] => [
  call("get_current_task"),
  copy(r1, r0),
  set(r2, type),
  callKernel(cast),
  load(r0, r0, 0),
  ...end,
];

export function readOnlyCast(session: Session): Answer {
  return withType(session, "bpf_rdonly_cast", (cast) =>
    withType(session, "task_struct", (task) => accepts("raw_tp", castProgram(cast, task))),
  );
}

export function taskStorage(session: Session): Answer {
  const types = putTypes(wordTypes.bytes);
  if (!(types instanceof Descriptor)) return types;
  using btf = types;
  const { word } = wordTypes;
  const made = makeMap({
    ...{ type: mapType.taskStorage, key: 4, value: 4, entries: 0, flags: noPrealloc },
    types: { btf, key: word, value: word },
  });
  if (!(made instanceof Descriptor)) return mapRefused(made);
  using map = made;
  const program = [
    call("get_current_task_btf"),
    copy(r2, r0),
    mapOf(r1, map.fd),
    set(r3, 0),
    set(r4, 1), // BPF_LOCAL_STORAGE_GET_F_CREATE
    call("task_storage_get"),
    ...end,
  ];
  const on = (kind: ProgramKind, name: KernelType): Answer =>
    withType(session, name, (btfId) => accepts(kind, program, { btfId }));
  return kindsOf(session, [
    ["tp_btf", on("tp_btf", "btf_trace_sched_switch")],
    ["lsm", on("lsm", "bpf_lsm_file_open")],
    ["raw_tp", accepts("raw_tp", program)],
  ]);
}

export function dynamicPointer(): Answer {
  const map = createMap("array", 4, 64, 1);
  if (!(map instanceof Descriptor)) return map;
  using memory = map;
  return accepts("raw_tp", [
    mapValueOf(r1, memory.fd),
    set(r2, 64),
    set(r3, 0),
    copy(r4, stack),
    add(r4, -16),
    call("dynptr_from_mem"),
    ...end,
  ]);
}
