import { exitCode } from "../lib/error.ts";
import { embeddedKernels } from "../lib/kernel/type-source.ts";
import { jsonText } from "../lib/report/json.ts";
import { table } from "../lib/report/table.ts";
import { usage } from "./arguments.ts";
import { print, terminal } from "./output.ts";

/** sonde btf list: the kernels whose types this executable knows. */
export function list(args: readonly string[], flags: { readonly json: boolean }): number {
  if (args.length > 0) throw usage("sonde btf list takes no arguments", "Leave them out.");
  const kernels = embeddedKernels().kernels.map(({ kernel, btf }) => ({
    ...kernel,
    bytes: btf.length,
  }));
  if (flags.json) {
    print(jsonText(kernels));
    return exitCode.done;
  }
  const rows = kernels
    .map((kernel) => [
      kernel.release ?? "?",
      kernel.version ?? "",
      kernel.buildId?.slice(0, 12) ?? "",
      String(kernel.bytes),
    ])
    .sort(([a = ""], [b = ""]) => a.localeCompare(b, "en", { numeric: true }));
  const columns = [
    { head: "kernel", whole: true },
    { head: "build", cut: "middle" },
    { head: "build id" },
    { head: "bytes", figures: true },
  ] as const;
  print(`${table(columns, rows, terminal().columns)}\n`);
  return exitCode.done;
}
