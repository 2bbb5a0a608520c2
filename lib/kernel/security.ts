/** The kernel's security modules and lockdown. */
import type { No } from "../probe/answer.ts";
import { readKernelFs } from "./filesystem.ts";

const lockdownModes = ["none", "integrity", "confidentiality"] as const;

export type LockdownMode = (typeof lockdownModes)[number];

/** The active mode of a text like "none [integrity] confidentiality". */
export function parseLockdown(text: string): LockdownMode | undefined {
  return lockdownModes.find((mode) => text.includes(`[${mode}]`));
}

/** Names of a list like "lockdown,capability,bpf". */
export function parseModules(text: string): string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** undefined: it cannot be read. A kernel without lockdown has none. */
export function lockdownMode(): LockdownMode | undefined {
  const text = readKernelFs("securityfs", "lockdown");
  if (typeof text === "string") return parseLockdown(text);
  return text.errno === "ENOENT" || text.errno === "ENODEV" ? "none" : undefined;
}

/** Active security modules in the order in which they are asked. */
export function securityModules(): string[] | No {
  const text = readKernelFs("securityfs", "lsm");
  return typeof text === "string" ? parseModules(text) : text;
}
