/** What a script demands of a kernel: `--require btf,tp_btf,lockdown=none`. */
import { exitCode, SondeError } from "../error.ts";
import type { FeatureAnswer, ProbeReport, SettingAnswer } from "./report.ts";

/**
 * One line for each demand that does not hold; an unknown answer satisfies none.
 * @throws SondeError a name is not in the report, or has a value where it must not
 */
export function unmet(report: ProbeReport, list: string): string[] {
  return list
    .split(",")
    .map((demand) => demand.trim())
    .filter((demand) => demand !== "")
    .flatMap((demand) => objection(report, demand) ?? []);
}

function objection(report: ProbeReport, demand: string): string | undefined {
  const [name = "", ...rest] = demand.split("=");
  const wanted = rest.length > 0 ? rest.join("=") : undefined;
  const feature = own(report.features, name);
  if (feature !== undefined && wanted === undefined) return missing(name, feature);
  const setting = own(report.settings, name);
  if (setting !== undefined && wanted !== undefined) return different(name, setting, wanted);
  throw new SondeError(
    exitCode.usage,
    setting ? `"${name}" needs a value: ${name}=…` : `the probe knows no "${demand}"`,
    `Features: ${Object.keys(report.features).join(", ")}. ` +
      `With =value: ${Object.keys(report.settings).join(", ")}.`,
  );
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function missing(name: string, feature: FeatureAnswer): string | undefined {
  if (feature.answer === "yes") return undefined;
  const errno = feature.answer === "no" && feature.errno ? ` (${feature.errno})` : "";
  return `${name}: ${feature.answer}${errno}: ${feature.reason}`;
}

function different(name: string, setting: SettingAnswer, wanted: string): string | undefined {
  if (!("value" in setting)) return `${name}: unknown: ${setting.reason}`;
  return setting.value === wanted ? undefined : `${name}: is ${setting.value}, not ${wanted}`;
}
