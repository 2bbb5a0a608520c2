/** The BPF object in the executable, as bytes. */
import { readFileSync } from "node:fs";
import objectPath from "#embed/sonde.bpf.o" with { type: "file" };

export function objectBytes(): Uint8Array {
  return readFileSync(objectPath);
}
