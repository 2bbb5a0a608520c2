/** Ways to hook the kernel. */
import { closeSync, openSync } from "node:fs";
import { errnoName } from "../errno.ts";
import { cstring, native } from "../native/library.ts";
import { type Answer, isRefusal, type No, no, unknown } from "../probe/answer.ts";
import type { Descriptor } from "./descriptor.ts";
import type { Feature } from "./feature.ts";
import { KernelTypes } from "./kernel-types.ts";
import { perfForbidden } from "./perf.ts";
import { lockdownMode, securityModules } from "./security.ts";
import type { Session } from "./session.ts";
import { textOf } from "./text-file.ts";
import { findTracepoint } from "./tracefs.ts";
import { tryHook } from "./trial.ts";

interface Tracepoint {
  readonly category: string;
  readonly name: string;
  /** Does what must make it fire. */
  readonly fire: () => void;
}

const openAFile = (): void => closeSync(openSync("/proc/self/stat", "r"));

/** Called through a pointer or across files at every open, so never inlined. */
const aFunction = "security_file_open";

/**
 * In every kernel that has tracepoints. One for each question: hooking again what was unhooked a
 * moment ago waits for an RCU grace period.
 */
const sleep = (): void => Bun.sleepSync(1);
const taskSwitch = { category: "sched", name: "sched_switch", fire: sleep };
const waking = { category: "sched", name: "sched_waking", fire: sleep };
const wakeup = { category: "sched", name: "sched_wakeup", fire: sleep };

const systemCall = { category: "raw_syscalls", name: "sys_exit", fire: openAFile };

const lessLockdown = "boot with lockdown=integrity or none";

const notTried = unknown(
  "not tried: kernel.ftrace_enabled is 0; such hooks never run then, and attaching them can break ftrace until reboot",
);

const attachRaw = (name: string | null) => (program: Descriptor) =>
  native().bpf_raw_tracepoint_open(name === null ? null : cstring(name), program.fd);

function attachPerf(session: Session, open: () => number) {
  return (program: Descriptor): number | Answer => {
    const perf = open();
    if (perf < 0) return perfForbidden(session, perf) ?? perf;
    const error = native().sonde_perf_attach(perf, program.fd);
    if (error === 0) return perf;
    closeSync(perf);
    return error;
  };
}

function rawTracepoint(session: Session, { name, fire }: Tracepoint): Answer {
  return tryHook(session, { kind: "raw_tp", attach: attachRaw(name), fire });
}

function tracepoint(session: Session, { category, name, fire }: Tracepoint): Answer {
  const id = findTracepoint(category, name);
  if (typeof id !== "number") return unnumbered(id);
  const attach = attachPerf(session, () => native().sonde_perf_tracepoint(id));
  return tryHook(session, { kind: "tracepoint", attach, fire });
}

function unnumbered(found: No): Answer {
  if (lockdownMode() === "confidentiality") {
    return no("lockdown=confidentiality empties tracefs", found.errno, lessLockdown);
  }
  return isRefusal(found) ? unknown(`${found.reason}; that needs CAP_SYS_ADMIN`) : found;
}

function typedTracepoint(session: Session, { name, fire }: Tracepoint): Answer {
  return withType(session, "typedef", `btf_trace_${name}`, (btfId) =>
    tryHook(session, { kind: "tp_btf", btfId, attach: attachRaw(null), fire }),
  );
}

function kprobe(session: Session): Answer {
  if (session.ftraceOff) return notTried;
  const type = textOf("/sys/bus/event_source/devices/kprobe/type");
  if (type === undefined) {
    return no("this kernel has no kprobes", undefined, "a kernel with CONFIG_KPROBES=y");
  }
  const place = attachPerf(session, () =>
    native().sonde_perf_kprobe(Number(type), cstring(aFunction)),
  );
  const attach = (program: Descriptor): number | Answer => {
    const placed = place(program);
    return typeof placed === "number" && placed < 0 && lockdownMode() === "confidentiality"
      ? no("lockdown=confidentiality forbids kprobes", errnoName(placed), lessLockdown)
      : placed;
  };
  const silent = no(
    "the probe is placed but never hit: kprobes are switched off",
    undefined,
    "echo 1 > /sys/kernel/debug/kprobes/enabled",
  );
  return tryHook(session, { kind: "kprobe", attach, fire: openAFile, silent });
}

function trampoline(session: Session, kind: "fentry" | "fexit" | "fmod_ret"): Answer {
  if (session.ftraceOff) return notTried;
  return withType(session, "function", aFunction, (btfId) =>
    tryHook(session, { kind, btfId, attach: attachRaw(null), fire: openAFile }),
  );
}

function lsm(session: Session): Answer {
  if (session.ftraceOff) return notTried;
  const modules = securityModules();
  const silent =
    Array.isArray(modules) && !modules.includes("bpf")
      ? no(
          `attached programs never run: bpf is not an active security module (${modules.join(",")})`,
          undefined,
          `boot with lsm=${[...modules, "bpf"].join(",")}`,
        )
      : no("the program is loaded and attached, but never runs");
  return withType(session, "function", "bpf_lsm_file_open", (btfId) =>
    tryHook(session, { kind: "lsm", btfId, attach: attachRaw(null), fire: openAFile, silent }),
  );
}

function withType(
  { types }: Session,
  kind: "function" | "typedef",
  name: string,
  use: (btfId: number) => Answer,
): Answer {
  if (!(types instanceof KernelTypes)) return no("needs the kernel's BTF");
  const id = types.find(kind, name);
  return id === 0 ? no(`the kernel's BTF has no ${kind} ${name}`) : use(id);
}

export const hookFeatures: readonly Feature[] = [
  {
    id: "tp_btf",
    title: "tracepoint, typed arguments",
    lost: "the cheapest hooks; raw_tp takes their place",
    ask: (session: Session) => typedTracepoint(session, taskSwitch),
  },
  {
    id: "raw_tp",
    title: "tracepoint, raw arguments",
    lost: "the hooks that take the place of tp_btf",
    ask: (session: Session) => rawTracepoint(session, waking),
  },
  {
    id: "tracepoint",
    title: "tracepoint through perf",
    lost: "the hooks of last resort",
    ask: (session: Session) => tracepoint(session, wakeup),
  },
  {
    id: "syscalls",
    title: "tracepoints of system calls",
    lost: "every audit point that is a system call",
    ask: (session: Session) => rawTracepoint(session, systemCall),
  },
  {
    id: "kprobe",
    title: "kprobe",
    lost: "hooks in kernel functions where fentry is not possible",
    ask: kprobe,
  },
  {
    id: "fentry",
    title: "function entry",
    lost: "cheap hooks in kernel functions",
    ask: (session: Session) => trampoline(session, "fentry"),
  },
  {
    id: "fexit",
    title: "function exit",
    lost: "return values of kernel functions",
    ask: (session: Session) => trampoline(session, "fexit"),
  },
  {
    id: "fmod_ret",
    title: "function result changed",
    lost: "refusing an operation from a hook",
    ask: (session: Session) => trampoline(session, "fmod_ret"),
  },
  {
    id: "lsm",
    title: "security module hook",
    lost: "hooks at the kernel's own security decisions",
    ask: lsm,
  },
].map((feature) => ({ ...feature, group: "hooks" }));
