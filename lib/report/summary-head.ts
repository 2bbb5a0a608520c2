/** The beginning of a summary: what, where, when, how it ended. */
import { commandLine } from "./command-line.ts";
import { countText, plural, sizeText } from "./number.ts";
import { signalName } from "./signals.ts";
import type { Summary } from "./summary-data.ts";
import { durationText } from "./time.ts";
import { visible } from "./visible.ts";
import { wrap } from "./wrap.ts";

const nameColumns = 11;

/** A line for each, broken where it is longer than the terminal is wide. */
export function head(summary: Summary, columns: number): string {
  return headFacts(summary)
    .map(([name, text]) => wrap(text, columns, name.padEnd(nameColumns), " ".repeat(nameColumns)))
    .join("");
}

/** The same as names and texts, fit to be printed. */
export function headFacts(summary: Summary): (readonly [string, string])[] {
  const { host, begin, seconds, filter, processes } = summary;
  return [
    ["Recording", `${visible(summary.path)}, ${fileText(summary)}`],
    [
      "Host",
      `${visible(host.hostname)}, ${visible(host.distribution)}, ${plural(host.cpus, "CPU")}`,
    ],
    ["Kernel", `${visible(host.kernel)} ${visible(host.arch)}`],
    ["Time", `${begin ?? "unknown"}${seconds === null ? "" : `, ${durationText(seconds * 1e9)}`}`],
    ...(filter.command === null ? [] : [["Command", commandLine(filter.command)] as const]),
    ["Ended", endText(summary)],
    ["Events", eventsText(summary)],
    [
      "Processes",
      `${countText(processes.running)} at the beginning, ${countText(processes.started)} started`,
    ],
  ];
}

function fileText({ ending }: Summary): string {
  const { state, at } = ending;
  return state === "complete"
    ? `${sizeText(at)}, complete`
    : `${state.toUpperCase()} at byte ${at}`;
}

function eventsText({ events, chosen, lost }: Summary): string {
  const told = chosen === events ? "" : `, ${countText(chosen)} of them below`;
  return `${countText(events)} recorded, ${countText(lost)} lost${told}`;
}

const reasonWords: ReadonlyMap<string, string> = new Map([
  ["time", "after the time that was asked for"],
  ["command", "with the command"],
  ["SIGINT", "interrupted"],
]);

function endText({ reason, command }: Summary): string {
  if (reason === null) return "not known: the file has no end";
  const words = reasonWords.get(reason) ?? visible(reason);
  if (command === null || (command.code === null && command.signal === null)) return words;
  const { code, signal } = command;
  return `${words}, ${signal === null ? `exit ${code}` : signalName(signal)}`;
}
