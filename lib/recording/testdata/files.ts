/** Files that live as long as the test process. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let directory: string | undefined;
let count = 0;

/** Writes the bytes to a new temporary file and returns its path. */
export function temporary(bytes: Uint8Array): string {
  if (directory === undefined) {
    const made = mkdtempSync(join(tmpdir(), "sonde-test-"));
    process.on("exit", () => rmSync(made, { recursive: true, force: true }));
    directory = made;
  }
  const path = join(directory, `${count++}.sonde.cbor`);
  writeFileSync(path, bytes);
  return path;
}
