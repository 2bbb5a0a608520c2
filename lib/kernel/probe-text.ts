/** The probe's report as it is read on a terminal. */
import { styleText } from "node:util";
import Table from "cli-table3";
import { visible } from "../report/visible.ts";
import type { FeatureAnswer, ProbeReport, SettingAnswer } from "./probe-report.ts";

/** width: columns of the terminal. */
export function probeText(report: ProbeReport, width: number, colour: boolean): string {
  const { kernel } = report;
  const host = [
    `Linux ${kernel.kernel} ${kernel.arch}`,
    kernel.distribution,
    kernel.cpus === 1 ? "1 CPU" : `${kernel.cpus} CPUs`,
    `pages of ${kernel.pageSize / 1024} KiB`,
  ];
  const rows = [...featureRows(report, colour), ...settingRows(report)];
  const lines = table(rows, width).split("\n");
  return [
    visible(host.join(", ")),
    visible(kernel.build),
    ...lines.map((line) => line.trimEnd()),
    "",
    "",
  ].join("\n");
}

type Row = readonly [name: string, answer: string, text: string];

function featureRows({ features }: ProbeReport, colour: boolean): Row[] {
  let group = "";
  return Object.entries(features).flatMap(([name, feature]) => {
    const heading: Row[] =
      feature.group === group
        ? []
        : [
            ["", "", ""],
            [feature.group, "", ""],
          ];
    group = feature.group;
    return [...heading, [`  ${name}`, painted(feature.answer, colour), featureText(feature)]];
  });
}

function featureText(feature: FeatureAnswer): string {
  const { title, lost } = feature;
  if (feature.answer === "yes") return feature.detail ? `${title}: ${feature.detail}` : title;
  if (feature.answer === "unknown") return `${title}: ${feature.reason}`;
  const errno = feature.errno ? ` (${feature.errno})` : "";
  return [
    `${title}: ${visible(feature.reason)}${errno}`,
    `lost: ${lost}`,
    ...(feature.remedy ? [`change: ${feature.remedy}`] : []),
  ].join("\n");
}

function settingRows({ settings }: ProbeReport): Row[] {
  const rows = Object.entries(settings).map(([name, setting]): Row => {
    return [`  ${name}`, "", settingText(setting)];
  });
  return [["", "", ""], ["settings", "", ""], ...rows];
}

function settingText(setting: SettingAnswer): string {
  if (!("value" in setting)) return `unknown: ${visible(setting.reason)}`;
  const words = visible(setting.value).replaceAll(",", ", ");
  return setting.note ? `${words}: ${setting.note}` : words;
}

function painted(answer: FeatureAnswer["answer"], colour: boolean): string {
  const colours = { yes: "green", no: "red", unknown: "yellow" } as const;
  return colour ? styleText(colours[answer], answer, { validateStream: false }) : answer;
}

/** Columns without lines, the last one wrapped to the width. */
function table(rows: readonly Row[], width: number): string {
  const first = Math.max(...rows.map(([name]) => name.length)) + 2;
  const second = "unknown".length + 2;
  const none = Object.fromEntries(
    ["top", "bottom", "mid", "left", "right"].flatMap((side) =>
      ["", "-mid", "-left", "-right"].map((part) => [side + part, ""]),
    ),
  );
  const third = Math.max(30, width - first - second);
  // A word longer than its cell would be cut.
  const tooLong = new RegExp(`\\S{${third}}(?=\\S)`, "g");
  const drawn = new Table({
    chars: { ...none, middle: "" },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
    colWidths: [first, second, third],
    wordWrap: true,
  });
  drawn.push(...rows.map(([name, answer, text]) => [name, answer, text.replace(tooLong, "$& ")]));
  return drawn.toString();
}
