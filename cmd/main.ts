/** The command line. The only place that prints an error or decides the exit code. */
import cac from "cac";
import { exitCode, SondeError } from "../lib/error.ts";
import { version } from "../lib/version.ts";
import { usage } from "./arguments.ts";
import { refuseEnvironment } from "./environment.ts";
import { printLicenses } from "./licenses.ts";
import { record } from "./record.ts";
import { verify } from "./verify.ts";

/** As cac parsed them: an option given twice is an array, one that looks like a number is one. */
type Options = Readonly<Record<string, unknown>>;

const cli = cac("sonde");

cli
  .command("record", "Record what happens on this host, or what one command does")
  .option("-o, --output <file>", "Write to this file (default: sonde-<time>.sonde.cbor)")
  .option("--for <time>", "Stop after this long: 30s, 5m, 1h")
  .option("--events <list>", "Only these audit points: process.*,net.connect")
  .option("--flavour <point=name>", "Hook a point this way and no other; may be repeated")
  .option("--force", "Overwrite an existing file")
  .usage("record [options] [-- command …]")
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
  .command("verify <file>", "Check that a recording is complete and unchanged")
  .option("--json", "Print JSON")
  .example("  sonde verify host.sonde.cbor")
  .action((file: string, options: Options) => verify(file, { json: options.json === true }));

cli
  .command("licenses", "Print the licences of everything in this executable")
  .example("  sonde licenses | less")
  .action(printLicenses);

cli.option("-v, --version", "Display version number");
cli.help();

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : String(Array.isArray(value) ? value.at(-1) : value);
}

function texts(value: unknown): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}

async function main(): Promise<number> {
  refuseEnvironment(process.env);
  const { args, options } = cli.parse(process.argv, { run: false });
  if (options.version === true) {
    console.log(`sonde ${version} (linux ${process.arch})`);
    return exitCode.done;
  }
  if (cli.matchedCommand === undefined && options.help !== true) {
    const [name] = args;
    if (name !== undefined) throw usage(`there is no command "${name}"`, commandsHint());
    cli.outputHelp();
    return exitCode.usage;
  }
  const code: unknown = await cli.runMatchedCommand();
  return typeof code === "number" ? code : exitCode.done;
}

function commandsHint(): string {
  return `There are ${cli.commands.map(({ name }) => name).join(", ")}; \`sonde --help\` tells more.`;
}

/** Prints what happened, why, and the next step. */
function report(error: unknown): number {
  if (error instanceof SondeError) {
    console.error(`sonde: ${error.message}`);
    if (error.hint !== undefined) console.error(`  ${error.hint}`);
    return error.code;
  }
  if (error instanceof Error && error.name === "CACError") {
    const command = cli.matchedCommand ? `${cli.matchedCommand.name} ` : "";
    console.error(`sonde: ${error.message}\n  \`sonde ${command}--help\` lists what it takes.`);
    return exitCode.usage;
  }
  console.error("sonde: this is a bug in sonde:", error);
  return exitCode.ownFailure;
}

process.exitCode = await main().catch(report);
