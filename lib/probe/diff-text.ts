/** The comparison of two probes as it is read on a terminal. */
import { styleText } from "node:util";
import { visible } from "../report/visible.ts";
import { wrap } from "../report/wrap.ts";
import type { Change } from "./diff.ts";

const colours = { gained: "green", lost: "red", changed: "yellow" } as const;
const titles = { gained: "gained", lost: "lost", changed: "changed otherwise" } as const;

/** width: columns of the terminal. */
export function diffText(changes: readonly Change[], width: number, colour: boolean): string {
  if (changes.length === 0) return "no difference\n";
  const kernel = changes.filter(({ of }) => of === "kernel");
  const rest = changes.filter(({ of }) => of !== "kernel");
  const sections = (["lost", "gained", "changed"] as const).map((change) => {
    const some = rest.filter((one) => one.change === change);
    if (some.length === 0) return "";
    const title = titles[change];
    const head = colour ? styleText(colours[change], title, { validateStream: false }) : title;
    return `\n${head}\n${grouped(some)
      .map((one) => lines(one, width))
      .join("")}`;
  });
  return [...kernel.map((one) => lines({ ...one, names: [one.name] }, width)), ...sections].join(
    "",
  );
}

type Grouped = Pick<Change, "of" | "before" | "after" | "change"> & {
  readonly names: readonly string[];
};

/** Those that changed alike, told once. */
function grouped(changes: readonly Change[]): Grouped[] {
  const alike = Map.groupBy(changes, ({ of, before, after }) =>
    JSON.stringify([of, before, after]),
  );
  return [...alike.values()].flatMap((all) => {
    const [first] = all;
    return first === undefined ? [] : [{ ...first, names: all.map(({ name }) => name) }];
  });
}

/** Features and settings speak for themselves. */
const kinds: Readonly<Record<Change["of"], string>> = {
  kernel: "",
  feature: "",
  setting: "",
  point: "",
  helper: "helper ",
  type: "type ",
  option: "CONFIG_",
};

function lines({ of, names, before, after }: Grouped, width: number): string {
  const list = names.map((name) => visible(kinds[of] + name)).join(", ");
  const was = visible(before);
  const is = visible(after);
  const short = `${list}: ${was} → ${is}`;
  if (Bun.stringWidth(short) + 2 <= width) return `  ${short}\n`;
  return [
    wrap(`${list}:`, width, "  ", "    "),
    wrap(`was ${was}`, width, "    ", "      "),
    wrap(`is  ${is}`, width, "    ", "      "),
  ].join("");
}
