/** sonde findings: what is suspicious in recordings, and why. */
import { exitCode, SondeError } from "../lib/error.ts";
import { hasAtLeast } from "../lib/report/findings/findings.ts";
import { findingsData, ruleData } from "../lib/report/findings/findings-json.ts";
import { findingText, rulesTable } from "../lib/report/findings/findings-text.ts";
import { type Looked, lookInto } from "../lib/report/findings/look.ts";
import { type Severity, severities } from "../lib/report/findings/rule.ts";
import { rules } from "../lib/report/findings/rules.ts";
import { jsonText } from "../lib/report/json.ts";
import { plural } from "../lib/report/number.ts";
import { visible } from "../lib/report/visible.ts";
import { print, say, terminal } from "./output.ts";

export interface FindingsFlags {
  readonly json: boolean;
  /** Print what is looked for, and read nothing. */
  readonly rules: boolean;
  /** Less serious ones are left out. */
  readonly least: Severity;
  /** Exit with 1 when there is one as serious. */
  readonly failOn: Severity | undefined;
}

/** Returns the exit code. @throws SondeError */
export function findings(paths: readonly string[], flags: FindingsFlags): number {
  if (flags.rules) {
    print(flags.json ? jsonText(rules.map(ruleData)) : rulesTable(rules, terminal().columns));
    return exitCode.done;
  }
  const looked = paths.map((path) => ({ path, ...lookInto(path) }));
  for (const each of looked) print(flags.json ? json(each, flags) : text(each, flags));
  const damaged = looked.find(({ ending }) => ending.state === "damaged");
  if (damaged !== undefined) {
    throw new SondeError(
      exitCode.badInput,
      `${visible(damaged.path)} is damaged: only what comes before the damage was looked at`,
      `\`sonde verify ${visible(damaged.path)}\` says what holds.`,
    );
  }
  const { failOn } = flags;
  const failed = failOn !== undefined && looked.some(({ found }) => hasAtLeast(found, failOn));
  return failed ? exitCode.checkFailed : exitCode.done;
}

interface Of extends Looked {
  readonly path: string;
}

function atLeast({ found }: Looked, least: Severity): Looked["found"] {
  const from = severities.indexOf(least);
  const wanted = found.findings.filter(({ severity }) => severities.indexOf(severity) >= from);
  return { ...found, findings: wanted };
}

function json(of: Of, { least }: FindingsFlags): string {
  const { path, header, blind } = of;
  const data = findingsData(atLeast(of, least), blind);
  return jsonText({ file: path, host: header.host.hostname, findings: data });
}

function text(of: Of, { least }: FindingsFlags): string {
  const { header, blind, path } = of;
  const { columns, colour } = terminal();
  const offset = BigInt(header.time.wall) - BigInt(header.time.clock);
  const { findings, more } = atLeast(of, least);
  for (const [rule, events] of more) {
    say(`${visible(path)}: ${rule.id}: ${plural(events, "more event")} that are not listed`);
  }
  const points = [...new Set(blind.flatMap(({ missing }) => missing))].join(", ");
  if (blind.length > 0) {
    say(`${visible(path)}: ${plural(blind.length, "rule")} could not look: ${points} not recorded`);
  }
  if (findings.length === 0) return "Nothing suspicious was found.\n";
  return findings.map((each) => findingText(each, { columns, colour, offset })).join("\n");
}
