/** What a program may do: each is asked by loading one that does it. */
import { errnoName } from "../errno.ts";
import { native } from "../native/library.ts";
import { type Answer, no, unknown, yes } from "../probe/answer.ts";
import {
  accepts,
  argumentsByNumber,
  dynamicPointer,
  loopHelper,
  paths,
  readOnlyCast,
  taskStorage,
} from "./abilities.ts";
import { Descriptor } from "./descriptor.ts";
import type { Feature } from "./feature.ts";
import {
  add,
  call,
  copy,
  exit,
  type Helper,
  type Instruction,
  jumpIfBelow,
  jumpIfBelow32,
  jumpUnlessEqual,
  load,
  r0,
  r1,
  r2,
  r3,
  set,
  stack,
} from "./instructions.ts";
import { jitLength } from "./jit.ts";
import { override } from "./override.ts";
import { loadProgram } from "./program.ts";
import { lockdownMode } from "./security.ts";

const end: readonly Instruction[] = [set(r0, 0), exit];

/** The current task as a typed pointer, readable by plain loads. */
export const typedTaskProgram = [call("get_current_task_btf"), load(r0, r0, 0), ...end];

/** The registers of the current system call, likewise. */
export const taskPtRegsProgram = [
  call("get_current_task_btf"),
  copy(r1, r0),
  call("task_pt_regs"),
  load(r0, r0, 0),
  ...end,
];

/** Reads 8 bytes from address 0 to the stack. */
export const readTo = (helper: Helper) => [
  copy(r1, stack),
  add(r1, -8),
  set(r2, 8),
  set(r3, 0),
  call(helper),
  ...end,
];

const kernelReadProgram = readTo("probe_read_kernel");

const boundedLoop = [set(r0, 0), add(r0, 1), jumpUnlessEqual(r0, 10, -2), ...end];

function readsKernel(): Answer {
  const answer = accepts("raw_tp", kernelReadProgram);
  return answer.answer === "no" && lockdownMode() === "confidentiality"
    ? no(
        "lockdown=confidentiality forbids it",
        answer.errno,
        "boot with lockdown=integrity or none",
      )
    : answer;
}

function compiled(): Answer {
  const loaded = loadProgram("raw_tp", end);
  if (!(loaded instanceof Descriptor)) return loaded;
  using program = loaded;
  const length = jitLength(program.fd);
  if (length === undefined) return unknown("the kernel does not tell of this program");
  return length > 0
    ? yes()
    : no("programs are interpreted", undefined, "sysctl net.core.bpf_jit_enable=1");
}

function runsOnDemand(): Answer {
  const loaded = loadProgram("raw_tp", end);
  if (!(loaded instanceof Descriptor)) return loaded;
  using program = loaded;
  const error = native().sonde_test_run(program.fd);
  if (error >= 0) return yes();
  return no(
    "such programs run only when their hook fires",
    errnoName(error),
    "Linux 5.10 or newer",
  );
}

