/** What a script demands of a kernel: `--require btf,lockdown=none,process.exec=verified`. */
import { exitCode, SondeError } from "../error.ts";
import type { PlannedPoint } from "../recording/format.ts";
import { visible } from "../report/visible.ts";
import { errnoText } from "./answer.ts";
import type { FeatureAnswer, ProbeReport, SettingAnswer } from "./report.ts";

/** Names that can be demanded. */
export interface Known {
  readonly features: readonly string[];
  readonly settings: readonly string[];
  readonly points: readonly string[];
}

export interface Demand {
  readonly kind: "feature" | "setting" | "point";
  readonly name: string;
  /** What a setting must be, and how a point must be watched. */
  readonly wanted: string;
}

/** What a point can be demanded to be, and the states that will do. */
const enough: Readonly<Record<string, readonly PlannedPoint["state"][]>> = {
  verified: ["verified"],
  attached: ["verified", "unverified", "attached"],
};

/**
 * The demands of a list, before anything is asked.
 * @throws SondeError a name is not known, or has a value where it must not
 */
export function parseDemands(list: string, known: Known): Demand[] {
  const demands = list
    .split(",")
    .map((demand) => demand.trim())
    .filter((demand) => demand !== "")
    .map((demand) => parseOne(demand, known));
  if (demands.length > 0) return demands;
  throw wrong("--require has an empty list", namesOf(known));
}

function parseOne(demand: string, known: Known): Demand {
  const at = demand.indexOf("=");
  const name = at < 0 ? demand : demand.slice(0, at);
  const wanted = at < 0 ? "" : demand.slice(at + 1);
  if (known.features.includes(name)) {
    if (at < 0) return { kind: "feature", name, wanted };
    throw wrong(`"${name}" is a yes or a no, and takes no value`, `Write only ${name}.`);
  }
  const kind = known.settings.includes(name)
    ? "setting"
    : known.points.includes(name)
      ? "point"
      : undefined;
  if (kind === undefined) throw wrong(`the probe knows no "${visible(name)}"`, namesOf(known));
  const states = kind === "point" ? Object.keys(enough) : undefined;
  if (wanted === "" || (states !== undefined && !states.includes(wanted))) {
    throw wrong(
      wanted === "" ? `"${name}" needs a value` : `${name} cannot be "${visible(wanted)}"`,
      states === undefined
        ? `\`sonde probe\` prints what it is: ${name}=…`
        : `Write ${states.map((state) => `${name}=${state}`).join(" or ")}.`,
    );
  }
  return { kind, name, wanted };
}

const wrong = (message: string, hint: string): SondeError =>
  new SondeError(exitCode.usage, message, hint);

function namesOf({ features, settings, points }: Known): string {
  return [
    `There are ${features.join(", ")};`,
    `with =value ${settings.join(", ")};`,
    `with =${Object.keys(enough).join(" or =")} ${points.join(", ") || "nothing"}.`,
  ].join("\n  ");
}

/** One line for each demand that does not hold; an unknown answer satisfies none. */
export function unmet(
  demands: readonly Demand[],
  report: ProbeReport,
  plan: readonly PlannedPoint[],
): string[] {
  return demands.flatMap(({ kind, name, wanted }) => {
    if (kind === "feature") return missing(name, own(report.features, name)) ?? [];
    if (kind === "setting") return different(name, own(report.settings, name), wanted) ?? [];
    const planned = plan.find(({ point }) => point === name);
    return unwatched(name, planned, wanted) ?? [];
  });
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function missing(name: string, feature: FeatureAnswer | undefined): string | undefined {
  if (feature === undefined) return `${name}: was not asked for`;
  if (feature.answer === "yes") return undefined;
  const errno = feature.answer === "no" ? ` (${errnoText(feature)})` : "";
  return visible(`${name}: ${feature.answer}${errno}: ${feature.reason}`);
}

function different(
  name: string,
  setting: SettingAnswer | undefined,
  wanted: string,
): string | undefined {
  if (setting === undefined) return `${name}: was not asked for`;
  if (!("value" in setting)) return visible(`${name}: unknown: ${setting.reason}`);
  return setting.value === wanted
    ? undefined
    : visible(`${name}: is ${setting.value}, not ${wanted}`);
}

function unwatched(
  name: string,
  planned: PlannedPoint | undefined,
  wanted: string,
): string | undefined {
  if (planned === undefined) return `${name}: was not planned`;
  if (enough[wanted]?.includes(planned.state)) return undefined;
  const alike = Map.groupBy(planned.rejected, ({ reason }) => reason);
  const why = [...alike]
    .map(([reason, some]) => `${some.map(({ flavour }) => flavour).join(", ")}: ${reason}`)
    .join("; ");
  return visible(`${name}: is ${planned.state}, not ${wanted}${why === "" ? "" : ` (${why})`}`);
}
