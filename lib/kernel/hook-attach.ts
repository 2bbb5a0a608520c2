/** Ways to attach that several hooks share, and what makes them fire. */
import { closeSync, openSync } from "node:fs";
import { cstring, native } from "../native/library.ts";
import { type Answer, no, notTried } from "../probe/answer.ts";
import type { Descriptor } from "./descriptor.ts";
import { type KernelType, KernelTypes, kindOf } from "./kernel-types.ts";
import { perfForbidden } from "./perf.ts";
import type { Session } from "./session.ts";
import { sysfsMissing } from "./sysfs.ts";

export const openAFile = (): void => closeSync(openSync("/proc/self/stat", "r"));

export const lessLockdown = "boot with lockdown=integrity or none";

export const ftraceIsOff = notTried(
  "kernel.ftrace_enabled is 0; such hooks never run then, and attaching them can break ftrace until reboot",
);

/** By the name of a tracepoint, or by what the program was loaded for. */
export const attachRaw =
  (name: string | null) =>
  (program: Descriptor): number =>
    native().bpf_raw_tracepoint_open(name === null ? null : cstring(name), program.fd);

/** To a perf event that `open` makes, which is the attachment. */
export function attachPerf(session: Session, open: () => number) {
  return (program: Descriptor): number | Answer => {
    const perf = open();
    if (perf < 0) return perfForbidden(session, perf) ?? perf;
    const error = native().sonde_perf_attach(perf, program.fd);
    if (error === 0) return perf;
    closeSync(perf);
    return error;
  };
}

/** The answer of `use`, which gets the id of one of the kernel's types. */
export function withType(
  session: Session,
  name: KernelType,
  use: (btfId: number) => Answer,
): Answer {
  const { types } = session;
  if (!(types instanceof KernelTypes)) return noTypes(types);
  const id = types.id(name);
  return id === 0 ? no(`the kernel's BTF has no ${kindOf(name)} ${name}`) : use(id);
}

const noTypes = (errno: string): Answer =>
  sysfsMissing() ?? no("needs the kernel's BTF", errno, "a kernel with CONFIG_DEBUG_INFO_BTF=y");
