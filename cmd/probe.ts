/** sonde probe: what this kernel allows, and why not. */
import { exitCode } from "../lib/error.ts";
import { probeKernel } from "../lib/kernel/probe.ts";
import { probeText } from "../lib/kernel/probe-text.ts";
import { unmet } from "../lib/kernel/requirements.ts";
import { jsonText } from "../lib/report/json.ts";

export interface ProbeOptions {
  readonly json: boolean;
  /** Comma-separated names, settings with =value. */
  readonly require: string | undefined;
}

/** Returns the exit code: what was required and does not hold is told on stderr. @throws SondeError */
export async function probe({ json, require }: ProbeOptions): Promise<number> {
  const report = await probeKernel();
  const objections = require === undefined ? [] : unmet(report, require);
  if (json) {
    process.stdout.write(jsonText(report));
  } else if (require === undefined) {
    const { isTTY, columns = 100 } = process.stdout;
    process.stdout.write(probeText(report, columns, isTTY && !process.env.NO_COLOR));
  }
  for (const objection of objections) console.error(`sonde: ${objection}`);
  return objections.length > 0 ? exitCode.checkFailed : exitCode.done;
}
