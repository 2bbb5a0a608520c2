/**
 * BTF does not say which kernel it is of. What sonde writes does: in a string that no type refers
 * to, which every reader of BTF ignores.
 */
import type { KernelName } from "./kernel-name.ts";

const prefix = "sonde kernel ";
/** Fields in the string's order; \x1f stands between them and in none. */
const separator = "\x1f";

export function noteOf({ buildId, release, version }: KernelName): string {
  const clean = (text: string | null) => (text ?? "").replaceAll(/\p{Cc}/gu, "");
  return prefix + [buildId, release, version].map(clean).join(separator);
}

/** Null where the bytes say nothing. */
export function readNote(btf: Uint8Array): KernelName | null {
  const text = Buffer.from(btf.buffer, btf.byteOffset, btf.byteLength);
  const at = text.lastIndexOf(`\0${prefix}`);
  const end = at < 0 ? -1 : text.indexOf(0, at + 1);
  if (end < 0 || end - at > 1024) return null;
  const [buildId, release, version] = text
    .toString("utf8", at + 1 + prefix.length, end)
    .split(separator);
  return { buildId: buildId || null, release: release || null, version: version || null };
}
