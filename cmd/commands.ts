/** What the command line offers: each command's arguments, options, examples. */
import type { CAC } from "cac";
import { type FilterField, filterFields } from "../lib/recording/format.ts";
import { columnNames } from "../lib/watch/columns.ts";
import { columnList, filterRules, severity, usage } from "./arguments.ts";
import { audit } from "./audit.ts";
import { btf } from "./btf.ts";
import { diff } from "./diff.ts";
import { declareExport } from "./export-command.ts";
import { findings } from "./findings.ts";
import { printLicenses } from "./licenses.ts";
import { type Options, optionText as text } from "./options.ts";
import { plan } from "./plan.ts";
import { probe } from "./probe.ts";
import { record } from "./record.ts";
import { summary } from "./summary.ts";
import { verify } from "./verify.ts";
import { watch } from "./watch.ts";

/** Every action returns the exit code, or nothing for 0. */
export function declareCommands(cli: CAC): void {
  cli
    .command("audit", "Audit this host once: probe, record, summary in one")
    .option("--for <time>", "Record this long: 30s, 5m, 1h", { default: "30s" })
    .option("-o, --output <file>", "Keep the recording here (default: sonde-<time>.sonde.cbor)")
    .option("--events <list>", "Only these audit points: process.*,net.connect")
    .option("--unix", "Record UNIX sockets too, in the points net.*")
    .option("--force", "Overwrite an existing file")
    .option("--redact", "Mask what looks like a secret in arguments")
    .option("--all-creds", "Every change of credentials, not only those that gain something")
    .option("--force-exit", "End even while ftrace is off, which may break it until reboot")
    .option("--no-self-test", "Do not try each hook first; they are then not known to work")
    .option("--fail-on <severity>", "Exit with 1 on such a finding: low, medium, high, critical")
    .option("--btf <file>", "Types of this very kernel, where it does not describe them itself")
    .option("--json", "Print JSON")
    .example("  sonde audit --for 5m -o host.sonde.cbor")
    .example("  sonde audit --for 1m --fail-on high || echo look at it")
    .action((options: Options) =>
      audit({
        for: text(options.for),
        output: text(options.output),
        events: text(options.events),
        unix: options.unix === true,
        force: options.force === true,
        redact: options.redact === true,
        allCreds: options.allCreds === true,
        forceExit: options.forceExit === true,
        selfTest: options.selfTest !== false,
        failOn: severity(text(options.failOn)),
        btf: text(options.btf),
        json: options.json === true,
      }),
    );

  cli
    .command("plan", "Show how each audit point would be watched here, and why not better")
    .option("--events <list>", "Only these audit points: process.*,net.connect")
    .option(
      "--why <point>",
      "All about one point: every way to hook it, and what speaks against it",
    )
    .option("--flavour <point=name>", "Hook a point this way and no other; may be repeated")
    .option("--no-self-test", "Do not try each hook; they are then not known to work")
    .option("--btf <file>", "Types of this very kernel, where it does not describe them itself")
    .option("--programs", "Every program that sonde has: does it load, and what that takes")
    .option("--json", "Print JSON: the plan as a recording has it")
    .example("  sonde plan")
    .example("  sonde plan --why net.connect")
    .example("  sonde plan --flavour net.connect=sys_exit/raw_tp || echo not that way")
    .action((options: Options) =>
      plan({
        events: text(options.events),
        why: text(options.why),
        programs: options.programs === true,
        flavour: texts(options.flavour),
        btf: text(options.btf),
        selfTest: options.selfTest !== false,
        json: options.json === true,
      }),
    );

  cli
    .command("probe", "Show what this kernel allows, and why not")
    .option("--all", "Ask for every helper, type of program and type of map, and print it all")
    .option("--quick", 'Attach nothing that patches code; such answers are then "not tried"')
    .option(
      "--require <list>",
      "Print only what does not hold, and exit with 1: btf,lockdown=none,net.connect=verified",
    )
    .option(
      "--from <file>",
      "Not this kernel: the probe in a recording, or one printed with --json",
    )
    .option(
      "--format <name>",
      "text, json, prometheus (textfile collector), nagios (with its codes)",
    )
    .option("--btf <file>", "Types of this very kernel, where it does not describe them itself")
    .option("--json", "The same as --format json")
    .option("--json-schema", "Print the JSON Schema of that")
    .example("  sonde probe")
    .example("  sonde probe --require btf,ringbuf,lockdown=none || echo not fit")
    .example("  sonde probe --quick --format prometheus > /var/lib/node_exporter/sonde.prom")
    .example("  sonde probe --from host.sonde.cbor")
    .action((options: Options) =>
      probe({
        json: options.json === true,
        jsonSchema: options.jsonSchema === true,
        require: text(options.require),
        format: text(options.format),
        from: text(options.from),
        btf: text(options.btf),
        quick: options.quick === true,
        all: options.all === true,
      }),
    );

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
    .action((options: Options) =>
      record({
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
      }),
    );
  for (const field of filterFields) recordCommand.option(...filterOption(field, false));
  for (const field of filterFields) recordCommand.option(...filterOption(field, true));

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
    .action((options: Options) =>
      watch({
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
      }),
    );
  for (const field of filterFields) watchCommand.option(...filterOption(field, false));
  for (const field of filterFields) watchCommand.option(...filterOption(field, true));

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
    .action((file: string, files: readonly string[], options: Options) =>
      summary([file, ...files], {
        json: options.json === true,
        top: text(options.top),
        section: texts(options.section),
        process: text(options.process),
        since: text(options.since),
        until: text(options.until),
        events: text(options.events),
      }),
    );

  cli
    .command("findings [...files]", "Print what is suspicious in recordings, why, and what next")
    .option("--least <severity>", "Leave out what is less serious: low, medium, high, critical")
    .option("--fail-on <severity>", "Exit with 1 on such a finding: low, medium, high, critical")
    .option("--rules", "Print what is looked for instead")
    .option("--json", "Print JSON")
    .example("  sonde findings host.sonde.cbor --least medium")
    .example("  sonde findings --rules")
    .action((files: readonly string[], options: Options) => {
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

  declareExport(cli);

  cli
    .command(
      "diff <before> <after>",
      "Show what a later recording, or probe, shows that an earlier one does not",
    )
    .option("--top <n>", "Rows of each table (default: 20, with --json all)")
    .option("--json", "Print JSON")
    .example("  sonde diff monday.sonde.cbor tuesday.sonde.cbor && echo nothing new")
    .example("  sonde probe --json > now.json; sonde diff before.json now.json")
    .action((before: string, after: string, options: Options) =>
      diff(before, after, { json: options.json === true, top: text(options.top) }),
    );

  cli
    .command("verify <file>", "Check that a recording is complete and unchanged")
    .option("--json", "Print JSON")
    .example("  sonde verify host.sonde.cbor")
    .action((file: string, options: Options) => verify(file, { json: options.json === true }));

  cli
    .command("btf <action> [...args]", "Kernel types: list, show, trim, check")
    .usage(
      [
        "btf list                              kernels whose types it brings along",
        "btf show [FILE] [TYPE | FUNCTION]     what there is; one type, as C",
        "btf trim SRC… -o DIR                  only what sonde needs of BTF or a vmlinux",
        "btf check FILE                        would sonde's programs fit such a kernel?",
      ].join("\n  $ sonde "),
    )
    .option("-o, --output <dir>", "trim: write to this folder")
    .option("--force", "trim: overwrite existing files")
    .option("--json", "Print JSON")
    .example("  sonde btf show struct path")
    .example("  sonde btf show vmlinux.btf vfs_open")
    .example("  sonde btf check trimmed/5.4.0-42-generic.btf")
    .example("  sonde btf trim /sys/kernel/btf/vmlinux -o trimmed")
    .action((action: string, args: readonly string[], options: Options) =>
      btf(action, args, {
        output: text(options.output),
        force: options.force === true,
        json: options.json === true,
      }),
    );

  cli
    .command("licenses", "Print the licences of everything in this executable")
    .example("  sonde licenses | less")
    .action(printLicenses);
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

function texts(value: unknown): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}
