/** Which programs run on which architecture. */
import type { Arch } from "./kernels.ts";
import type { Abi } from "./machine.ts";

export const abisOf = {
  x86_64: ["x86_64", "i386"],
  arm64: ["arm64", "arm"],
} as const satisfies Record<Arch, readonly Abi[]>;
