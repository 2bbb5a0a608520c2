/** sonde probe: what this kernel allows, and why not. */
import { exitCode } from "../lib/error.ts";
import { probeKernel } from "../lib/kernel/probe.ts";
import { unmet } from "../lib/probe/requirements.ts";
import { probeText } from "../lib/probe/text.ts";
import { jsonText } from "../lib/report/json.ts";
import { print, say, terminal } from "./output.ts";

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
    print(jsonText(report));
  } else if (require === undefined) {
    const { columns, colour } = terminal();
    print(probeText(report, columns, colour));
  }
  for (const objection of objections) say(`sonde: ${objection}`);
  return objections.length > 0 ? exitCode.checkFailed : exitCode.done;
}
