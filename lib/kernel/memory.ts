/** How much memory there is, for the machine and for the control groups that sonde is in. */
import { join } from "node:path";
import { textOf } from "./text-file.ts";

/** Of the machine, bytes; undefined where /proc does not tell. */
export function totalMemory(): number | undefined {
  const kib = /^MemTotal:\s+(\d+) kB$/m.exec(textOf("/proc/meminfo") ?? "")?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
}

interface Hierarchy {
  readonly root: string;
  /** Of this process, as the hierarchy names it. */
  readonly group: string;
  readonly limit: string;
  readonly usage: string;
}

/** Those that limit memory, of the text of /proc/self/mountinfo and /proc/self/cgroup. */
export function memoryHierarchies(mountinfo: string, cgroup: string): Hierarchy[] {
  const groups = cgroup.split("\n").map((line) => line.split(":"));
  return mountinfo.split("\n").flatMap((line) => {
    const [fields = "", source = ""] = line.split(" - ");
    const [, , , , root = ""] = fields.split(" ");
    const [type = "", , options = ""] = source.split(" ");
    if (type === "cgroup2") {
      const group = groups.find(([number]) => number === "0")?.[2];
      return group === undefined
        ? []
        : [{ root, group, limit: "memory.max", usage: "memory.current" }];
    }
    if (type !== "cgroup" || !options.split(",").includes("memory")) return [];
    const group = groups.find(([, names]) => names?.split(",").includes("memory"))?.[2];
    return group === undefined
      ? []
      : [{ root, group, limit: "memory.limit_in_bytes", usage: "memory.usage_in_bytes" }];
  });
}

/** What every limit above leaves, bytes; undefined where there is none, or none can be read. */
export function memoryLeft(): number | undefined {
  const mountinfo = textOf("/proc/self/mountinfo") ?? "";
  const left = memoryHierarchies(mountinfo, textOf("/proc/self/cgroup") ?? "").flatMap(leftIn);
  return left.length === 0 ? undefined : Math.max(0, Math.min(...left));
}

function leftIn({ root, group, limit, usage }: Hierarchy): number[] {
  const found: number[] = [];
  for (let path = group; ; path = join(path, "..")) {
    const most = Number(textOf(join(root, path, limit)) ?? Number.NaN); // "max" is none
    const used = Number(textOf(join(root, path, usage)) ?? Number.NaN);
    if (most < Number.MAX_SAFE_INTEGER && used >= 0) found.push(most - used);
    if (path === "/" || path === ".") return found;
  }
}
