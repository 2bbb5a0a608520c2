/** All that a probe found, one entry for each question. */
import { visible } from "../report/visible.ts";
import { wrap } from "../report/wrap.ts";
import { errnoText } from "./answer.ts";
import { type Mark, marked } from "./marked.ts";
import type { FeatureAnswer, ProbeReport } from "./report.ts";
import { grouped, head, setting } from "./text.ts";

/** width: columns of the terminal. */
export function longProbeText(report: ProbeReport, width: number, colour: boolean): string {
  const lines = (mark: Mark, ...texts: string[]) => marked(mark, texts, width, colour);
  const groups = Map.groupBy(Object.entries(report.features), ([, { group }]) => group);
  const types = (title: string, answers: ProbeReport["mapTypes"]) => [
    `\n${title}\n`,
    lines("yes", names(Object.entries(answers ?? {}))),
    ...grouped(Object.entries(answers ?? {})).map(({ mark, texts }) => lines(mark, ...texts)),
  ];
  return [
    ...head(report, width),
    ...groups
      .entries()
      .flatMap(([group, members]) => [
        `\n${visible(group)}\n`,
        ...members.map(([name, answer]) => lines(markOf(answer), ...featureTexts(name, answer))),
      ]),
    "\nsettings\n",
    ...Object.entries(report.settings).map((one) => setting(one, report, width)),
    ...(report.programTypes ? types("types of programs", report.programTypes) : []),
    ...(report.mapTypes ? types("types of maps", report.mapTypes) : []),
    ...helperTexts(report, width),
    ...overridable(report, width),
    ...config(report, width),
  ].join("");
}

const list = (texts: readonly string[]): string => texts.map((text) => visible(text)).join(", ");

const names = (answers: readonly (readonly [string, { readonly answer: string }])[]): string =>
  list(answers.flatMap(([name, { answer }]) => (answer === "yes" ? [name] : [])));

function markOf(answer: FeatureAnswer): Mark {
  return answer.answer === "unknown" && answer.tried === false ? "untried" : answer.answer;
}

function featureTexts(name: string, answer: FeatureAnswer): string[] {
  const title = `${visible(name)}: ${visible(answer.title)}`;
  if (answer.answer === "yes") {
    return [answer.detail === undefined ? title : `${title}: ${visible(answer.detail)}`];
  }
  if (answer.answer === "unknown") return [title, visible(answer.reason)];
  return [
    title,
    visible(`${answer.reason} (${errnoText(answer)})`),
    `lost: ${visible(answer.lost)}`,
    `change: ${visible(answer.remedy)}`,
  ];
}

/** So many that the reason alone says enough. */
const manyHelpers = 20;

function helperTexts({ helpers }: ProbeReport, width: number): string[] {
  const which = (names: readonly string[]): string =>
    names.length > manyHelpers ? `${names.length} others` : list(names);
  return Object.entries(helpers).map(([type, { yes, no, unknown }]) => {
    const lines = [
      ...(yes.length === 0 ? [] : [list(yes)]),
      ...no.flatMap(({ helpers, reason, errno, lost, remedy }) => [
        `not ${which(helpers)}: ${visible(reason)} (${visible(errno)})`,
        `lost: ${visible(lost)}; change: ${visible(remedy)}`,
      ]),
      ...unknown.map(({ helpers, reason }) => `unknown: ${which(helpers)}: ${visible(reason)}`),
    ];
    const texts = lines.map((line) => wrap(line, width, "  ", "    "));
    return `\nhelpers of ${visible(type)}\n${texts.join("")}`;
  });
}

function overridable({ overridable: functions }: ProbeReport, width: number): string[] {
  if (functions === undefined) return [];
  const text = functions === null ? "unknown: debugfs does not tell" : list(functions) || "none";
  return ["\nfunctions that may be overridden\n", wrap(text, width, "  ", "  ")];
}

function config({ kernel }: ProbeReport, width: number): string[] {
  if (kernel.config === null) return [];
  const options = Object.entries(kernel.config.options).map(([name, set]) => `${name}=${set}`);
  return [
    "\nconfiguration\n",
    wrap(options.map((one) => visible(one)).join(" "), width, "  ", "  "),
  ];
}
