/** What `sonde summary`, `findings`, `diff` and `verify` offer: those that read recordings. */
import type { CAC } from "cac";
import { severity, usage } from "./arguments.ts";
import { type Options, optionText as text, optionTexts as texts } from "./options.ts";

export function declareReports(cli: CAC): void {
  cli
    .command("summary <file> [...files]", "Print what recordings hold")
    .option("--section <list>", "Only these: findings, network, files, tree, created, …")
    .option("--top <n>", "Rows of each table (default: 10, with --json all)")
    .option("--process <pid>", "Only this process and what it started")
    .option("--since <time>", "From then on: 90s after the beginning, or 2026-11-20T10:40:36Z")
    .option("--until <time>", "Up to then")
    .option("--events <list>", "Only these audit points: process.*,net.connect")
    .option("--json", "Print JSON")
    .example("  sonde summary host.sonde.cbor")
    .example("  sonde summary --section network --top 50 host.sonde.cbor")
    .example("  sonde summary --since 10s --until 20s --process 4711 host.sonde.cbor")
    .example("  sonde summary web-*.sonde.cbor            # one summary of all, with the host")
    .example("  sonde summary --json host.sonde.cbor | jq .points")
    .action(async (file: string, files: readonly string[], options: Options) => {
      const { summary } = await import("./summary.ts");
      return summary([file, ...files], {
        json: options.json === true,
        top: text(options.top),
        section: texts(options.section),
        process: text(options.process),
        since: text(options.since),
        until: text(options.until),
        events: text(options.events),
      });
    });

  cli
    .command("findings [...files]", "Print what is suspicious in recordings, why, and what next")
    .option("--least <severity>", "Leave out what is less serious: low, medium, high, critical")
    .option("--fail-on <severity>", "Exit with 1 on such a finding: low, medium, high, critical")
    .option("--rules", "Print what is looked for instead")
    .option("--json", "Print JSON")
    .example("  sonde findings host.sonde.cbor --least medium")
    .example("  sonde findings --rules")
    .action(async (files: readonly string[], options: Options) => {
      const { findings } = await import("./findings.ts");
      const listsRules = options.rules === true;
      if (files.length === 0 && !listsRules) {
        throw usage("there is no file", "Name recordings, or print what is looked for: --rules.");
      }
      return findings(files, {
        json: options.json === true,
        rules: listsRules,
        least: severity(text(options.least)) ?? "low",
        failOn: severity(text(options.failOn)),
      });
    });
}

export function declareComparison(cli: CAC): void {
  cli
    .command(
      "diff <before> <after>",
      "Show what a later recording, or probe, shows that an earlier one does not",
    )
    .option("--top <n>", "Rows of each table (default: 20, with --json all)")
    .option("--json", "Print JSON")
    .example("  sonde diff monday.sonde.cbor tuesday.sonde.cbor && echo nothing new")
    .example("  sonde probe --json > now.json; sonde diff before.json now.json")
    .action(async (before: string, after: string, options: Options) => {
      const { diff } = await import("./diff.ts");
      return diff(before, after, { json: options.json === true, top: text(options.top) });
    });

  cli
    .command("verify <file>", "Check that a recording is complete and unchanged")
    .option("--json", "Print JSON")
    .example("  sonde verify host.sonde.cbor")
    .action(async (file: string, options: Options) => {
      const { verify } = await import("./verify.ts");
      return verify(file, { json: options.json === true });
    });
}
