import { exitCode } from "../lib/error.ts";
import { probeCarefully } from "../lib/hook/careful-probe.ts";
import { nothing } from "../lib/hook/lacking.ts";
import { probeText } from "../lib/probe/text.ts";
import { everything, inFull } from "../lib/report/choice.ts";
import { hasAtLeast } from "../lib/report/findings/findings.ts";
import type { Severity } from "../lib/report/findings/rule.ts";
import { jsonText } from "../lib/report/json.ts";
import { summarize } from "../lib/report/summary.ts";
import { summaryJson } from "../lib/report/summary-json.ts";
import { summaryText } from "../lib/report/summary-text.ts";
import { duration, pointList } from "./arguments.ts";
import { kernelTypes } from "./kernel-types.ts";
import { print, sayCrashes, terminal } from "./output.ts";
import { recordAndOpen } from "./recording.ts";

export interface AuditFlags {
  readonly for: string | undefined;
  readonly output: string | undefined;
  readonly events: string | undefined;
  readonly unix: boolean;
  readonly force: boolean;
  readonly redact: boolean;
  readonly allCreds: boolean;
  readonly forceExit: boolean;
  readonly selfTest: boolean;
  /** Exit with 1 when there is a finding as serious. */
  readonly failOn: Severity | undefined;
  /** BTF for a kernel without. */
  readonly btf: string | undefined;
  readonly json: boolean;
}

/** Rows of the tree of processes. */
const treeRows = 40;

/** The one-shot audit: what the kernel allows, a recording, its summary. @throws SondeError */
export async function audit(flags: AuditFlags): Promise<number> {
  const time = duration(flags.for ?? "30s");
  const points = pointList(flags.events);
  const types = kernelTypes(flags.btf);
  const probe = await probeCarefully({ quick: false, all: false, types }, sayCrashes);
  const { columns, colour } = terminal();
  if (!flags.json) print(`${probeText(probe, columns, colour)}\n`);
  const target = { path: flags.output, force: flags.force, time, forceExit: flags.forceExit };
  const options = {
    points,
    forced: new Map(),
    command: null,
    rules: [],
    redact: flags.redact,
    allCreds: flags.allCreds,
    compress: false,
    buffer: undefined,
    transport: undefined,
    selfTest: flags.selfTest,
    types,
    lacking: nothing,
    unixSockets: flags.unix,
    probe,
  };
  const { path, fd } = await recordAndOpen(target, options);
  const summary = summarize(path, flags.json ? inFull : everything, fd);
  if (flags.json) print(`{"probe":${jsonText(probe)},"summary":${summaryJson(summary)}}\n`);
  else print(`\n${summaryText(summary, { columns, colour, treeRows })}`);
  const { failOn } = flags;
  const failed = failOn !== undefined && hasAtLeast(summary.findings, failOn);
  return failed ? exitCode.checkFailed : exitCode.done;
}
