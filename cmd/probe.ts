/** sonde probe: what this kernel allows, and why not. */
import { exitCode, SondeError } from "../lib/error.ts";
import { probeCarefully } from "../lib/hook/careful-probe.ts";
import { nothing } from "../lib/hook/lacking.ts";
import { features } from "../lib/kernel/probe.ts";
import { settings } from "../lib/kernel/settings.ts";
import { findTypes } from "../lib/kernel/type-source.ts";
import { isPointName, pointNames } from "../lib/points.ts";
import { longProbeText } from "../lib/probe/long-text.ts";
import { nagios, nagiosLine, nagiosState } from "../lib/probe/nagios.ts";
import schema from "../lib/probe/probe.schema.json" with { type: "json" };
import { prometheus } from "../lib/probe/prometheus.ts";
import { type Demand, type Known, parseDemands, unmet } from "../lib/probe/requirements.ts";
import type { StoredProbe } from "../lib/probe/source.ts";
import { probeText } from "../lib/probe/text.ts";
import { jsonText } from "../lib/report/json.ts";
import { visible } from "../lib/report/visible.ts";
import { usage } from "./arguments.ts";
import { print, say, sayCrashes, sayHeld, terminal } from "./output.ts";
import { rewindable } from "./rewindable.ts";

export interface ProbeFlags {
  readonly json: boolean;
  readonly jsonSchema: boolean;
  /** Comma-separated names, settings and points with =value. */
  readonly require: string | undefined;
  readonly format: string | undefined;
  /** A recording or a report, instead of this kernel. */
  readonly from: string | undefined;
  /** BTF for a kernel without. */
  readonly btf: string | undefined;
  readonly quick: boolean;
  readonly all: boolean;
}

const formats = ["text", "json", "prometheus", "nagios"] as const;
type Format = (typeof formats)[number];

/** Returns the exit code: what was required and does not hold is told. @throws SondeError */
export async function probe(flags: ProbeFlags): Promise<number> {
  if (flags.jsonSchema) {
    print(jsonText(schema));
    return exitCode.done;
  }
  const format = formatOf(flags);
  if (format !== "nagios") return await report(flags, format);
  try {
    return await report(flags, format);
  } catch (error) {
    if (!(error instanceof SondeError)) throw error;
    print(`${nagiosLine("UNKNOWN", error.message)}\n`);
    return nagiosState.unknown;
  }
}

function formatOf({ format, json }: ProbeFlags): Format {
  const word = format ?? (json ? "json" : "text");
  const known = formats.find((one) => one === word);
  if (known === undefined) {
    throw usage(`there is no format "${visible(word)}"`, `There are ${formats.join(", ")}.`);
  }
  if (json && known !== "json") throw usage("--json and --format exclude each other", "Give one.");
  return known;
}

async function report(flags: ProbeFlags, format: Format): Promise<number> {
  const { from, require, quick, all } = flags;
  if (from !== undefined && quick) throw usage("--quick asks a kernel, --from a file", "Give one.");
  const stored = from === undefined ? undefined : await read(from);
  const demands = require === undefined ? undefined : parseDemands(require, known(stored));
  const { report: found, plan } = stored ?? (await asked(flags, demands ?? []));
  const objections = demands && unmet(demands, found, plan ?? []);
  if (format === "nagios") {
    const { line, code } = nagios(found, objections);
    print(`${line}\n`);
    return code;
  }
  if (format === "json") print(jsonText(found));
  else if (format === "prometheus") print(prometheus(found, objections));
  else if (objections === undefined) {
    const { columns, colour } = terminal();
    print((all ? longProbeText : probeText)(found, columns, colour));
  }
  for (const objection of objections ?? []) say(`sonde: ${objection}`);
  return objections?.length ? exitCode.checkFailed : exitCode.done;
}

async function read(path: string): Promise<StoredProbe> {
  const { readProbe } = await import("../lib/probe/source.ts");
  return readProbe(rewindable(path));
}

/** What this kernel answers, and the plan for those points that are demanded. */
async function asked(flags: ProbeFlags, demands: readonly Demand[]): Promise<StoredProbe> {
  const { quick, all, btf } = flags;
  const types = findTypes(btf);
  const report = await probeCarefully({ quick, all, types }, sayCrashes);
  const points = demands.flatMap(({ kind, name }) => {
    return kind === "point" && isPointName(name) ? [name] : [];
  });
  if (points.length === 0) return { report, plan: undefined };
  const { makePlan } = await import("../lib/hook/plan.ts");
  const options = { points, types, lacking: nothing, forced: new Map(), selfTest: true };
  return { report, plan: makePlan(options, sayHeld) };
}

/** What can be demanded: of this kernel, or of what is stored. */
function known(stored: StoredProbe | undefined): Known {
  return stored === undefined
    ? {
        features: features.map(({ id }) => id),
        settings: settings.map(({ id }) => id),
        points: pointNames,
      }
    : {
        features: Object.keys(stored.report.features),
        settings: Object.keys(stored.report.settings),
        points: stored.plan?.map(({ point }) => point) ?? [],
      };
}
