/** What machine this is. */
import { hostname, machine } from "node:os";
import type { HostInfo } from "../recording/format.ts";
import { onlineCpus } from "./cpus.ts";
import { textOf } from "./text-file.ts";

/** Fields of an os-release file; man 5 os-release: shell assignments, quoted or not. */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, name, value] = /^\s*([A-Z0-9_]+)=(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const [, quote] = /^(["']).*\1$/.exec(value) ?? [];
    const inner = quote === undefined ? value : value.slice(1, -1);
    fields.set(name, quote === "'" ? inner : inner.replace(/\\(["$`\\])/g, "$1"));
  }
  return fields;
}

/** "Debian GNU/Linux 12 (bookworm)"; in a container it is the container's. */
function distribution(): string {
  const text = textOf("/etc/os-release") ?? textOf("/usr/lib/os-release");
  const fields = parseOsRelease(text ?? "");
  return fields.get("PRETTY_NAME") ?? fields.get("NAME") ?? "unknown";
}

export function hostInfo(): HostInfo {
  return {
    hostname: hostname(),
    distribution: distribution(),
    kernel: textOf("/proc/sys/kernel/osrelease") ?? "unknown",
    build: textOf("/proc/sys/kernel/version") ?? "unknown",
    arch: machine(),
    bootId: textOf("/proc/sys/kernel/random/boot_id") ?? "unknown",
    cpus: onlineCpus(),
  };
}
