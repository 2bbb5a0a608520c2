/** THE table of program types, as bpftool names them, and the smallest program of each. */
import { type Finding, no, unknown, yes } from "../probe/answer.ts";
import { Descriptor } from "./descriptor.ts";
import { exit, type Instruction, r0, set } from "./instructions.ts";
import { KernelTypes } from "./kernel-types.ts";
import { lastWords, loadRaw, type ProgramOptions, type Refusal } from "./program.ts";
import type { Session } from "./session.ts";

export interface ProgramType {
  readonly name: string;
  /** enum bpf_prog_type and enum bpf_attach_type of include/uapi/linux/bpf.h. */
  readonly type: number;
  readonly attach?: number;
  readonly sleepable?: true;
  /** What a program is for, in the kernel's BTF. */
  readonly target?: (types: KernelTypes) => Target | undefined;
  /** Another kind of the same type, which may call other helpers. */
  readonly other?: ProgramType;
  /** Words of the verifier that show that it knows the type, where nothing smaller loads. */
  readonly known?: RegExp;
}

interface Target {
  readonly btfId: number;
  readonly attach?: number;
}

const target = (btfId: number): Target | undefined => (btfId === 0 ? undefined : { btfId });

/** One function of a kernel interface that is made of BPF programs. */
function structOps(types: KernelTypes): Target | undefined {
  const btfId = types.id("tcp_congestion_ops");
  const attach = types.member("tcp_congestion_ops", "ssthresh");
  return btfId === 0 || attach === undefined ? undefined : { btfId, attach };
}

/** With results, and of a function that may be asked for paths. */
const functionExit: ProgramType = {
  name: "tracing",
  type: 26,
  attach: 25,
  target: (types) => target(types.id("vfs_getattr")),
};

export const programTypes: readonly ProgramType[] = [
  { name: "socket_filter", type: 1 },
  { name: "kprobe", type: 2 },
  { name: "sched_cls", type: 3 },
  { name: "sched_act", type: 4 },
  { name: "tracepoint", type: 5 },
  { name: "xdp", type: 6 },
  { name: "perf_event", type: 7 },
  { name: "cgroup_skb", type: 8 },
  { name: "cgroup_sock", type: 9 },
  { name: "lwt_in", type: 10 },
  { name: "lwt_out", type: 11 },
  { name: "lwt_xmit", type: 12 },
  { name: "sock_ops", type: 13 },
  { name: "sk_skb", type: 14 },
  { name: "cgroup_device", type: 15 },
  { name: "sk_msg", type: 16 },
  { name: "raw_tracepoint", type: 17 },
  { name: "cgroup_sock_addr", type: 18, attach: 10 },
  { name: "lwt_seg6local", type: 19 },
  { name: "lirc_mode2", type: 20 },
  { name: "sk_reuseport", type: 21 },
  { name: "flow_dissector", type: 22 },
  { name: "cgroup_sysctl", type: 23 },
  { name: "raw_tracepoint_writable", type: 24 },
  { name: "cgroup_sockopt", type: 25, attach: 21 },
  {
    name: "tracing",
    type: 26,
    attach: 23, // as tp_btf, which is the kind that is allowed most often
    target: (types) => target(types.id("btf_trace_sched_switch")),
    other: functionExit,
  },
  { name: "struct_ops", type: 27, target: structOps },
  // Needs another program to replace a function of; the kernel says so when it knows the type.
  { name: "ext", type: 28, target: () => target(1), known: /Cannot replace kernel functions/ },
  {
    name: "lsm",
    type: 29,
    attach: 27,
    target: (types) => target(types.id("bpf_lsm_file_open")),
  },
  { name: "sk_lookup", type: 30, attach: 36 },
  { name: "syscall", type: 31, sleepable: true },
  { name: "netfilter", type: 32, attach: 45 },
];

/** Loads a program of this type; undefined: what it is for is not in the kernel's BTF. */
export function loadOfType(
  session: Session,
  one: ProgramType,
  program: readonly Instruction[],
): Descriptor | Refusal | undefined {
  const { types } = session;
  if (one.target !== undefined && !(types instanceof KernelTypes)) return undefined;
  const found = types instanceof KernelTypes ? one.target?.(types) : undefined;
  if (one.target !== undefined && found === undefined) return undefined;
  const options: ProgramOptions = {
    ...(one.sleepable && { sleepable: true }),
    ...(found && { btfId: found.btfId }),
  };
  return loadRaw(one.type, found?.attach ?? one.attach ?? 0, program, options);
}

const nothing = [set(r0, 0), exit];
/** Some types must return 1. */
const one = [set(r0, 1), exit];

export function askProgramType(session: Session, type: ProgramType): Finding {
  const remedy = "another kernel, or another policy of whoever provides this one";
  let refusal: Refusal | undefined;
  for (const program of [nothing, one]) {
    const loaded = loadOfType(session, type, program);
    if (loaded === undefined) return unknown("the kernel's BTF has nothing that it could be for");
    if (loaded instanceof Descriptor) {
      loaded[Symbol.dispose]();
      return yes();
    }
    if (type.known?.test(loaded.log)) return yes("known; not loaded");
    refusal ??= loaded;
  }
  const { errno, log } = refusal ?? { errno: "EINVAL", log: "" };
  const words = lastWords(log);
  const forbidden = errno === "EPERM" || errno === "EACCES";
  if (words !== "") return { ...no(`the verifier refuses it: ${words}`, errno), remedy };
  return forbidden
    ? { ...no("this kernel forbids such programs", errno), remedy }
    : { ...no("this kernel does not know such programs", errno), remedy: "a newer kernel" };
}
