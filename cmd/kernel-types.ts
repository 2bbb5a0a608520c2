/** Where the kernel's types come from, and what to tell about it. */
import { findTypes, type TypeSource } from "../lib/kernel/type-source.ts";
import { say } from "./output.ts";

/** file: of --btf. Says what the user may want to know. @throws SondeError */
export function kernelTypes(file: string | undefined): TypeSource {
  const types = findTypes(file);
  if (types.from === "kernel" && file !== undefined) {
    say(`${file} is not used: this kernel describes its types itself`);
  }
  if (types.from === "nowhere") {
    say(
      [
        "this kernel does not describe its types, and this executable does not know them: only what",
        "needs none of them is watched. Where this very build's vmlinux is, with its debug information:",
        "  pahole -J --btf_encode_detached=vmlinux.btf vmlinux && sonde btf trim vmlinux.btf -o .",
        "and here `--btf FILE` with the result.",
      ].join("\n"),
    );
  }
  return types;
}