const programs: readonly Omit<Feature, "group">[] = [
  {
    id: "jit",
    title: "compiled to machine code (JIT)",
    lost: "most of the speed of programs",
    remedy: "sysctl net.core.bpf_jit_enable=1",
    ask: compiled,
  },
  {
    id: "test_run",
    title: "run on demand",
    lost: "asking a program once, before anything is attached, who sonde itself is",
    remedy: "Linux 5.10 or newer",
    ask: runsOnDemand,
  },
  {
    id: "typed_task",
    title: "typed current task",
    lost: "cheap reading of the task, and all of it under lockdown=confidentiality",
    remedy: "Linux 5.11 or newer, with BTF",
    ask: () => accepts("raw_tp", typedTaskProgram),
  },
  {
    id: "task_pt_regs",
    title: "registers of the task",
    lost: "arguments of a system call at its exit, short of guessing the stack's end",
    remedy: "Linux 5.15 or newer, with BTF",
    ask: () => accepts("raw_tp", taskPtRegsProgram),
  },
  {
    id: "probe_read_kernel",
    title: "reading kernel memory by helpers",
    lost: "paths and names that kernel structures point to, where rdonly_cast is not possible either",
    remedy: "Linux 5.5 or newer, without lockdown=confidentiality",
    ask: readsKernel,
  },
  {
    id: "probe_read_user",
    title: "reading user memory",
    lost: "arguments and paths as the process gave them",
    remedy: "Linux 5.5 or newer",
    ask: () => accepts("raw_tp", readTo("probe_read_user_str")),
  },
  {
    id: "rdonly_cast",
    title: "any address as a typed pointer",
    lost: "cheap reading of what a pointer leads to, and all of it under lockdown=confidentiality",
    remedy: "Linux 6.2 or newer, with BTF",
    ask: readOnlyCast,
  },
  {
    id: "d_path",
    title: "paths by the kernel's own function",
    lost: "whole paths at one call; they are put together from their parts",
    remedy: "Linux 5.10 or newer where fentry works, 5.11 where lsm does",
    ask: paths,
  },
  {
    id: "get_func_arg",
    title: "arguments by number",
    lost: "one program for functions of different signatures",
    remedy: "Linux 5.17 or newer where fentry works, 7.0 for tracepoints",
    ask: argumentsByNumber,
  },
  {
    id: "override_return",
    title: "functions that return at once",
    lost: "refusing an operation where fmod_ret is not possible",
    remedy: "a kernel with CONFIG_BPF_KPROBE_OVERRIDE=y",
    ask: override,
  },
  {
    id: "task_storage",
    title: "memory of a program for each task",
    lost: "keeping what belongs to a task without a table that may be full",
    remedy: "Linux 5.12 or newer, with BTF",
    ask: taskStorage,
  },
  {
    id: "bounded_loops",
    title: "bounded loops",
    lost: "everything: programs go through lists and paths",
    remedy: "Linux 5.3 or newer",
    ask: boundedLoops,
  },
  {
    id: "large_programs",
    title: "programs of more than 4096 instructions",
    lost: "what does not fit; programs must be divided",
    remedy: "Linux 5.2 or newer; CAP_BPF or CAP_SYS_ADMIN",
    ask: () =>
      accepts("raw_tp", [...Array<Instruction>(4096).fill(set(r0, 0)), ...end], { unlogged: true }),
  },
  {
    id: "isa_v2",
    title: "instruction set, version 2",
    lost: "programs compiled for it",
    remedy: "Linux 4.14 or newer",
    ask: () => accepts("raw_tp", [set(r0, 0), jumpIfBelow(r0, 1, 1), set(r0, 0), exit]),
  },
  {
    id: "isa_v3",
    title: "instruction set, version 3",
    lost: "programs compiled for it",
    remedy: "Linux 5.1 or newer",
    ask: () => accepts("raw_tp", [set(r0, 0), jumpIfBelow32(r0, 1, 1), set(r0, 0), exit]),
  },
  {
    id: "bpf_loop",
    title: "loops by a helper",
    lost: "long loops that the verifier looks at only once",
    remedy: "Linux 5.17 or newer",
    ask: loopHelper,
  },
  {
    id: "dynptr",
    title: "pointers that know their length",
    lost: "records of any length without the verifier's limits",
    remedy: "Linux 5.19 or newer",
    ask: dynamicPointer,
  },
  {
    id: "boot_clock",
    title: "clock that counts sleep",
    lost: "event times that hold over a suspend",
    remedy: "Linux 5.8 or newer",
    ask: () => accepts("raw_tp", [call("ktime_get_boot_ns"), ...end]),
  },
  {
    id: "cgroup_id",
    title: "cgroup of the task",
    lost: "which container or unit an event belongs to",
    remedy: "Linux 4.18 or newer, with CONFIG_CGROUPS=y",
    ask: () => accepts("raw_tp", [call("get_current_cgroup_id"), ...end]),
  },
];

/** 2589726d12a1, 5.3. */
export function boundedLoops(): Answer {
  return accepts("raw_tp", boundedLoop);
}

export const programFeatures: readonly Feature[] = programs.map((one) => ({
  ...one,
  group: "programs",
}));
