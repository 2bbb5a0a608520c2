/** Is this the host itself or a container on it? */
import { existsSync } from "node:fs";
import { type Value, value } from "../probe/answer.ts";
import { linkOf } from "./process-status.ts";
import { textOf } from "./text-file.ts";

/** Inodes of the namespaces that the kernel starts with; include/linux/proc_ns.h. */
const initial: Readonly<Record<string, number>> = {
  ipc: 4026531839,
  uts: 4026531838,
  user: 4026531837,
  pid: 4026531836,
  cgroup: 4026531835,
};

/** Names of those namespaces that are not the host's. `links`: name -> "pid:[4026531836]". */
export function ownNamespaces(links: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(initial)
    .filter(([name, inode]) => links[name] !== undefined && links[name] !== `${name}:[${inode}]`)
    .map(([name]) => name);
}

/** What container managers leave behind: files of Docker and Podman, else a word for process 1. */
function manager(): string | undefined {
  if (existsSync("/run/.containerenv")) return "podman";
  if (existsSync("/.dockerenv")) return "docker";
  return /(?:^|\0)container=([^\0]+)/.exec(textOf("/proc/1/environ") ?? "")?.[1];
}

/**
 * "none" on the host. Traces of a manager alone prove nothing, as a virtual machine may be made from
 * a container's image; nor does a mount namespace, which many services have.
 */
export function container(): Value {
  const links = Object.fromEntries(
    Object.keys(initial).map((name) => [name, linkOf(`/proc/self/ns/${name}`)]),
  );
  const own = ownNamespaces(links);
  return own.length === 0
    ? value("none", "the host itself, or a virtual machine")
    : value(manager() ?? "unnamed", `own namespaces: ${own.join(", ")}`);
}

/** Which versions of control groups are mounted, and where this process is among them. */
export function controlGroups(): Value {
  const lines = (textOf("/proc/self/cgroup") ?? "").split("\n").filter((line) => line !== "");
  const [unified] = lines.filter((line) => line.startsWith("0::"));
  const note = unified === undefined ? undefined : `sonde is in ${unified.slice("0::".length)}`;
  if (lines.length === 0) return value("none", "this kernel has none");
  if (unified === undefined) return value("v1");
  return value(lines.length === 1 ? "v2" : "hybrid", note);
}
