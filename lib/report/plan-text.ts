/** A plan as it is read on a terminal: a row for each point, and why nothing better could be had. */
import { styleText } from "node:util";
import type { PlannedPoint } from "../recording/format.ts";
import { table } from "./table.ts";
import { visible } from "./visible.ts";
import { wrap } from "./wrap.ts";

/** width: columns of the terminal. */
export function planText(plan: readonly PlannedPoint[], width: number, colour: boolean): string {
  const notes = notesOf(plan);
  const rowsWith = (names: boolean) =>
    plan.map(({ point, flavour, state, blind, rejected }) => [
      visible(point),
      hookText(flavour, state),
      blind.map((what) => visible(what)).join(", "),
      passedOver(rejected, names && flavour !== null, notes),
    ]);
  const reasons = [...notes].map(([reason, note]) =>
    wrap(visible(reason), width, `[${note}]`.padEnd(noteWidth), " ".repeat(noteWidth)),
  );
  const fitting = [rowsWith(true), rowsWith(false)].find((rows) => fits(rows, width));
  const shown = fitting ? table(columns, fitting, width) : listed(rowsWith(true), width);
  const tested = plan.some(({ state }) => state === "verified")
    ? wrap("Where no state is given, the hook was loaded, attached and seen firing.", width, "", "")
    : "";
  return [
    painted(shown, colour),
    ...(tested === "" ? [] : [`\n${tested}`]),
    ...(reasons.length === 0 ? [] : [`\n${reasons.join("")}`]),
  ].join("");
}

const columns = [
  { head: "point", whole: true },
  { head: "hook", whole: true },
  { head: "blind to" },
  { head: "passed over" },
];

const gap = 2;

/** Would no cell be cut? */
function fits(rows: readonly string[][], width: number): boolean {
  const widths = columns.map(({ head }, i) =>
    Math.max(head.length, ...rows.map((row) => Bun.stringWidth(row[i] ?? ""))),
  );
  return widths.reduce((sum, each) => sum + each + gap, -gap) <= width;
}

/** The same for narrow terminals: a paragraph for each point. */
function listed(rows: readonly string[][], width: number): string {
  return rows
    .map(([point = "", hook = "", blind = "", passed = ""]) => {
      const parts = [
        hook,
        ...(blind === "" ? [] : [`blind to ${blind}`]),
        ...(passed === "" ? [] : [`passed over ${passed}`]),
      ];
      return wrap(`${point}: ${parts.join("; ")}`, width, "", "  ");
    })
    .join("");
}

function hookText(flavour: string | null, state: PlannedPoint["state"]): string {
  if (flavour === null) return state;
  return state === "verified" ? visible(flavour) : `${visible(flavour)}, ${state}`;
}

/** "fexit lsm [1]"; without names the reasons alone: "[1]". */
function passedOver(
  rejected: PlannedPoint["rejected"],
  names: boolean,
  notes: ReadonlyMap<string, number>,
): string {
  const alike = Map.groupBy(rejected, ({ reason }) => reason);
  return [...alike]
    .map(([reason, some]) => {
      const who = names ? some.map(({ flavour }) => visible(flavour)) : [];
      return [...who, `[${notes.get(reason)}]`].join(" ");
    })
    .join(", ");
}

const noteWidth = 5;

/** A number for each reason, in the order in which they come. */
function notesOf(plan: readonly PlannedPoint[]): Map<string, number> {
  const reasons = plan.flatMap(({ rejected }) => rejected.map(({ reason }) => reason));
  return new Map([...new Set(reasons)].map((reason, i) => [reason, i + 1]));
}

const colours = { "not possible": "red", unverified: "yellow", attached: "yellow" } as const;

/** States, which no name of a point or flavour contains. */
function painted(text: string, colour: boolean): string {
  if (!colour) return text;
  return text.replace(/\b(not possible|unverified|attached)\b/g, (word) => {
    const found = Object.entries(colours).find(([state]) => state === word);
    return found ? styleText(found[1], word, { validateStream: false }) : word;
  });
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
  "helpers that did not start": "programs that the kernel wanted to start and could not",
  "resolved path": "where a path leads: it is what was passed",
  "missing path": "calls that fail because the path is not there",
  "dns over tcp": "messages over TCP, TLS and HTTPS",
  "read and write of older sockets":
    "messages by read(2) and write(2) of sockets that were connected before, or by another process",
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
