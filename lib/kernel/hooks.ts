/** THE table of ways to hook the kernel: each is loaded, attached and seen to run. */
import type { Feature } from "./feature.ts";
import { manyArguments, securityHook, sleepable, trampoline } from "./hook-function.ts";
import { cgroupConnect, iterator } from "./hook-other.ts";
import { linkedKprobe, multiKprobe, perfKprobe, tracefsKprobe, uprobe } from "./hook-probe.ts";
import {
  perfTracepoint,
  rawTracepoint,
  systemCall,
  taskSwitch,
  typedTracepoint,
  wakeup,
  waking,
} from "./hook-tracepoint.ts";

const withTracing = "a kernel with CONFIG_BPF_EVENTS=y";
const withTrampolines = "Linux 5.5 or newer on x86_64, 6.4 on arm64, with BTF";

const hooks: readonly Omit<Feature, "group">[] = [
  {
    id: "tp_btf",
    title: "tracepoint, typed arguments",
    lost: "the cheapest hooks; raw_tp takes their place",
    remedy: "Linux 5.5 or newer, with CONFIG_DEBUG_INFO_BTF=y",
    ask: (session) => typedTracepoint(session, taskSwitch),
  },
  {
    id: "raw_tp",
    title: "tracepoint, raw arguments",
    lost: "the hooks that take the place of tp_btf",
    remedy: `Linux 4.17 or newer; ${withTracing}`,
    ask: (session) => rawTracepoint(session, waking),
  },
  {
    id: "tracepoint",
    early: true,
    title: "tracepoint through perf",
    lost: "the hooks of last resort",
    remedy: `tracefs; ${withTracing}`,
    ask: (session) => perfTracepoint(session, wakeup),
  },
  {
    id: "syscalls",
    title: "tracepoints of system calls",
    lost: "every audit point that is a system call",
    remedy: "a kernel with CONFIG_FTRACE_SYSCALLS=y",
    ask: (session) => rawTracepoint(session, systemCall),
  },
  {
    id: "kprobe",
    early: true,
    title: "kprobe",
    lost: "hooks in kernel functions where fentry is not possible",
    remedy: "a kernel with CONFIG_KPROBE_EVENTS=y",
    ask: perfKprobe,
  },
  {
    id: "kprobe_link",
    early: true,
    title: "kprobe as a link",
    lost: "kprobes that another process cannot switch off through perf",
    remedy: "Linux 5.15 or newer",
    ask: linkedKprobe,
  },
  {
    id: "kprobe_tracefs",
    early: true,
    title: "kprobe through tracefs",
    lost: "kprobes where perf knows none (before Linux 4.17)",
    remedy: "tracefs; a kernel with CONFIG_KPROBE_EVENTS=y",
    ask: tracefsKprobe,
  },
  {
    id: "kprobe_multi",
    title: "kprobe on many functions",
    lost: "hooking many functions in one step",
    remedy: "Linux 5.18 or newer on x86_64, 6.14 on arm64, with CONFIG_FPROBE=y",
    ask: (session) => multiKprobe(session, "kprobe.multi"),
  },
  {
    id: "kprobe_session",
    title: "kprobe on entry and exit",
    lost: "one program for the entry and the exit of a function",
    remedy: "Linux 6.10 or newer, with CONFIG_FPROBE=y",
    ask: (session) => multiKprobe(session, "kprobe.session"),
  },
  {
    id: "fentry",
    title: "function entry",
    lost: "cheap hooks in kernel functions",
    remedy: withTrampolines,
    ask: (session) => trampoline(session, "fentry"),
  },
  {
    id: "fexit",
    title: "function exit",
    lost: "return values of kernel functions",
    remedy: withTrampolines,
    ask: (session) => trampoline(session, "fexit"),
  },
  {
    id: "fmod_ret",
    title: "function result changed",
    lost: "refusing an operation from a hook",
    remedy: `${withTrampolines}; 5.7 for this kind`,
    ask: (session) => trampoline(session, "fmod_ret"),
  },
  {
    id: "many_arguments",
    title: "functions of more than six arguments",
    lost: "hooks in the few functions that have so many",
    remedy: "Linux 6.6 or newer on x86_64, 6.4 on arm64",
    ask: manyArguments,
  },
  {
    id: "lsm",
    title: "security module hook",
    lost: "hooks at the kernel's own security decisions",
    remedy: "Linux 5.7 or newer on x86_64, 6.4 on arm64, with CONFIG_BPF_LSM=y",
    ask: (session) => securityHook(session),
  },
  {
    id: "sleepable",
    title: "hooks that may wait",
    lost: "reading user memory that is not in RAM at the moment",
    remedy: "Linux 5.11 or newer, with lsm or fentry",
    ask: sleepable,
  },
  {
    id: "cgroup_connect4",
    network: true,
    title: "IPv4 connections of a cgroup",
    lost: "refusing connections by cgroup",
    remedy: "a kernel with CONFIG_CGROUP_BPF=y; links need Linux 5.7 or newer",
    ask: (session) => cgroupConnect(session, "connect4"),
  },
  {
    id: "cgroup_connect6",
    network: true,
    title: "IPv6 connections of a cgroup",
    lost: "refusing connections by cgroup",
    remedy: "a kernel with CONFIG_CGROUP_BPF=y and CONFIG_IPV6=y; links need Linux 5.7 or newer",
    ask: (session) => cgroupConnect(session, "connect6"),
  },
  {
    id: "iterator",
    title: "list of tasks from inside",
    lost: "a list of processes that user space cannot be lied to about",
    remedy: "Linux 5.8 or newer, with BTF",
    ask: (session) => iterator(session),
  },
  {
    id: "uprobe",
    early: true,
    title: "uprobe",
    lost: "hooks in the functions of programs and libraries",
    remedy: "a kernel with CONFIG_UPROBE_EVENTS=y",
    ask: uprobe,
  },
];

export const hookFeatures: readonly Feature[] = hooks.map((one) => ({ ...one, group: "hooks" }));
