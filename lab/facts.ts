/** THE table of what is known about these kernels, found by other means than sonde: `sonde probe` must agree. */
import type { Machine } from "./machine.ts";

export interface Fact {
  /** Globs; any when left out. Host kernels are not spoken of. */
  readonly kernel?: string;
  readonly arch?: string;
  readonly mode?: string;
  /** Feature or setting of the probe report. */
  readonly id: string;
  /** The answer, or the value. */
  readonly is: string;
}

/** Kernels that describe their own types. */
const withBtf = "!*-no-btf";

export const facts: readonly Fact[] = [
  { mode: "default", id: "lockdown", is: "none" },
  { mode: "integrity", id: "lockdown", is: "integrity" },
  { mode: "confidentiality", id: "lockdown", is: "confidentiality" },
  { mode: "no-ftrace", id: "ftrace_enabled", is: "0" },
  // What lockdown=confidentiality takes away, and what not.
  { mode: "confidentiality", id: "probe_read_kernel", is: "no" },
  { mode: "{default,integrity,lsm-*}", id: "probe_read_kernel", is: "yes" },
  {
    mode: "{default,integrity,confidentiality,no-ftrace,no-kprobes}",
    kernel: withBtf,
    id: "tp_btf",
    is: "yes",
  },
  { kernel: "*-no-btf", id: "tp_btf", is: "no" },
  { mode: "{default,integrity,confidentiality,no-ftrace,no-btf}", id: "raw_tp", is: "yes" },
  { mode: "no-btf", id: "tp_btf", is: "no" },
  {
    mode: "{default,integrity,confidentiality}",
    arch: "x86_64",
    kernel: withBtf,
    id: "fentry",
    is: "yes",
  },
  { mode: "default", arch: "arm64", kernel: "{6.12,7.x}", id: "fentry", is: "yes" },
  { mode: "default", arch: "arm64", kernel: "6.1", id: "fentry", is: "no" },
  // bpf_get_current_task_btf is of 5.11.
  { mode: "default", kernel: "5.10", id: "typed_task", is: "no" },
  { mode: "default", kernel: "{6.1,6.12,7.x}", id: "typed_task", is: "yes" },
  { kernel: "6.1-x32", id: "abi_x32", is: "on" },
  { mode: "lsm-no-bpf", id: "lsm", is: "no" },
  { mode: "lsm-bpf", arch: "x86_64", id: "lsm", is: "yes" },
  { mode: "lsm-bpf", arch: "arm64", kernel: "6.1", id: "lsm", is: "no" },
];

/** The facts about one machine. */
export function factsOf(machine: Pick<Machine, "arch" | "kernel" | "mode">): Fact[] {
  const fits = (glob: string | undefined, name: string) =>
    glob === undefined || new Bun.Glob(glob).match(name);
  return facts.filter(
    (fact) =>
      machine.mode !== "native" &&
      fits(fact.kernel, machine.kernel) &&
      fits(fact.arch, machine.arch) &&
      fits(fact.mode, machine.mode),
  );
}
