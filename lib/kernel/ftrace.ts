/**
 * The switches of hooks in kernel functions. While one is off such hooks are silent though they look
 * healthy, and attaching or detaching them can break ftrace until reboot: seen on 6.1, 6.12 and 7.2,
 * "WARNING kernel/trace/ftrace.c ftrace_shutdown". Read before each attach and detach. Debian's 7.3
 * refuses to switch ftrace off (EOPNOTSUPP, "no longer disables ftrace"); when that came upstream is not known here.
 */
import { readKernelFs } from "./filesystem.ts";
import { textOf } from "./text-file.ts";

/** The sysctl kernel.ftrace_enabled is 0. */
export function ftraceOff(): boolean {
  return textOf("/proc/sys/kernel/ftrace_enabled")?.trim() === "0";
}

/** kprobes/enabled of debugfs is 0; where debugfs cannot be read nothing is known against it. */
export function kprobesOff(): boolean {
  const text = readKernelFs("debugfs", "kprobes/enabled");
  return typeof text === "string" && text.trim() === "0";
}
