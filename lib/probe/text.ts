/**
 * The probe's report as it is read on a terminal: what is possible by name, and what is not with
 * everything that is known about it, told once for all that have it in common.
 */
import { visible } from "../report/visible.ts";
import { wrap } from "../report/wrap.ts";
import type { Finding } from "./answer.ts";
import { helperTexts } from "./helper-text.ts";
import { type Mark, marked } from "./marked.ts";

import type { ProbeReport, SettingAnswer } from "./report.ts";
import { type Named, type Told, told } from "./told.ts";

/** width: columns of the terminal. */
export function probeText(report: ProbeReport, width: number, colour: boolean): string {
  const lines = (mark: Mark, ...texts: string[]) => marked(mark, texts, width, colour);
  const groups = Map.groupBy(Object.entries(report.features), ([, { group }]) => group);
  return [
    ...head(report, width),
    ...groups
      .entries()
      .flatMap(([group, members]) => [
        `\n${group}\n`,
        lines("yes", positives(members)),
        ...grouped(members).map(({ mark, texts }) => lines(mark, ...texts)),
      ]),
    "\nhelpers\n",
    ...helperTexts(report.helpers).map(({ mark, texts }) => lines(mark, ...texts)),
    "\nsettings\n",
    ...Object.entries(report.settings).map((one) => setting(one, report, width)),
  ].join("");
}

/** What the machine is. */
export function head({ kernel, quick }: ProbeReport, width: number): string[] {
  const facts = [
    `Linux ${kernel.kernel} ${kernel.arch}`,
    kernel.distribution,
    kernel.cpus === 1 ? "1 CPU" : `${kernel.cpus} CPUs`,
    `pages of ${kernel.pageSize / 1024} KiB`,
  ];
  const boot = kernel.bootParameters.join(" ");
  const lines = [
    facts.join(", "),
    kernel.build,
    ...(boot === "" ? [] : [`booted with ${boot}`]),
    kernel.config === null
      ? "its configuration cannot be read"
      : `configuration in ${kernel.config.source}`,
    ...(quick ? ["quick: nothing was attached that patches code"] : []),
  ];
  return lines.map((line) => wrap(visible(line), width, "", ""));
}

/** "btf (5 MiB), ringbuf" */
function positives(members: readonly Named[]): string {
  return members
    .flatMap(([name, answer]) => {
      if (answer.answer !== "yes") return [];
      return answer.detail === undefined ? [name] : [`${name} (${visible(answer.detail)})`];
    })
    .join(", ");
}

/** Those that are not yes, by what they have in common. */
export function grouped(members: readonly Named[]): Told[] {
  const others = members.filter(([, { answer }]) => answer !== "yes");
  const alike = Map.groupBy(others, ([, one]) =>
    one.answer === "no"
      ? JSON.stringify([one.errno, one.reason, one.remedy])
      : JSON.stringify(one.answer === "unknown" && one.reason),
  );
  return [...alike.values()].map((all) => ({
    mark: markOf(all[0]?.[1]),
    texts: [`${all.map(([name]) => name).join(", ")}:`, ...told(all.map(([, one]) => one))],
  }));
}

function markOf(one: Finding | undefined): Mark {
  if (one?.answer === "unknown") return one.tried === false ? "untried" : "unknown";
  return one?.answer ?? "unknown";
}

const namesWidth = (report: ProbeReport): number =>
  Math.max(...Object.keys(report.settings).map((name) => name.length)) + 4;

/** Narrow terminals have the value below the name. */
const narrow = 60;

export function setting(
  [name, found]: readonly [string, SettingAnswer],
  report: ProbeReport,
  width: number,
): string {
  const text = settingLine(found);
  if (width < narrow) {
    return wrap(`${visible(name)}: ${text}`, width, "  ", "    ");
  }
  const begin = `  ${visible(name)}`.padEnd(namesWidth(report));
  return wrap(text, width, begin, " ".repeat(namesWidth(report)));
}

function settingLine(found: SettingAnswer): string {
  if (!("value" in found)) return `unknown: ${visible(found.reason)}`;
  const words = visible(found.value).replaceAll(",", ", ");
  return found.note === undefined ? words : `${words}: ${visible(found.note)}`;
}
