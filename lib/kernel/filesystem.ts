/**
 * The kernel's file systems tracefs, securityfs and debugfs, whether mounted or not. An unmounted
 * one is opened as a detached mount, which no other process sees and which ends with its descriptor.
 */
import { readFileSync } from "node:fs";
import { errnoName } from "../errno.ts";
import { cstring, native } from "../native/library.ts";
import { type No, no } from "../probe/answer.ts";
import { textOf } from "./text-file.ts";

export type KernelFs = "cgroup2" | "selinuxfs" | "tracefs" | "securityfs" | "debugfs" | "efivarfs";

/** Where `type` is mounted whole, by the text of /proc/self/mountinfo (man 5 proc). */
export function mountPoint(mountinfo: string, type: string): string | undefined {
  for (const line of mountinfo.split("\n")) {
    const [left = "", right = ""] = line.split(" - ");
    const [, , , root, path] = left.split(" ");
    if (right.split(" ")[0] === type && root === "/" && path !== undefined) {
      return path.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
    }
  }
  return undefined;
}

/** Calls `use` with a directory where `type` can be read. The directory ends with the call. */
export function withKernelFs<T>(type: KernelFs, use: (directory: string) => T): T | No {
  const mounted = mountPoint(textOf("/proc/self/mountinfo") ?? "", type);
  if (mounted !== undefined) return use(mounted);
  const fd = native().sonde_mount_detached(cstring(type));
  if (fd < 0) {
    const errno = errnoName(fd);
    const remedy = `mount -t ${type} ${type} DIR`;
    if (errno === "ENODEV") return no(`this kernel has no ${type}`, errno);
    if (errno === "ENOSYS") return no(`${type} is not mounted`, errno, remedy);
    return no(`${type} is not mounted and cannot be opened by sonde`, errno, remedy);
  }
  try {
    return use(`/proc/self/fd/${fd}`);
  } finally {
    native().sonde_close_aside(fd); // takes a grace period
  }
}

/** A file of `type`, without its last newline. */
export function readKernelFs(type: KernelFs, path: string): string | No {
  return withKernelFs(type, (directory) => {
    try {
      return readFileSync(`${directory}/${path}`, "utf8").replace(/\n$/, "");
    } catch (error) {
      return no(`${path} of ${type} cannot be read`, errorCode(error));
    }
  });
}

/** Name of the error number of a failed call. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
