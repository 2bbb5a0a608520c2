/** One pass over a recording, in bounded memory, to what a person wants to know of it. */
import { eachItem } from "../recording/reader.ts";
import { type Choice, everything } from "./choice.ts";
import { Fold } from "./fold.ts";
import type { Summary } from "./summary-data.ts";

/**
 * Of the recording at `path` ("-": standard input). fd: where it is open already.
 * @throws SondeError when it can't be read at all
 */
export function summarize(path: string, choice: Choice = everything, fd?: number): Summary {
  const fold = new Fold(choice);
  const ending = eachItem(path, { wants: fold.wants, fd }, (item, whole) => fold.add(item, whole));
  return fold.summary(path, ending);
}
