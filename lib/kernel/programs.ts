/** What a program may do: each is asked by loading one that does it. */
import { errnoName } from "../errno.ts";
import { native } from "../native/library.ts";
import { type Answer, no, unknown, yes } from "../probe/answer.ts";
import { Descriptor } from "./descriptor.ts";
import type { Feature } from "./feature.ts";
import {
  add,
  call,
  copy,
  exit,
  type Helper,
  type Instruction,
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
const readTo = (helper: Helper) => [
  copy(r1, stack),
  add(r1, -8),
  set(r2, 8),
  set(r3, 0),
  call(helper),
  ...end,
];

const boundedLoop = [set(r0, 0), add(r0, 1), jumpUnlessEqual(r0, 10, -2), ...end];

function accepts(program: readonly Instruction[]): Answer {
  const loaded = loadProgram("raw_tp", program);
  if (!(loaded instanceof Descriptor)) return loaded;
  loaded[Symbol.dispose]();
  return yes();
}

function readsKernel(): Answer {
  const answer = accepts(readTo("probe_read_kernel"));
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

export const programFeatures: readonly Feature[] = [
  {
    id: "jit",
    title: "compiled to machine code (JIT)",
    lost: "most of the speed of programs",
    ask: compiled,
  },
  {
    id: "test_run",
    title: "run on demand",
    lost: "asking a program once, before anything is attached, who sonde itself is",
    ask: runsOnDemand,
  },
  {
    id: "typed_task",
    title: "typed current task",
    lost: "cheap reading of the task, and all of it under lockdown=confidentiality",
    ask: () => accepts(typedTaskProgram),
  },
  {
    id: "task_pt_regs",
    title: "registers of the task",
    lost: "arguments of a system call at its exit, short of guessing the stack's end",
    ask: () => accepts(taskPtRegsProgram),
  },
  {
    id: "probe_read_kernel",
    title: "reading kernel memory",
    lost: "paths and names that kernel structures point to",
    ask: readsKernel,
  },
  {
    id: "probe_read_user",
    title: "reading user memory",
    lost: "arguments and paths as the process gave them",
    ask: () => accepts(readTo("probe_read_user_str")),
  },
  {
    id: "boot_clock",
    title: "clock that counts sleep",
    lost: "event times that hold over a suspend",
    ask: () => accepts([call("ktime_get_boot_ns"), ...end]),
  },
  {
    id: "cgroup_id",
    title: "cgroup of the task",
    lost: "which container or unit an event belongs to",
    ask: () => accepts([call("get_current_cgroup_id"), ...end]),
  },
  {
    id: "bounded_loops",
    title: "bounded loops",
    lost: "programs that go through lists; they are refused",
    ask: () => accepts(boundedLoop),
  },
].map((feature) => ({ ...feature, group: "programs" }));
