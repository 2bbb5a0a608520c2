/** The command line. The only place that prints an error or decides the exit code. */
import cac from "cac";
import { exitCode, SondeError } from "../lib/error.ts";
import { version } from "../lib/version.ts";
import { printLicenses } from "./licenses.ts";
import { record } from "./record.ts";

const cli = cac("sonde");

cli
  .command("record", "Record what happens on this host, or what one command does")
  .option("-o, --output <file>", "Write to this file (default: sonde-<time>.sonde.cbor)")
  .option("--for <time>", "Stop after this long: 30s, 5m, 1h")
  .option("--events <list>", "Only these audit points: process.*,net.connect")
  .option("--flavour <point=name>", "Hook a point this way and no other")
  .option("--force", "Overwrite an existing file")
  .example("  sonde record --for 1m -o host.sonde.cbor")
  .example("  sonde record -o build.sonde.cbor -- make -j4")
  .action((options: Options) =>
    record({
      output: text(options.output),
      for: text(options.for),
      events: text(options.events),
      flavour: texts(options.flavour),
      force: options.force === true,
      command: texts(options["--"]),
    }),
  );

cli
  .command("licenses", "Print the licences of everything in this executable")
  .action(printLicenses);

cli.help();
cli.version(version);

/** As cac parsed them: an option given twice is an array, a number-like one a number. */
type Options = Readonly<Record<string, unknown>>;

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : String(Array.isArray(value) ? value.at(-1) : value);
}

function texts(value: unknown): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}

async function main(): Promise<number> {
  cli.parse(process.argv, { run: false });
  const code: unknown = await cli.runMatchedCommand();
  return typeof code === "number" ? code : exitCode.done;
}

/** Prints what happened, why, and the next step. */
function report(error: unknown): number {
  if (error instanceof SondeError) {
    console.error(`sonde: ${error.message}`);
    if (error.hint) console.error(`  ${error.hint}`);
    return error.code;
  }
  if (error instanceof Error && error.name === "CACError") {
    console.error(`sonde: ${error.message}\n  \`sonde --help\` lists commands and options.`);
    return exitCode.usage;
  }
  throw error;
}

process.exitCode = await main().catch(report);
