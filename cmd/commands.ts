/** What the command line offers, in the order in which help tells of it. */
import type { CAC } from "cac";
import { declareHost } from "./commands-host.ts";
import { declareComparison, declareReports } from "./commands-read.ts";
import { declareRecord, declareWatch } from "./commands-record.ts";
import { declareExport } from "./export-command.ts";
import { printLicenses } from "./licenses.ts";
import { type Options, optionText as text } from "./options.ts";

/** Every action returns the exit code, or nothing for 0. */
export function declareCommands(cli: CAC): void {
  declareHost(cli);
  declareRecord(cli);
  declareWatch(cli);
  declareReports(cli);
  declareExport(cli);
  declareComparison(cli);

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
    .action(async (action: string, args: readonly string[], options: Options) => {
      const { btf } = await import("./btf.ts");
      return btf(action, args, {
        output: text(options.output),
        force: options.force === true,
        json: options.json === true,
      });
    });

  cli
    .command("licenses", "Print the licences of everything in this executable")
    .example("  sonde licenses | less")
    .action(printLicenses);
}
