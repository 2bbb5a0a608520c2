/** One line for Nagios, Icinga and their like; nagios-plugins.org/doc/guidelines.html. */
import { visible } from "../report/visible.ts";
import type { FeatureAnswer, ProbeReport } from "./report.ts";

/** The states of that convention are its exit codes. */
export const nagiosState = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const;

export interface NagiosResult {
  /** Without a line break. */
  readonly line: string;
  readonly code: (typeof nagiosState)[keyof typeof nagiosState];
}

/** Without these nothing can be recorded. */
const needed = ["btf", "ringbuf", "raw_tp", "syscalls"];

/**
 * unmet: demands that do not hold, one line each, which are critical; undefined: none were made, so
 * that what recording needs is looked at.
 */
export function nagios(report: ProbeReport, unmet: readonly string[] | undefined): NagiosResult {
  const figures = figuresOf(Object.values(report.features));
  const answer = (state: keyof typeof nagiosState, text: string): NagiosResult => ({
    line: `${nagiosLine(state.toUpperCase(), text)} | ${figures}`,
    code: nagiosState[state],
  });
  if (unmet !== undefined) {
    return unmet.length > 0
      ? answer("critical", unmet.join("; "))
      : answer("ok", "all that is required holds");
  }
  const missing = needed.flatMap((name) => {
    const found = report.features[name];
    return found === undefined || found.answer === "yes" ? [] : [{ name, ...found }];
  });
  const text = missing.map(({ name, reason }) => `${name}: ${visible(reason)}`).join("; ");
  if (missing.some(({ answer }) => answer === "no")) return answer("critical", text);
  return missing.length > 0 ? answer("unknown", text) : answer("ok", "this kernel can be audited");
}

function figuresOf(features: readonly FeatureAnswer[]): string {
  const count = (word: FeatureAnswer["answer"]) =>
    features.filter(({ answer }) => answer === word).length;
  return `yes=${count("yes")} no=${count("no")} unknown=${count("unknown")}`;
}

/** A bar divides the text from the figures, so that none may be in the text. */
export const nagiosLine = (state: string, text: string): string =>
  `SONDE ${state} - ${text.replaceAll("|", "/").replaceAll("\n", " ")}`;
