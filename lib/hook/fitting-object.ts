/** Which of the two objects: the one that reads as fast as this kernel lets it. */
import { canCast } from "../kernel/features.ts";
import type { TypeSource } from "../kernel/type-source.ts";
import { castingObjectBytes, objectBytes } from "./object-file.ts";

export interface FittingObject {
  readonly object: Uint8Array;
  /** What is tried where that one is refused. */
  readonly plain?: Uint8Array;
}

/**
 * What casts is a function of the kernel, which libbpf looks for in the kernel's own types; it gives up
 * where they have two structs of one name, whose numbers differ.
 */
export function fittingObject(types: TypeSource): FittingObject {
  return castsOn(types)
    ? { object: castingObjectBytes(), plain: objectBytes() }
    : { object: objectBytes() };
}

/** May programs read whatever they can point to, without a helper? */
export const castsOn = (types: TypeSource): boolean => types.from === "kernel" && canCast();
