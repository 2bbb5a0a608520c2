import { readFileSync } from "node:fs";

/** AT_PAGESZ of include/uapi/linux/auxvec.h. */
const pageSizeEntry = 6n;

/** Bytes of a memory page, as the kernel tells every process. */
export function pageSize(): number {
  const bytes = readFileSync("/proc/self/auxv");
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    if (bytes.readBigUInt64LE(at) === pageSizeEntry) return Number(bytes.readBigUInt64LE(at + 8));
  }
  return 4096;
}
