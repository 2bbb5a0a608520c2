/** How this kernel was built, where it tells. */
import { readFileSync } from "node:fs";
import { release } from "node:os";
import type { KernelConfig } from "../probe/report.ts";

/** Options that decide what can be audited, without CONFIG_. */
const relevant = [
  ..."BPF BPF_SYSCALL HAVE_EBPF_JIT BPF_JIT BPF_JIT_ALWAYS_ON BPF_UNPRIV_DEFAULT_OFF".split(" "),
  ..."BPF_LSM BPF_EVENTS BPF_KPROBE_OVERRIDE BPF_STREAM_PARSER BPF_LIRC_MODE2".split(" "),
  ..."DEBUG_INFO_BTF DEBUG_INFO_BTF_MODULES CGROUPS CGROUP_BPF CGROUP_NET_CLASSID".split(" "),
  ..."SOCK_CGROUP_DATA KPROBES KPROBE_EVENTS UPROBES UPROBE_EVENTS FPROBE TRACING".split(" "),
  ..."FTRACE_SYSCALLS FUNCTION_TRACER DYNAMIC_FTRACE_WITH_DIRECT_CALLS".split(" "),
  ..."DYNAMIC_FTRACE_WITH_ARGS FUNCTION_ERROR_INJECTION NET XDP_SOCKETS LWTUNNEL_BPF".split(" "),
  ..."NET_ACT_BPF NET_CLS_BPF NET_CLS_ACT NET_SCH_INGRESS XFRM IP_ROUTE_CLASSID".split(" "),
  ..."IPV6_SEG6_BPF NETFILTER_XT_MATCH_BPF TEST_BPF HZ MODULES MODULE_SIG".split(" "),
  ..."MODULE_SIG_FORCE SECURITY_LOCKDOWN_LSM SECURITY_SELINUX SECURITY_APPARMOR".split(" "),
  ..."SECURITY_LANDLOCK SECCOMP_FILTER AUDIT USER_NS COMPAT IA32_EMULATION X86_X32_ABI".split(" "),
  ..."PREEMPT PREEMPT_DYNAMIC PREEMPT_RT KALLSYMS_ALL IO_URING".split(" "),
];

/** Relevant options of a configuration file: "y", "m", a number or text; "n" where it is not set. */
export function parseConfig(text: string): Record<string, string> {
  const set = new Map<string, string>();
  for (const [, name, value] of text.matchAll(/^CONFIG_(\w+)=(.*)$/gm)) {
    if (name !== undefined && value !== undefined) set.set(name, value.replace(/^"(.*)"$/, "$1"));
  }
  return Object.fromEntries(relevant.map((name) => [name, set.get(name) ?? "n"]));
}

/** Undefined where no configuration of the running kernel can be read. */
export function kernelConfig(): KernelConfig | undefined {
  const sources = [
    "/proc/config.gz",
    `/boot/config-${release()}`,
    `/usr/lib/modules/${release()}/config`,
    `/lib/modules/${release()}/config`,
  ];
  for (const source of sources) {
    try {
      const bytes = readFileSync(source);
      const text = source.endsWith(".gz") ? Buffer.from(Bun.gunzipSync(bytes)) : bytes;
      return { source, options: parseConfig(text.toString("latin1")) };
    } catch {
      // the next one, then
    }
  }
  return undefined;
}
