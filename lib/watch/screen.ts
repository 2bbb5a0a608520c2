/** One picture of what happens, for a terminal of any size. */
import { executed } from "../report/command-line.ts";
import { actorAndSubject } from "../report/findings/findings-text.ts";
import type { Severity } from "../report/findings/rule.ts";
import { countText, rateText } from "../report/number.ts";
import { cut } from "../report/table.ts";
import { durationText } from "../report/time.ts";
import { visible } from "../report/visible.ts";
import type { Activity } from "./activity.ts";
import { clockText } from "./columns.ts";

export interface ScreenLayout {
  readonly rows: number;
  readonly columns: number;
  readonly colour: boolean;
}

export interface Titles {
  readonly host: string;
  /** ns since the beginning. */
  readonly elapsed: number;
  /** What is not watched, for the last line. */
  readonly notWatched: number;
}

const bars = "▁▂▃▄▅▆▇█";
/** Narrower terminals are spared the totals. */
const leastForTotals = 60;
/** Head and the titles of the three parts, with a line above each. */
const frame = 7;
const severityColours: { readonly [severity in Severity]: string } = {
  critical: "1;31",
  high: "31",
  medium: "33",
  low: "2",
};

/** As many lines as there are rows, or fewer; none is wider than the terminal. */
export function screenLines(activity: Activity, titles: Titles, layout: ScreenLayout): string[] {
  const paint = (text: string, parameters: string) =>
    layout.colour ? `\x1b[${parameters}m${text}\x1b[0m` : text;
  const fit = (text: string) => cut(text, Math.max(layout.columns, 1), "end");
  const room = Math.max(layout.rows - frame, 0);
  const isWide = layout.columns >= leastForTotals;
  const pointRows = points(activity, isWide);
  const processRows = processes(activity, isWide);
  const findingRows = findings(activity);
  // Findings first: they are what one must not miss.
  const forFindings = Math.min(findingRows.length, Math.max(Math.floor(room / 3), 1));
  const forPoints = Math.min(pointRows.length, Math.ceil((room - forFindings) / 2));
  const forProcesses = Math.max(room - forFindings - forPoints, 0);
  const lines = [
    fit(head(activity, titles)),
    "",
    paint(fit(pointRow("point", "/s", isWide ? "total" : null, "last 30 s")), "1"),
    ...pointRows.slice(0, forPoints).map(fit),
    "",
    paint(fit(processRow("pid", "/s", isWide ? "events" : null, "program")), "1"),
    ...processRows.slice(0, forProcesses).map(fit),
    "",
    paint(fit(`findings: ${countText(activity.foundInAll)}`), "1"),
    ...findingRows
      .slice(0, forFindings)
      .map(({ severity, text }) => paint(fit(text), severityColours[severity])),
  ];
  return lines.slice(0, layout.rows);
}

function head(activity: Activity, { host, elapsed, notWatched }: Titles): string {
  const rate = [...activity.points.values()].reduce(
    (sum, { seconds }) => sum + (seconds.at(-1) ?? 0),
    0,
  );
  const parts = [
    visible(host),
    durationText(elapsed),
    `${countText(rate)} events/s`,
    `${countText(activity.total)} events`,
    `${countText(activity.totalLost)} lost`,
    ...(notWatched > 0 ? [`${notWatched} points not watched`] : []),
    ...(activity.lastIncident === null ? [] : [visible(activity.lastIncident)]),
  ];
  return parts.join("  ");
}

/** total: null leaves it out. */
function pointRow(point: string, rate: string, total: string | null, bars: string): string {
  return total === null
    ? `${cut(point, 19, "middle").padEnd(19)} ${rate.padStart(8)}  ${bars}`
    : `${point.padEnd(26)} ${rate.padStart(8)} ${total.padStart(11)}  ${bars}`;
}

/** events: null leaves them out. */
function processRow(pid: string, rate: string, events: string | null, program: string): string {
  return events === null
    ? `${pid.padStart(8)} ${rate.padStart(8)}  ${program}`
    : `${pid.padStart(10)} ${rate.padStart(9)} ${events.padStart(11)}  ${program}`;
}

function points(activity: Activity, isWide: boolean): string[] {
  const known = [...activity.points.values()];
  const recent = (seconds: readonly number[]) => seconds.reduce((sum, each) => sum + each, 0);
  known.sort((a, b) => recent(b.seconds) - recent(a.seconds) || b.total - a.total);
  return known.map(({ point, total, lost, seconds }) => {
    const loss = lost > 0 ? `  ${countText(lost)} lost` : "";
    const rate = countText(seconds.at(-1) ?? 0);
    return pointRow(point, rate, isWide ? countText(total) : null, sparkline(seconds) + loss);
  });
}

/** Each bar as high as the part of the largest. */
export function sparkline(values: readonly number[]): string {
  const largest = Math.max(...values, 1);
  return values
    .map((value) => {
      if (value === 0) return " ";
      return bars[Math.min(Math.floor((value / largest) * bars.length), bars.length - 1)] ?? "";
    })
    .join("");
}

function processes(activity: Activity, isWide: boolean): string[] {
  const known = [...activity.processes.values()];
  known.sort((a, b) => b.rate - a.rate || b.total - a.total);
  return known.map(({ process, rate, total }) => {
    const { pid, program, comm } = process;
    const name =
      program?.path == null ? visible(comm ?? "?") : executed(program.path, program.argv);
    return processRow(String(pid), rateText(rate), isWide ? countText(total) : null, name);
  });
}

function findings(activity: Activity): { severity: Severity; text: string }[] {
  return activity.findings().map(({ newest, count }) => {
    const { severity, rule, process, subject, first } = newest;
    const time = clockText(BigInt(first), activity.offset).slice(0, 8);
    const times = count > 1 ? ` (${countText(count)} different)` : "";
    return {
      severity,
      text: `${time} ${severity.padEnd(9)}${rule.title}${times}  ${actorAndSubject(process, subject)}`,
    };
  });
}
