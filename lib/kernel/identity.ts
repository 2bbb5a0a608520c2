/** Which kernel this is, as exactly as it says. */
import { readFileSync } from "node:fs";
import type { KernelIdentity } from "../btf/kernel-name.ts";
import { parseNotes } from "../btf/notes.ts";
import { parseOsRelease } from "./host.ts";
import { textOf } from "./text-file.ts";

/** In a container the distribution is the container's. */
export function runningKernel(): KernelIdentity {
  const text = textOf("/etc/os-release") ?? textOf("/usr/lib/os-release");
  const fields = parseOsRelease(text ?? "");
  return {
    buildId: buildId(),
    release: textOf("/proc/sys/kernel/osrelease") ?? null,
    version: textOf("/proc/sys/kernel/version") ?? null,
    arch: process.arch === "arm64" ? "arm64" : "x64",
    distribution: fields.get("ID") ?? null,
    distributionVersion: fields.get("VERSION_ID") ?? null,
  };
}

function buildId(): string | null {
  try {
    return parseNotes(readFileSync("/sys/kernel/notes"));
  } catch {
    return null;
  }
}
