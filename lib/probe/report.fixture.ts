/** A small report with every kind of answer, for tests. */
import { type ProbeReport, probeFormat } from "./report.ts";

export const report: ProbeReport = {
  format: probeFormat,
  sonde: "0.1.0",
  quick: false,
  kernel: {
    hostname: "box",
    distribution: "Some \u001b[31mLinux",
    kernel: "6.1.0",
    build: "#1 SMP",
    arch: "x86_64",
    bootId: "0",
    cpus: 1,
    pageSize: 4096,
    bootParameters: ["lockdown=integrity"],
    config: { source: "/proc/config.gz", options: { BPF: "y", KPROBES: "n" } },
  },
  features: {
    btf: { answer: "yes", detail: "5 MiB", group: "data", title: "types", lost: "all" },
    fentry: {
      answer: "no",
      errno: "EPERM",
      reason: "forbidden",
      remedy: "another kernel",
      group: "hooks",
      title: "function entry",
      lost: "cheap hooks",
    },
    kprobe: {
      answer: "unknown",
      tried: false,
      reason: "it would patch code",
      group: "hooks",
      title: "kprobe",
      lost: "other hooks",
    },
  },
  settings: {
    lockdown: { value: "integrity", note: "no writing", title: "lockdown" },
    memory: { answer: "unknown", reason: "no map could be created", title: "memory" },
  },
  helpers: {
    kprobe: {
      yes: ["map_lookup_elem"],
      no: [
        {
          helpers: ["get_current_task_btf"],
          errno: "EINVAL",
          reason: "this kernel has no such helper",
          lost: "cheap reading of the task",
          remedy: "a newer kernel",
        },
      ],
      unknown: [],
    },
  },
};
