/** The probe's report as tables of a page. */
import type { FeatureAnswer, ProbeReport, SettingAnswer } from "../probe/report.ts";
import { told } from "../probe/told.ts";
import { visible } from "../report/visible.ts";
import type { PageCell, PageTable } from "./page/data.ts";

/** host: "" where there is only one. */
export function probeTables(report: ProbeReport, host: string): PageTable[] {
  const of = host === "" ? "" : ` (${host})`;
  return [
    {
      title: `What the kernel allows${of}`,
      columns: [
        { head: "feature" },
        { head: "answer" },
        { head: "what it is", prose: true },
        { head: "more", prose: true },
      ],
      rows: Object.entries(report.features).map(([name, one]) => featureRow(name, one)),
    },
    {
      title: `Settings${of}`,
      columns: [{ head: "setting" }, { head: "value" }, { head: "note", prose: true }],
      rows: Object.entries(report.settings).map(([name, one]) => settingRow(name, one)),
    },
  ];
}

function featureRow(name: string, one: FeatureAnswer): PageCell[] {
  const isUntried = one.answer === "unknown" && one.tried === false;
  const more = one.answer === "yes" ? visible(one.detail ?? "") : told([one]).join("; ");
  return [visible(name), isUntried ? "not tried" : one.answer, visible(one.title), more];
}

function settingRow(name: string, one: SettingAnswer): PageCell[] {
  if (!("value" in one)) return [visible(name), "unknown", visible(one.reason)];
  return [visible(name), visible(one.value), visible(one.note ?? "")];
}
