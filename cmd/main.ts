/** The command line. The only place that prints an error or decides the exit code. */
import cac from "cac";
import { exitCode, SondeError } from "../lib/error.ts";
import { version } from "../lib/version.ts";
import { joinDash, refuseEmpty, usage } from "./arguments.ts";
import { declareCommands } from "./commands.ts";
import { refuseEnvironment } from "./environment.ts";
import { print, say } from "./output.ts";

const cli = cac("sonde");

declareCommands(cli);
cli.option("-v, --version", "Display version number");
// Of "--no-x" cac says that x is the default, as if that were the option's.
cli.help((sections) =>
  sections.map(({ body, ...rest }) => ({ ...rest, body: body.replaceAll(" (default: true)", "") })),
);

async function main(): Promise<number> {
  refuseEnvironment(process.env);
  refuseEmpty(process.argv);
  const { args, options } = cli.parse(joinDash(process.argv), { run: false });
  if (options.version === true) {
    print(`sonde ${version} (linux ${process.arch})\n`);
    return exitCode.done;
  }
  if (cli.matchedCommand === undefined && options.help !== true) {
    const [name] = args;
    if (name !== undefined) throw usage(`there is no command "${name}"`, commandsHint());
    const option = process.argv.slice(2).find((word) => word.startsWith("-"));
    if (option !== undefined) throw usage(`${option} needs a command before it`, commandsHint());
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
    say(`sonde: ${error.message}`);
    if (error.hint !== undefined) say(`  ${error.hint}`);
    return error.code;
  }
  if (error instanceof Error && error.name === "CACError") {
    const command = cli.matchedCommand ? `${cli.matchedCommand.name} ` : "";
    say(`sonde: ${error.message}\n  \`sonde ${command}--help\` lists what it takes.`);
    return exitCode.usage;
  }
  say(`sonde: this is a bug in sonde: ${Bun.inspect(error)}`);
  return exitCode.ownFailure;
}

process.exitCode = await main().catch(report);
