/** What `sonde record` and `watch` offer: those that record until something ends them. */
import type { CAC } from "cac";
import { type FilterField, filterFields } from "../lib/recording/format.ts";
import { columnNames } from "../lib/watch/column-names.ts";
import { columnList, filterRules, usage } from "./arguments.ts";
import { type Options, optionText as text, optionTexts as texts } from "./options.ts";

export function declareRecord(cli: CAC): void {
  const recordCommand = cli
    .command("record", "Record what happens on this host, or what one command does")
    .option(
      "-o, --output <file>",
      "Write to this file (default: sonde-<time>.sonde.cbor); - is standard output",
    )
    .option("--for <time>", "Stop after this long: 30s, 5m, 1h")
    .option("--events <list>", "Only these audit points: process.*,net.connect")
    .option("--flavour <point=name>", "Hook a point this way and no other; may be repeated")
    .option("--unix", "Record UNIX sockets too, in the points net.*")
    .option("--force", "Overwrite an existing file")
    .option("--buffer <size>", "Memory between kernel and sonde: 64M (default: by CPUs and memory)")
    .option("--transport <name>", "ring or perf (default: ring where the kernel has it)")
    .option("--compress", "Write zstd frames; summary and verify read them as they are")
    .option("--max-size <size>", "Begin another file when one has this size: 100M, 2G")
    .option("--rotate <n>", "With --max-size: keep the newest files only, so many")
    .option("--redact", "Mask what looks like a secret in arguments")
    .option("--all-creds", "Every change of credentials, not only those that gain something")
    .option("--force-exit", "End even while ftrace is off, which may break it until reboot")
    .option("--no-self-test", "Do not try each hook first; they are then not known to work")
    .option("--btf <file>", "Types of this very kernel, where it does not describe them itself")
    .option(
      "--without <list>",
      "Do as if the kernel lacked these: btf, mmap, a helper's name; for tests",
    )
    .usage("record [options] [-- command …]")
    .example("  sonde record --for 1m -o host.sonde.cbor")
    .example("  sonde record -o build.sonde.cbor -- make -j4")
    .example("  sonde record --events file.* --path /etc --not-comm systemd --for 1h")
    .action(async (options: Options) => {
      const { record } = await import("./record.ts");
      return record({
        output: text(options.output),
        for: text(options.for),
        events: text(options.events),
        flavour: texts(options.flavour),
        unix: options.unix === true,
        force: options.force === true,
        redact: options.redact === true,
        allCreds: options.allCreds === true,
        forceExit: options.forceExit === true,
        compress: options.compress === true,
        buffer: text(options.buffer),
        transport: text(options.transport),
        maxSize: text(options.maxSize),
        rotate: text(options.rotate),
        selfTest: options.selfTest !== false,
        rules: filterRules(process.argv.slice(2)),
        btf: text(options.btf),
        without: text(options.without),
        command: commandOf(options),
      });
    });
  for (const field of filterFields) recordCommand.option(...filterOption(field, false));
  for (const field of filterFields) recordCommand.option(...filterOption(field, true));
}

export function declareWatch(cli: CAC): void {
  const watchCommand = cli
    .command("watch", "Print what happens, while it happens")
    .option("--screen", "One screen that is refreshed: rates, processes, findings; q ends it")
    .option("--columns <list>", `What a line shows: ${columnNames.join(",")}`)
    .option("--findings", "Only what is suspicious")
    .option("--json", "A JSON object a line")
    .option("-o, --output <file>", "Also record to this file")
    .option("--force", "Overwrite an existing file")
    .option("--for <time>", "Stop after this long: 30s, 5m, 1h")
    .option("--events <list>", "Only these audit points: process.*,net.connect")
    .option("--buffer <size>", "Memory between kernel and sonde: 64M (default: by CPUs and memory)")
    .option("--unix", "Record UNIX sockets too, in the points net.*")
    .option("--redact", "Mask what looks like a secret in arguments")
    .option("--force-exit", "End even while ftrace is off, which may break it until reboot")
    .option("--no-self-test", "Do not try each hook first; they are then not known to work")
    .option("--btf <file>", "Types of this very kernel, where it does not describe them itself")
    .usage("watch [options] [-- command …]")
    .example("  sonde watch --events process.exec,net.*")
    .example("  sonde watch --screen")
    .example("  sonde watch --columns time,program,detail --comm sshd")
    .action(async (options: Options) => {
      const { watch } = await import("./watch.ts");
      return watch({
        screen: options.screen === true,
        columns: columnList(text(options.columns)),
        findingsOnly: options.findings === true,
        json: options.json === true,
        output: text(options.output),
        force: options.force === true,
        for: text(options.for),
        events: text(options.events),
        unix: options.unix === true,
        redact: options.redact === true,
        forceExit: options.forceExit === true,
        selfTest: options.selfTest !== false,
        rules: filterRules(process.argv.slice(2)),
        buffer: text(options.buffer),
        btf: text(options.btf),
        command: commandOf(options),
      });
    });
  for (const field of filterFields) watchCommand.option(...filterOption(field, false));
  for (const field of filterFields) watchCommand.option(...filterOption(field, true));
}

/** What the value is, and what is recorded with it. Each may be given more than once. */
const filterWords: Readonly<Record<FilterField, readonly [value: string, only: string]>> = {
  pid: ["n", "this process and what it starts"],
  comm: ["name", "threads of this name when it happens"],
  uid: ["n", "this user (real id)"],
  cgroup: ["path", "this control group and those below it"],
  mntns: ["n", "this mount namespace: its number, or /proc/PID/ns/mnt"],
  path: ["dir", "of events with a path: at or below this one, as recorded"],
  port: ["n", "of events with an IP address: this port, on either side"],
};

function filterOption(field: FilterField, exclude: boolean): [name: string, desc: string] {
  const [value, only] = filterWords[field];
  return exclude
    ? [`--not-${field} <${value}>`, `Leave out what --${field} would ask for`]
    : [`--${field} <${value}>`, `Only ${only}`];
}

/** What stands behind `--`. @throws SondeError when nothing does */
function commandOf(options: Options): string[] {
  const command = texts(options["--"]);
  if (command.length > 0 || !process.argv.includes("--")) return command;
  throw usage("there is no command behind --", "Write it there, or leave -- out.");
}
