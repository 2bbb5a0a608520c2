/** What `sonde verify` says. */
import type { Verification } from "../recording/verify.ts";
import { visible } from "./visible.ts";

const words = new Map([
  [true, "ok     "],
  [false, "FAILED "],
  [null, "unknown"],
]);

/** A line for the file, one for each check, and the hash that the recorder printed. */
export function verificationText(verification: Verification): string {
  const { path, holds, checks, sha256 } = verification;
  const verdict = holds ? "whole and unchanged" : "NOT whole and unchanged";
  return [
    `${visible(path)}: ${verdict}`,
    ...checks.map(
      (check) => `  ${words.get(check.holds)}  ${check.name.padEnd(9)} ${visible(check.detail)}`,
    ),
    ...(sha256 === null ? [] : [`  sha256   ${sha256}`]),
    "",
  ].join("\n");
}
