/** Settings of the kernel and of this host that decide what an audit can do. */
import { existsSync, readFileSync } from "node:fs";
import { errnoName } from "../errno.ts";
import { native } from "../native/library.ts";
import { type Unknown, unknown, type Value, value } from "../probe/answer.ts";
import { abiSettings } from "./abi.ts";
import { confinementSettings } from "./confinement.ts";
import { container, controlGroups } from "./container.ts";
import type { Setting } from "./feature.ts";
import { readKernelFs, withKernelFs } from "./filesystem.ts";
import { lockdownMode, securityModules } from "./security.ts";
import { textOf } from "./text-file.ts";

/** A sysctl's value, with what it means. */
function sysctl(path: string, meanings: Readonly<Record<string, string>>): Value | Unknown {
  const text = textOf(`/proc/sys/${path}`);
  if (text === undefined) return unknown(`/proc/sys/${path} cannot be read`);
  return value(text, meanings[text]);
}

function lockdown(): Value | Unknown {
  const mode = lockdownMode();
  if (mode === undefined) return unknown("securityfs cannot be read; it needs root");
  const notes = {
    none: undefined,
    integrity: "programs cannot write to user memory",
    confidentiality: "no kprobes, no tracepoints through perf, no helpers that read kernel memory",
  };
  return value(mode, notes[mode]);
}

function modulesList(): Value | Unknown {
  const modules = securityModules();
  return Array.isArray(modules) ? value(modules.join(",")) : unknown(modules.reason);
}

/** UEFI specification, 3.3: the byte behind four bytes of attributes. */
const secureBootVariable = "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";

function secureBoot(): Value | Unknown {
  if (!existsSync("/sys/firmware/efi")) return value("none", "not booted through EFI");
  const answer = withKernelFs("efivarfs", (directory) => {
    try {
      return value(readFileSync(`${directory}/${secureBootVariable}`)[4] === 1 ? "on" : "off");
    } catch {
      return value("none", "the firmware has no such variable");
    }
  });
  return "value" in answer ? answer : unknown(answer.reason);
}

function modules(): Value | Unknown {
  if (!existsSync("/proc/modules")) return value("none", "built without loadable modules");
  if (textOf("/proc/sys/kernel/modules_disabled") === "1") return value("disabled", "until reboot");
  const enforced = textOf("/sys/module/module/parameters/sig_enforce") === "Y";
  return enforced || lockdownMode() !== "none" ? value("signed") : value("any");
}

function kprobesSwitch(): Value | Unknown {
  const text = readKernelFs("debugfs", "kprobes/enabled");
  if (typeof text === "string") return value(text === "0" ? "off" : "on");
  return text.errno === "ENOENT" || text.errno === "ENODEV"
    ? value("none", "this kernel has no such switch")
    : unknown(text.reason);
}

function memory(): Value | Unknown {
  const charged = native().sonde_memlock_charged();
  if (charged < 0) return unknown(`no map could be created to find out (${errnoName(charged)})`);
  return charged === 0
    ? value("cgroup", "no limit of its own")
    : value("memlock", "RLIMIT_MEMLOCK must be raised, which needs CAP_SYS_RESOURCE");
}

export const settings: readonly Setting[] = [
  { id: "lockdown", title: "lockdown", ask: lockdown },
  { id: "security_modules", title: "active security modules", ask: modulesList },
  { id: "secure_boot", title: "Secure Boot", ask: secureBoot },
  { id: "modules", title: "kernel modules", ask: modules },
  { id: "memory", title: "BPF memory is charged to", ask: memory },
  { id: "container", title: "container", ask: container },
  { id: "cgroups", title: "control groups", ask: controlGroups },
  ...confinementSettings,
  ...abiSettings,
  {
    id: "unprivileged_bpf_disabled",
    title: "unprivileged BPF disabled",
    ask: () =>
      sysctl("kernel/unprivileged_bpf_disabled", {
        "0": "anyone may load programs",
        "1": "root only, until reboot",
        "2": "root only",
      }),
  },
  {
    id: "bpf_stats",
    title: "statistics of BPF programs",
    ask: () =>
      sysctl("kernel/bpf_stats_enabled", {
        "0": "run times of programs are not measured",
        "1": "run times of all programs are measured, which slows them down",
      }),
  },
  {
    id: "jit_enable",
    title: "JIT compiler",
    ask: () =>
      sysctl("net/core/bpf_jit_enable", {
        "0": "programs are interpreted",
        "1": "programs are compiled",
        "2": "programs are compiled, and their code goes to the kernel's log",
      }),
  },
  {
    id: "jit_harden",
    title: "JIT hardening",
    ask: () =>
      sysctl("net/core/bpf_jit_harden", {
        "0": "off",
        "1": "for unprivileged programs",
        "2": "for all programs, which makes them slower",
      }),
  },
  {
    id: "jit_limit",
    title: "memory for compiled programs of unprivileged users",
    ask: () => sysctl("net/core/bpf_jit_limit", {}),
  },
  {
    id: "jit_kallsyms",
    title: "programs in kallsyms",
    ask: () => sysctl("net/core/bpf_jit_kallsyms", { "0": "no", "1": "yes, for root" }),
  },
  {
    id: "perf_event_paranoid",
    title: "perf_event_paranoid",
    ask: () =>
      sysctl("kernel/perf_event_paranoid", {
        "-1": "everything for everyone",
        "0": "no raw tracepoints without privilege",
        "1": "no events of other processes without privilege",
        "2": "no kernel events without privilege",
        "3": "nothing without privilege",
        "4": "nothing without privilege",
      }),
  },
  {
    id: "kptr_restrict",
    title: "kptr_restrict",
    ask: () =>
      sysctl("kernel/kptr_restrict", {
        "0": "kernel addresses are shown, to all if perf_event_paranoid is at most 1",
        "1": "kernel addresses are shown to CAP_SYSLOG",
        "2": "kernel addresses are hidden from everyone",
      }),
  },
  {
    id: "ftrace_enabled",
    title: "ftrace_enabled",
    ask: () =>
      sysctl("kernel/ftrace_enabled", {
        "0": "hooks in kernel functions never run",
        "1": "hooks in kernel functions run",
      }),
  },
  { id: "kprobes_switch", title: "kprobes switch", ask: kprobesSwitch },
];
