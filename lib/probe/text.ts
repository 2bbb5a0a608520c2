/** The probe's report as it is read on a terminal. */
import { styleText } from "node:util";
import { visible } from "../report/visible.ts";
import { wrap } from "../report/wrap.ts";
import type { FeatureAnswer, ProbeReport, SettingAnswer } from "./report.ts";

/** width: columns of the terminal. */
export function probeText(report: ProbeReport, width: number, colour: boolean): string {
  const { kernel, features, settings } = report;
  const host = [
    `Linux ${kernel.kernel} ${kernel.arch}`,
    kernel.distribution,
    kernel.cpus === 1 ? "1 CPU" : `${kernel.cpus} CPUs`,
    `pages of ${kernel.pageSize / 1024} KiB`,
  ];
  const names = [...Object.keys(features), ...Object.keys(settings)];
  const rows: Rows = {
    width,
    nameWidth: Math.max(...names.map((name) => name.length)) + 4,
    colour,
  };
  return [
    wrap(visible(host.join(", ")), width, "", ""),
    wrap(visible(kernel.build), width, "", ""),
    ...Map.groupBy(Object.entries(features), ([, { group }]) => group)
      .entries()
      .map(
        ([group, members]) => `\n${group}\n${members.map((one) => feature(one, rows)).join("")}`,
      ),
    "\nsettings\n",
    ...Object.entries(settings).map((one) => setting(one, rows)),
  ].join("");
}

interface Rows {
  readonly width: number;
  /** Of the first column. */
  readonly nameWidth: number;
  readonly colour: boolean;
}

const answerWidth = "unknown".length + 2;

function feature([name, answer]: readonly [string, FeatureAnswer], rows: Rows): string {
  const begin = `  ${name}`.padEnd(rows.nameWidth) + painted(answer.answer, rows.colour);
  const indent = " ".repeat(rows.nameWidth + answerWidth);
  const [first = "", ...more] = featureLines(answer);
  return [
    wrap(first, rows.width, begin, indent),
    ...more.map((line) => wrap(line, rows.width, indent, indent)),
  ].join("");
}

function featureLines(answer: FeatureAnswer): string[] {
  const { title, lost } = answer;
  if (answer.answer === "yes") return [answer.detail ? `${title}: ${answer.detail}` : title];
  const reason = `${title}: ${visible(answer.reason)}`;
  if (answer.answer === "unknown") return [reason];
  return [
    answer.errno ? `${reason} (${answer.errno})` : reason,
    `lost: ${lost}`,
    ...(answer.remedy ? [`change: ${visible(answer.remedy)}`] : []),
  ];
}

function painted(answer: FeatureAnswer["answer"], colour: boolean): string {
  const colours = { yes: "green", no: "red", unknown: "yellow" } as const;
  const shown = colour ? styleText(colours[answer], answer, { validateStream: false }) : answer;
  return shown + " ".repeat(answerWidth - answer.length);
}

function setting([name, found]: readonly [string, SettingAnswer], rows: Rows): string {
  const indent = " ".repeat(rows.nameWidth);
  return wrap(settingLine(found), rows.width, `  ${name}`.padEnd(rows.nameWidth), indent);
}

function settingLine(found: SettingAnswer): string {
  if (!("value" in found)) return `unknown: ${visible(found.reason)}`;
  const words = visible(found.value).replaceAll(",", ", ");
  return found.note ? `${words}: ${found.note}` : words;
}
