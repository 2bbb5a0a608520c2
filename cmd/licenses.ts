import { readFileSync } from "node:fs";
import licenses from "#embed/licenses.txt" with { type: "file" };

/** The licences of everything in the executable. */
export function printLicenses(): void {
  process.stdout.write(readFileSync(licenses));
}
