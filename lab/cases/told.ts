/** The plain kind of case: what a workload told, word for word, is what the recording must hold. */

import type { Limit } from "../case.ts";
import { type PointCase, shown } from "../compare.ts";
import type { RecordedEvent } from "../recorded.ts";
import type { Act, Truth } from "../truth.ts";

/** What a flavour shows less of than the others. */
export interface Narrower {
  /** Glob of flavours, with "-" for "/". */
  readonly flavours: string;
  /** Words that are null there. */
  readonly lacks?: readonly string[];
  /** Acts that it sees; all when left out. */
  readonly sees?: (act: Act) => boolean;
}

export interface Told {
  readonly point: string;
  /** Of an act's line, beside `pid`: those that are compared. */
  readonly words: readonly string[];
  /** The event's field of a word, where its name is another. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Name of the case, the workload and its acts: the point's without its area, unless told. */
  readonly name?: string;
  readonly workload?: string;
  /** The first that fits holds. */
  readonly narrower?: readonly Narrower[];
  readonly limits?: readonly Limit[];
}

/** One act is one event. */
export function toldCase({ point, words, fields = {}, narrower = [], ...rest }: Told): PointCase {
  const name = rest.name ?? point.replace(/^\w+\./, "");
  return {
    name,
    point,
    workload: rest.workload ?? name,
    ...(rest.limits && { limits: rest.limits }),
    expected({ truth }, flavour) {
      const less = narrower.find(({ flavours }) =>
        new Bun.Glob(flavours).match(flavour.replaceAll("/", "-")),
      );
      return acts(truth, name)
        .filter((act) => less?.sees?.(act) ?? true)
        .map((act) => told(act, words, less?.lacks));
    },
    line: (event) => line(event, words, fields),
  };
}

/** `pid=… word=…` of what a workload said, in the order of the words. */
export function told(act: Act, words: readonly string[], lacking: readonly string[] = []): string {
  return ["pid", ...words]
    .map((word) => `${word}=${lacking.includes(word) ? null : act.text(word)}`)
    .join(" ");
}

/** The same of an event; a word is the field of that name unless `fields` says otherwise. */
export function line(
  event: RecordedEvent,
  words: readonly string[],
  fields: Readonly<Record<string, string>> = {},
): string {
  return ["pid", ...words].map((word) => `${word}=${shown(event, fields[word] ?? word)}`).join(" ");
}

export function acts(truth: Truth, name: string): Act[] {
  return truth.workloads.flatMap((workload) => workload.acts).filter((act) => act.name === name);
}
