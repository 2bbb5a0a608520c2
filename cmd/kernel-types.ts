/** Where the kernel's types come from, and what to tell about it. */
import type { Lacking } from "../lib/hook/lacking.ts";
import { findTypes, type TypeSource } from "../lib/kernel/type-source.ts";
import { say } from "./output.ts";

/** file: of --btf. Says what the user may want to know. @throws SondeError */
export function kernelTypes(file: string | undefined, lacking?: Lacking): TypeSource {
  const types = findTypes(file, lacking);
  if (types.from === "kernel" && file !== undefined) {
    say(`${file} is not used: this kernel describes its types itself`);
  }
  return types;
}
