/** Which CPUs there are. Per-CPU maps have one value for each possible one. */
import { availableParallelism } from "node:os";
import { textOf } from "./text-file.ts";

/** Numbers of a CPU list as the kernel writes it: "0-3,8" -> [0, 1, 2, 3, 8]. */
export function parseCpuList(text: string): number[] {
  return text
    .trim()
    .split(",")
    .filter((range) => range !== "")
    .flatMap((range) => {
      const [first = 0, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
}

function cpus(which: "possible" | "online"): number[] {
  const text = textOf(`/sys/devices/system/cpu/${which}`);
  // Without sysfs the count is a guess that holds where no CPU is absent or off.
  return text === undefined
    ? Array.from({ length: availableParallelism() }, (_, i) => i)
    : parseCpuList(text);
}

/** How many CPUs may ever come online. */
export const possibleCpus = (): number => cpus("possible").length;

/** Numbers of those that are online. */
export const onlineCpuList = (): number[] => cpus("online");

export const onlineCpus = (): number => cpus("online").length;
