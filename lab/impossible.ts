/**
 * THE table of what may be impossible, and why. What is not listed is a failure: else a program that the verifier
 * refuses, or a probe that is wrong, would look like a limit of the kernel. It holds for what could not be done, and
 * for each better flavour that was passed over where something else worked.
 */
import type { Case, Limit, Outcome, Rejected } from "./case.ts";
import type { Machine } from "./machine.ts";

/** Hooks in kernel functions that go through ftrace; kprobes do too, where they sit on a function's entry. */
const trampolines = "{,*-}{fentry,fexit,lsm}";
const functions = "{,*-}{fentry,fexit,lsm,kprobe,kprobe_multi}";
const perfTracepoints = "{tracepoint,*-tracepoint}";

export const limits: readonly Limit[] = [
  {
    kernel: "{5.10,6.1,6.1-x32}",
    mode: "confidentiality",
    reason: /bpf_probe_read_kernel|process\.fork is not possible|did not fire/,
    why: "lockdown=confidentiality takes the helpers that read kernel memory away: what is left before casts (6.2) has typed pointers, and no paths",
  },
  {
    mode: "confidentiality",
    flavour: perfTracepoints,
    reason: /tracefs|tracepoint|ENOENT|EPERM|EINVAL/,
    why: "lockdown=confidentiality leaves tracefs empty, and perf needs the number that is in it",
  },
  {
    mode: "confidentiality",
    flavour: "kprobe",
    reason: /EPERM|lockdown/,
    why: "lockdown=confidentiality refuses kprobes through perf_event_open",
  },
  {
    mode: "{no-btf,as-5.4}",
    flavour: "{,*-}{tp_btf,fentry,fexit,lsm,kprobe}",
    reason: /shows no BTF, which it needs/,
    why: "without the kernel's own types there are no typed programs, and where a function is, only they tell",
  },
  {
    kernel: "*-no-btf",
    flavour: "{,*-}{tp_btf,fentry,fexit,lsm,kprobe}",
    reason: /shows no BTF, which it needs/,
    why: "the same on a kernel that was built without them",
  },
  {
    kernel: "*-no-btf",
    test: "{ftrace-switch,helper-on-host:*-tp_btf}",
    reason: /this kernel shows no BTF/,
    why: "the case is about a typed program",
  },
  {
    kernel: "*-no-btf",
    test: "paths-overlay",
    reason: /user namespace: errno 1/,
    why: "it is a small kernel, without user namespaces",
  },
  {
    mode: "few-caps",
    reason: /lacks the right to: (namespace|chroot)/,
    why: "mounting takes CAP_SYS_ADMIN, and sonde hands on no more than it has",
  },
  {
    mode: "few-caps",
    flavour: "{,*-}{kprobe,tracepoint}",
    reason: /perf_event_paranoid is 3/,
    why: "Debian lets nobody but CAP_SYS_ADMIN ask for perf events",
  },
  {
    kernel: "7.*",
    reason: /the kernel skipped the program/,
    why: "programs on tracepoints may be preempted and are then skipped; the flavour through perf is not",
  },
  {
    test: "connected*",
    reason: /the kernel skipped the program/,
    why: "an interrupt may bring a connection's outcome while a program is told of another's, and is skipped, counted",
  },
  {
    kernel: "7.*",
    flavour: "{tp_btf,raw_tp,*-tp_btf,*-raw_tp}",
    reason: /may be preempted/,
    why: "the same, and so the flavour through perf is preferred",
  },
  {
    arch: "arm64",
    kernel: "6.1",
    flavour: trampolines,
    reason: /ENOTSUPP/,
    why: "trampolines came to arm64 with 6.4 (ftrace direct calls)",
  },
  {
    kernel: "7.*",
    mode: "no-ftrace",
    reason: /ftrace_enabled.*errno 95/,
    why: "ftrace can no longer be switched off (seen from Debian's 7.3 on)",
  },
  {
    mode: "no-ftrace",
    flavour: functions,
    reason: /ftrace/,
    why: "with kernel.ftrace_enabled=0 these hooks are silent, and attaching them may break ftrace until reboot",
  },
  {
    mode: "no-kprobes",
    flavour: "{kprobe,kprobe_multi}",
    reason: /kprobe/,
    why: "disarmed kprobes attach and are silent",
  },
  {
    mode: "lsm-no-bpf",
    flavour: "lsm",
    reason: /did not fire|not an active security module/,
    why: "programs of security modules are not called unless bpf is in the list of them",
  },
  {
    kernel: "5.10",
    mode: "!lsm-bpf",
    flavour: "lsm",
    reason: /did not fire|not an active security module/,
    why: "Debian's 5.10 has bpf not in its own list of security modules",
  },
  {
    kernel: "{5.10,6.1,6.1-x32}",
    flavour: "kprobe_multi",
    reason: /EINVAL|EOPNOTSUPP|FPROBE/,
    why: "kprobe.multi needs CONFIG_FPROBE: 6.12 on x86_64, 7.x on both",
  },
  {
    arch: "arm64",
    kernel: "6.12",
    flavour: "kprobe_multi",
    reason: /EINVAL|EOPNOTSUPP|FPROBE/,
    why: "kprobe.multi needs CONFIG_FPROBE: 6.12 on x86_64, 7.x on both",
  },
  {
    kernel: "{5,6}.*",
    flavour: "{filename,file}-fexit",
    reason: /no function (filename_|do_file_open)/,
    why: "before 7.0 they are called do_renameat2, do_filp_open and the like",
  },
  {
    kernel: "7.*",
    flavour: "fexit",
    reason: /no function do_/,
    why: "from 7.0 on they are called filename_renameat2 and the like",
  },
  {
    mode: "native",
    flavour: functions,
    reason: /E[A-Z]+|no kprobes|no function/,
    why: "a host may have no kprobes or refuse programs on functions: it says so, and what it says is its own",
  },
  {
    mode: "native",
    test: "written*",
    reason: /E[A-Z]+|no kprobes/,
    why: "what a file was like when it was opened is known in functions alone",
  },
  {
    kernel: "7.*",
    test: "mount*",
    flavour: "fexit",
    reason: /no function do_move_mount/,
    why: "it is not a function of its own any more",
  },
  {
    mode: "native",
    test: "module-{load,free}*",
    reason: /no tracepoint module_(load|free)/,
    why: "a kernel without CONFIG_MODULES has no such events",
  },
];

