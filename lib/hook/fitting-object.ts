/** Which of the two objects: the one that reads as fast as this kernel lets it. */
import { canCast } from "../kernel/features.ts";
import type { TypeSource } from "../kernel/type-source.ts";
import { castingObjectBytes, objectBytes } from "./object-file.ts";

/** What casts is a function of the kernel, which libbpf looks for in the kernel's own types. */
export function fittingObject(types: TypeSource): Uint8Array {
  return types.from === "kernel" && canCast() ? castingObjectBytes() : objectBytes();
}
