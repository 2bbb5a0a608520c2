/** `watch` as lines: each event as it comes, findings and what was left out between them. */

import { jsonLine } from "../report/json.ts";
import { countText, plural } from "../report/number.ts";
import {
  eventJson,
  eventLine,
  findingJson,
  findingLine,
  type LineLayout,
  noteLine,
} from "./line.ts";
import type { Listener } from "./live.ts";
import type { Outlet } from "./outlet.ts";

export interface LineOptions {
  readonly layout: () => LineLayout;
  readonly json: boolean;
  /** Findings, and no events. */
  readonly findingsOnly: boolean;
}

export class Lines implements Listener {
  /** Lines that were left out because the output was too slow. */
  unprinted = 0;
  readonly #outlet: Outlet;
  readonly #options: LineOptions;
  /** Left out since the last line. */
  #gap = 0;

  constructor(outlet: Outlet, options: LineOptions) {
    this.#outlet = outlet;
    this.#options = options;
  }

  event(seen: Parameters<Listener["event"]>[0]): void {
    if (this.#options.findingsOnly) return;
    this.#print(() =>
      this.#options.json ? eventJson(seen) : eventLine(seen, this.#options.layout()),
    );
  }

  finding(...[finding, offset]: Parameters<Listener["finding"]>): void {
    this.#print(() =>
      this.#options.json
        ? findingJson(finding, offset)
        : findingLine(finding, offset, this.#options.layout()),
    );
  }

  lost(count: number, point: string, reason: string): void {
    this.#note(
      { lost: count, point, reason },
      `${plural(count, "event")} of ${point} lost (${reason})`,
    );
  }

  incident(text: string): void {
    this.#note({ incident: text }, text);
  }

  /** Says what was left out, when there is room for it. */
  settle(): void {
    if (this.#gap === 0) return;
    const gap = this.#gap;
    const text = `${countText(gap)} lines not printed: the output is too slow`;
    if (this.#outlet.push(this.#said({ notPrinted: gap }, text))) this.#gap = 0;
  }

  #note(data: Record<string, unknown>, text: string): void {
    this.#print(() => this.#said(data, text));
  }

  #said(data: Record<string, unknown>, text: string): string {
    return this.#options.json ? jsonLine(data) : noteLine(text, this.#options.layout());
  }

  /** line: is not even made when there is no room. */
  #print(line: () => string): void {
    if (this.#outlet.isFull) {
      this.#gap++;
      this.unprinted++;
      return;
    }
    this.settle();
    this.#outlet.push(line());
  }
}
