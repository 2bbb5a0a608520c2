import { type Btf, btfKind } from "../lib/btf/btf.ts";
import { readBtfFile } from "../lib/btf/file.ts";
import { definitions } from "../lib/btf/print.ts";
import { exitCode, SondeError } from "../lib/error.ts";
import { vmlinuxBtf } from "../lib/kernel/btf.ts";
import { jsonText } from "../lib/report/json.ts";
import { visible } from "../lib/report/visible.ts";
import { print } from "./output.ts";

/** sonde btf show [FILE] [TYPE|FUNCTION]: without a name what there is, else its definition as C. */
export function show(args: readonly string[], flags: { readonly json: boolean }): number {
  const [first = ""] = args;
  const named = /[/.]/.test(first); // no type has one in its name
  const path = named ? first : vmlinuxBtf;
  const wanted = args.slice(named ? 1 : 0).join(" ");
  const { btf } = readBtfFile(path);
  if (wanted === "") {
    print(flags.json ? jsonText(counts(btf)) : countsText(btf));
    return exitCode.done;
  }
  const found = definitions(btf, wanted);
  if (found.length === 0) {
    throw new SondeError(
      exitCode.checkFailed,
      `${path} has no type or function ${wanted}`,
      "A trimmed BTF has only what sonde needs.",
    );
  }
  const texts = found.map((text) => text.split("\n").map(visible).join("\n"));
  print(flags.json ? jsonText(texts) : `${texts.join("\n\n")}\n`);
  return exitCode.done;
}

function counts(btf: Btf): Record<string, number> {
  const found: Record<string, number> = { types: btf.count };
  const names = new Map<number, string>([
    [btfKind.struct, "structs"],
    [btfKind.union, "unions"],
    [btfKind.enum, "enums"],
    [btfKind.enum64, "enums"],
    [btfKind.typedef, "typedefs"],
    [btfKind.function, "functions"],
  ]);
  for (const name of names.values()) found[name] = 0;
  for (let id = 1; id <= btf.count; id++) {
    const name = names.get(btf.kind(id));
    if (name !== undefined) found[name] = (found[name] ?? 0) + 1;
  }
  return found;
}

function countsText(btf: Btf): string {
  return Object.entries(counts(btf))
    .map(([name, count]) => `${String(count).padStart(7)} ${name}\n`)
    .join("");
}
