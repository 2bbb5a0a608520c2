import { BtfError } from "../lib/btf/btf.ts";
import { readCode } from "../lib/btf/code.ts";
import { readBtfFile } from "../lib/btf/file.ts";
import { type Fit, fits } from "../lib/btf/fit.ts";
import { readWanted } from "../lib/btf/relocations.ts";
import { exitCode, SondeError } from "../lib/error.ts";
import { objectBytes } from "../lib/hook/object-file.ts";
import { helperNames } from "../lib/kernel/helper-names.ts";
import { type PointName, point, pointNames } from "../lib/points.ts";
import { jsonText } from "../lib/report/json.ts";
import { table } from "../lib/report/table.ts";
import { usage } from "./arguments.ts";
import { print, terminal } from "./output.ts";

/** sonde btf check FILE: would the programs fit a kernel with these types? 1 when one does not. */
export function check(args: readonly string[], flags: { readonly json: boolean }): number {
  const [path, ...others] = args;
  if (path === undefined || others.length > 0) {
    throw usage("sonde btf check needs one file", "Name BTF, or a vmlinux.");
  }
  const all = examine(path);
  const reasons = new Map(all.map((fit) => [fit.program, reason(fit)]));
  const lost = pointNames.filter((name) => !possible(name, reasons));
  if (flags.json) {
    print(jsonText({ programs: all, impossible: lost }));
  } else {
    const rows = all.map((fit) => [fit.program, fit.section, reason(fit) ?? "fits"]);
    const columns = [{ head: "program", whole: true }, { head: "hook" }, { head: "" }] as const;
    print(`${table(columns, rows, terminal().columns)}\n`);
    if (lost.length > 0) print(`\nno flavour of these points fits: ${lost.join(", ")}\n`);
  }
  return [...reasons.values()].every((one) => one === null) ? exitCode.done : exitCode.checkFailed;
}

function examine(path: string): Fit[] {
  const { btf } = readBtfFile(path);
  const object = objectBytes();
  try {
    return fits(readCode(object), readWanted(object), btf);
  } catch (error) {
    if (!(error instanceof BtfError)) throw error;
    throw new SondeError(exitCode.badInput, `${path}: ${error.message}`, undefined, error);
  }
}

/** Why a program does not fit; null: it does. */
function reason({ missing, helpers }: Fit): string | null {
  const names = (helpers ?? []).map((number) => `bpf_${helperNames[number] ?? number}`);
  const words = [...missing, ...names.map((name) => `${name} is missing`)];
  return words.length === 0 ? null : words.join("; ");
}

function possible(name: PointName, reasons: ReadonlyMap<string, string | null>): boolean {
  return point(name).flavours.some(({ hooks }) =>
    hooks.every(({ program }) => reasons.get(program) === null),
  );
}
