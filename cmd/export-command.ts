/** What `sonde export` offers. */
import type { CAC } from "cac";
import { type Options, optionText } from "./options.ts";

export function declareExport(cli: CAC): void {
  cli
    .command("export <file> [...files]", "Write recordings in another form, for other programs")
    .option("--to <form>", "ndjson: an object a line; csv: a table; html: one page to look at")
    .option("--ecs", "ndjson with the field names of the Elastic Common Schema")
    .option("--limit <n>", "html: events in its list (default: 100000); its tables count all")
    .option("--events <list>", "Only these audit points: process.*,net.connect")
    .option("--process <pid>", "Only this process and what it started")
    .option("--since <time>", "From then on: 90s after the beginning, or 2026-11-20T10:40:36Z")
    .option("--until <time>", "Up to then")
    .option("-o, --output <file>", "Write to this file (default: standard output)")
    .option("--force", "Overwrite an existing file")
    .example("  sonde export host.sonde.cbor --to ndjson | jq 'select(.result == \"EACCES\")'")
    .example("  sonde export web-*.sonde.cbor --to ndjson --ecs -o events.ndjson")
    .example("  sonde export host.sonde.cbor --to csv --events net.* -o net.csv")
    .example("  sonde export host.sonde.cbor --to html -o host.html")
    .action(async (file: string, files: readonly string[], options: Options) => {
      const { exportTo } = await import("./export.ts");
      return exportTo([file, ...files], {
        to: optionText(options.to),
        ecs: options.ecs === true,
        limit: optionText(options.limit),
        events: optionText(options.events),
        process: optionText(options.process),
        since: optionText(options.since),
        until: optionText(options.until),
        output: optionText(options.output),
        force: options.force === true,
      });
    });
}
