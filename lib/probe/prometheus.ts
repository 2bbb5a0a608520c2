/**
 * The text format of Prometheus, for the textfile collector of node_exporter:
 * prometheus.io/docs/instrumenting/exposition_formats.
 */
import { visible } from "../report/visible.ts";
import type { ProbeReport } from "./report.ts";

/** A label's value: what is not printable has been made visible before. */
const quoted = (text: string): string =>
  `"${visible(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

type Labels = Readonly<Record<string, string>>;

function sample(name: string, labels: Labels, value: number): string {
  const inside = Object.entries(labels).map(([key, text]) => `${key}=${quoted(text)}`);
  return `${name}${inside.length === 0 ? "" : `{${inside.join(",")}}`} ${value}\n`;
}

const family = (name: string, help: string, samples: readonly string[]): string =>
  samples.length === 0 ? "" : `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${samples.join("")}`;

/** unmet: demands that do not hold; undefined: none were made. */
export function prometheus(report: ProbeReport, unmet: readonly string[] | undefined): string {
  const { kernel, features, settings, sonde } = report;
  const known = Object.entries(features).filter(([, { answer }]) => answer !== "unknown");
  return [
    family("sonde_probe_info", "The kernel that was asked, and the version that asked.", [
      sample(
        "sonde_probe_info",
        { kernel: kernel.kernel, arch: kernel.arch, distribution: kernel.distribution, sonde },
        1,
      ),
    ]),
    family(
      "sonde_probe_feature",
      "1: this kernel can do it; 0: it cannot. What is unknown is left out.",
      known.map(([feature, { answer, group }]) =>
        sample("sonde_probe_feature", { feature, group }, answer === "yes" ? 1 : 0),
      ),
    ),
    family("sonde_probe_unknown", "Features that could not be asked for, or were not tried.", [
      sample("sonde_probe_unknown", {}, Object.keys(features).length - known.length),
    ]),
    family(
      "sonde_probe_setting",
      "Settings of the kernel; the value is a label.",
      Object.entries(settings).flatMap(([setting, found]) =>
        "value" in found ? [sample("sonde_probe_setting", { setting, value: found.value }, 1)] : [],
      ),
    ),
    ...(unmet === undefined
      ? []
      : [
          family("sonde_probe_unmet", "Demands of --require that do not hold.", [
            sample("sonde_probe_unmet", {}, unmet.length),
          ]),
        ]),
  ].join("");
}
