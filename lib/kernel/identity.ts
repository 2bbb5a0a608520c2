/** Which kernel this is, as exactly as it says. */
import { readFileSync } from "node:fs";
import type { KernelName } from "../btf/image.ts";
import { parseNotes } from "../btf/notes.ts";
import { parseOsRelease } from "./host.ts";
import { textOf } from "./text-file.ts";

/** A kernel and the distribution that it comes from. */
export interface KernelIdentity extends KernelName {
  readonly arch: "x64" | "arm64";
  /** ID and VERSION_ID of os-release; in a container they are the container's. */
  readonly distribution: string | null;
  readonly distributionVersion: string | null;
}

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
