import { readFileSync } from "node:fs";
import licenses from "#embed/licenses.txt" with { type: "file" };
import { print } from "./output.ts";

/** The licences of everything in the executable. */
export function printLicenses(): void {
  print(readFileSync(licenses, "utf8"));
}
