/** Which programs run on which kernel. */
import type { Kernel } from "./kernels.ts";
import type { Abi } from "./machine.ts";

const common = {
  x86_64: ["x86_64", "i386"],
  arm64: ["arm64", "arm"],
} as const satisfies Record<Kernel["arch"], readonly Abi[]>;

/** The native one first. */
export function abisOf({ arch, x32 = false }: Pick<Kernel, "arch" | "x32">): readonly Abi[] {
  return x32 ? [...common[arch], "x32"] : common[arch];
}
