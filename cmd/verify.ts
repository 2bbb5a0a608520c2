import { exitCode } from "../lib/error.ts";
import { verify as check } from "../lib/recording/verify.ts";
import { jsonText } from "../lib/report/json.ts";
import { verificationText } from "../lib/report/verification.ts";
import { print } from "./output.ts";

/** Checks one recording. Returns the exit code: 1 when something does not hold. @throws SondeError */
export function verify(path: string, options: { readonly json: boolean }): number {
  const verification = check(path);
  print(options.json ? jsonText(verification) : verificationText(verification));
  return verification.holds ? exitCode.done : exitCode.checkFailed;
}
