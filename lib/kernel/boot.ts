/** What the boot loader told the kernel, as far as it decides what can be audited. */
import { textOf } from "./text-file.ts";

/** Names of parameters; one that ends with . is a prefix. */
const relevant = [
  ...["lockdown", "lsm", "lsm.debug", "security", "selinux", "enforcing", "apparmor", "audit"],
  ...["module.sig_enforce", "nomodule", "modules_disabled", "ia32_emulation", "syscall.x32"],
  ...["kprobe_event", "ftrace", "ftrace_filter", "trace_event", "nokaslr", "kaslr"],
  ...["cgroup_disable", "cgroup_no_v1", "systemd.unified_cgroup_hierarchy", "init_on_alloc"],
  ...["mitigations", "ima_policy", "ima_appraise", "bpf_jit_enable", "user_namespace.enable"],
  "isolcpus",
];

/** The relevant words of a command line; those behind -- are for the first process. */
export function bootParameters(line = textOf("/proc/cmdline") ?? ""): string[] {
  const words = line.split(/\s+/).filter((word) => word !== "");
  const end = words.indexOf("--");
  return words.slice(0, end < 0 ? words.length : end).filter((word) => {
    const [name = ""] = word.split("=");
    return relevant.includes(name.replaceAll("-", "_"));
  });
}
