/** The kernel's own BTF. */
import { readFileSync } from "node:fs";

export const vmlinuxBtf = "/sys/kernel/btf/vmlinux";

/** Kept only until the next garbage collection: it is megabytes and asked for in bursts. */
let cached: WeakRef<Buffer> | undefined;

/** Bytes of the kernel's BTF, undefined where it has none or hides it. */
export function btfBytes(): Buffer | undefined {
  const kept = cached?.deref();
  if (kept !== undefined) return kept;
  try {
    const bytes = readFileSync(vmlinuxBtf);
    cached = new WeakRef(bytes);
    return bytes;
  } catch {
    return undefined;
  }
}
