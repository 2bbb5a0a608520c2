/** Exports that are a line an event: written while they are read, so that size does not matter. */
import { type Ending, eachItem } from "../recording/reader.ts";
import type { Choice } from "../report/choice.ts";
import { plainJsonLine } from "../report/json.ts";
import { csvHead, csvLine } from "./csv.ts";
import { ecsRow } from "./ecs.ts";
import { flatRow } from "./flat.ts";
import { Teller, type Told } from "./told.ts";

export interface LineForm {
  /** Before the first line. */
  readonly head: string;
  readonly line: (told: Told) => string;
}

export const lineForms = {
  ndjson: { head: "", line: (told) => plainJsonLine(flatRow(told)) },
  ecs: { head: "", line: (told) => plainJsonLine(ecsRow(told)) },
  csv: { head: csvHead, line: csvLine },
} as const satisfies Readonly<Record<string, LineForm>>;

/** How one file ended, and what it says of itself. */
export interface Exported {
  readonly path: string;
  readonly ending: Ending;
  readonly lost: number;
}

/** Takes text; false: nobody wants more of it. */
export type Take = (text: string) => boolean;

/** Characters that are written at once. */
const pieceLength = 1 << 18;

class Enough extends Error {}

/**
 * Reads the recordings one after the other ("-": standard input). Returns those that were read, up
 * to where the taker had enough. @throws SondeError when one can't be read at all
 */
export function exportLines(
  paths: readonly string[],
  choice: Choice,
  form: LineForm,
  take: Take,
): Exported[] {
  const done: Exported[] = [];
  let piece = form.head;
  const flush = (): void => {
    const text = piece;
    piece = "";
    if (text !== "" && !take(text)) throw new Enough();
  };
  try {
    for (const path of paths) {
      const teller = new Teller(choice, (told) => {
        piece += form.line(told);
        if (piece.length >= pieceLength) flush();
      });
      const ending = eachItem(path, {}, (item) => teller.add(item));
      flush();
      done.push({ path, ending, lost: teller.lost });
    }
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return done;
}
