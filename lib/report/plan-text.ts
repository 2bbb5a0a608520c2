/** A plan as it is read on a terminal: a row for each point, and why nothing better could be had. */
import { styleText } from "node:util";
import type { PlannedPoint } from "../recording/format.ts";
import { table } from "./table.ts";
import { visible } from "./visible.ts";
import { wrap } from "./wrap.ts";

/** width: columns of the terminal. */
export function planText(plan: readonly PlannedPoint[], width: number, colour: boolean): string {
  const notes = notesOf(plan);
  const rows = plan.map(({ point, flavour, state, blind, rejected }) => [
    visible(point),
    flavour === null ? "none" : visible(flavour),
    state,
    blind.map((what) => visible(what)).join(", "),
    passedOver(rejected, flavour, notes),
  ]);
  const columns = [
    { head: "point", whole: true },
    { head: "hook" },
    { head: "state" },
    { head: "blind to" },
    { head: "passed over" },
  ];
  const reasons = [...notes].map(([reason, note]) =>
    wrap(visible(reason), width, `[${note}]`.padEnd(noteWidth), " ".repeat(noteWidth)),
  );
  const below = reasons.length === 0 ? "" : `\n${reasons.join("")}`;
  return painted(table(columns, rows, width), colour) + below;
}

/** "fexit lsm [1]"; where nothing is left the reasons alone: "[2]". */
function passedOver(
  rejected: PlannedPoint["rejected"],
  chosen: string | null,
  notes: ReadonlyMap<string, number>,
): string {
  const alike = Map.groupBy(rejected, ({ reason }) => reason);
  return [...alike]
    .map(([reason, some]) => {
      const names = chosen === null ? [] : some.map(({ flavour }) => visible(flavour));
      return [...names, `[${notes.get(reason)}]`].join(" ");
    })
    .join(", ");
}

const noteWidth = 5;

/** A number for each reason, in the order in which they come. */
function notesOf(plan: readonly PlannedPoint[]): Map<string, number> {
  const reasons = plan.flatMap(({ rejected }) => rejected.map(({ reason }) => reason));
  return new Map([...new Set(reasons)].map((reason, i) => [reason, i + 1]));
}

const colours = { verified: "green", "not possible": "red", unverified: "yellow" } as const;

function painted(text: string, colour: boolean): string {
  if (!colour) return text;
  return text.replace(
    / {2}(verified|not possible|unverified)(?= {2}|\n)/g,
    (whole, word: string) => {
      const found = Object.entries(colours).find(([state]) => state === word);
      return found ? `  ${styleText(found[1], word, { validateStream: false })}` : whole;
    },
  );
}

/** A flavour of a point as the table of points has it. */
export interface KnownFlavour {
  readonly name: string;
  /** "fentry security_file_open" */
  readonly hooks: readonly string[];
  readonly blind: readonly string[];
}

const blindWords: Readonly<Record<string, string>> = {
  io_uring: "operations that are submitted through io_uring",
  result: "the outcome: its events are attempts",
  "resolved path": "where a path leads: it is what was passed",
};

/** All about one point: each flavour, best first, and what speaks against it. */
export function whyText(
  planned: PlannedPoint,
  desc: string,
  flavours: readonly KnownFlavour[],
  width: number,
): string {
  const chosen = flavours.findIndex(({ name }) => name === planned.flavour);
  const lines = flavours.flatMap((flavour, i) => {
    const rejected = planned.rejected.find((one) => one.flavour === flavour.name);
    const verdict =
      flavour.name === planned.flavour
        ? `chosen: ${stateWords[planned.state]}`
        : rejected !== undefined
          ? `not: ${visible(rejected.reason)}`
          : i > chosen && chosen >= 0
            ? "not tried: the chosen one comes before it"
            : "not tried: another one was asked for";
    return [
      `\n${visible(flavour.name)}\n`,
      wrap(verdict, width, "  ", "  "),
      wrap(`hooks: ${flavour.hooks.map((hook) => visible(hook)).join(", ")}`, width, "  ", "    "),
      ...flavour.blind.map((what) => wrap(`cannot see ${blindOf(what)}`, width, "  ", "    ")),
    ];
  });
  return `${wrap(`${visible(planned.point)}: ${desc}`, width, "", "")}${lines.join("")}`;
}

const blindOf = (what: string): string => blindWords[what] ?? visible(what);

const stateWords: Readonly<Record<PlannedPoint["state"], string>> = {
  verified: "verified: it was loaded, attached and seen firing",
  attached: "attached, and not tested",
  unverified: "attached; the self-test could not make it fire",
  "not possible": "not possible",
};
