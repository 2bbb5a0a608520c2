/** The kernel's own BTF. */
import { toArrayBuffer } from "bun:ffi";
import { readFileSync } from "node:fs";
import { native } from "../native/library.ts";

export const vmlinuxBtf = "/sys/kernel/btf/vmlinux";

/** Mapped, it takes no memory; read, it is megabytes and kept only until the next garbage collection. */
let mapped: Uint8Array | undefined;
let read: WeakRef<Uint8Array> | undefined;

/** Bytes of the kernel's BTF, or the name of the error number: it has none or hides it. */
export function btfBytes(): Uint8Array | string {
  const kept = mapped ?? read?.deref();
  if (kept !== undefined) return kept;
  mapped = map();
  if (mapped !== undefined) return mapped;
  try {
    const bytes = readFileSync(vmlinuxBtf);
    read = new WeakRef(bytes);
    return bytes;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "EIO";
  }
}

function map(): Uint8Array | undefined {
  const size = new BigUint64Array(1);
  const at = native().sonde_btf_map(size);
  return at === null ? undefined : new Uint8Array(toArrayBuffer(at, 0, Number(size[0])));
}
