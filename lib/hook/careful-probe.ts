/** A probe attaches to kernel functions too: it is remembered as a start is, and as careful after bad ones. */
import { type ProbeOptions, probeKernel } from "../kernel/probe.ts";
import type { ProbeReport } from "../probe/report.ts";
import { crashReason, rememberStart } from "./crash-guard.ts";

/** onCrashes: told why it is a quick one, though that was not asked for. */
export async function probeCarefully(
  options: ProbeOptions,
  onCrashes: (reason: string) => void,
): Promise<ProbeReport> {
  if (options.quick) return await probeKernel(options);
  const crashes = crashReason();
  rememberStart();
  if (crashes !== undefined) onCrashes(crashes);
  return await probeKernel({ ...options, quick: crashes !== undefined });
}
