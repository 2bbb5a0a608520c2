/** What the kernel shows in /sys, and whether it is there to be seen. */
import { existsSync } from "node:fs";
import { type Unknown, unknown } from "../probe/answer.ts";

/** Why what is missing in /sys says nothing about the kernel; undefined: it does. */
export const sysfsMissing = (): Unknown | undefined =>
  existsSync("/sys/kernel") ? undefined : unknown("sysfs is not mounted on /sys");