/** Turns what nobody knows to be impossible into a failure. */
export function checkLimit(
  outcome: Outcome,
  { name, limits: own = [] }: Pick<Case, "name" | "limits">,
  machine: Pick<Machine, "arch" | "kernel" | "mode">,
): Outcome {
  if (outcome.result === "fail" || outcome.result === "not available") return outcome;
  const whole = outcome.result === "impossible" ? [{ flavour: "", reason: outcome.reason }] : [];
  const parts = outcome.rejected ?? whole;
  const unknown = parts.filter(
    (part) => ![...own, ...limits].some((row) => fits(row, part, name, machine)),
  );
  if (unknown.length === 0) return outcome;
  const words = unknown.map(({ flavour, reason }) => (flavour ? `${flavour}: ${reason}` : reason));
  return {
    result: "fail",
    reason: `not known to be impossible here: ${words.join("\n")}`,
  };
}

function fits(
  row: Limit,
  { flavour, reason }: Rejected,
  test: string,
  machine: Pick<Machine, "arch" | "kernel" | "mode">,
): boolean {
  const matches = (glob: string | undefined, name: string): boolean =>
    glob === undefined || new Bun.Glob(glob).match(name);
  return (
    matches(row.kernel, machine.kernel) &&
    matches(row.arch, machine.arch) &&
    matches(row.mode, machine.mode) &&
    matches(row.test, test) &&
    matches(row.flavour, flavour.replaceAll("/", "-")) &&
    row.reason.test(reason)
  );
}
