/** What `sonde audit`, `plan` and `probe` offer: those that are about this host as a whole. */
import type { CAC } from "cac";
import { severity } from "./arguments.ts";
import { type Options, optionText as text, optionTexts as texts } from "./options.ts";

export function declareHost(cli: CAC): void {
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
    .action(async (options: Options) => {
      const { audit } = await import("./audit.ts");
      return audit({
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
      });
    });

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
    .option("--without <list>", "Do as if the kernel lacked these, as record does; for tests")
    .option("--programs", "Every program that sonde has: does it load, and what that takes")
    .option("--json", "Print JSON: the plan as a recording has it")
    .example("  sonde plan")
    .example("  sonde plan --why net.connect")
    .example("  sonde plan --flavour net.connect=sys_exit/raw_tp || echo not that way")
    .action(async (options: Options) => {
      const { plan } = await import("./plan.ts");
      return plan({
        events: text(options.events),
        why: text(options.why),
        programs: options.programs === true,
        flavour: texts(options.flavour),
        btf: text(options.btf),
        without: text(options.without),
        selfTest: options.selfTest !== false,
        json: options.json === true,
      });
    });

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
    .action(async (options: Options) => {
      const { probe } = await import("./probe.ts");
      return probe({
        json: options.json === true,
        jsonSchema: options.jsonSchema === true,
        require: text(options.require),
        format: text(options.format),
        from: text(options.from),
        btf: text(options.btf),
        quick: options.quick === true,
        all: options.all === true,
      });
    });
}
