/** Control groups of the unified hierarchy, which is what programs know a process's group by. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { textOf } from "./text-file.ts";

/** Mount point of the unified hierarchy in the text of /proc/self/mountinfo. */
export function findCgroupRoot(mountinfo: string): string | undefined {
  for (const line of mountinfo.split("\n")) {
    const [fields = "", source = ""] = line.split(" - ");
    if (source.startsWith("cgroup2 ")) return fields.split(" ")[4];
  }
  return undefined;
}

/**
 * The number that the kernel knows a cgroup by (the inode of its directory). path: as /proc/PID/cgroup
 * has it, or of the directory. A string says what is wrong.
 */
export function cgroupId(path: string): bigint | string {
  const root = findCgroupRoot(textOf("/proc/self/mountinfo") ?? "");
  if (root === undefined) return "no unified hierarchy of cgroups (cgroup2) is mounted here";
  const inside = path === root || path.startsWith(`${root}/`) ? path : join(root, path);
  const found = statSync(inside, { bigint: true, throwIfNoEntry: false });
  return found?.isDirectory() ? found.ino : `there is no cgroup ${path}`;
}
