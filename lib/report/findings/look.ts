/** Findings of a recording, without the rest of its summary. */
import { type Ending, eachItem, type StoredHeader, type Wants } from "../../recording/reader.ts";
import { History, historyFields } from "../history.ts";
import { type Blind, blindRules, watchedPoints } from "./coverage.ts";
import { findingFields } from "./fields.ts";
import { Findings, type Found } from "./findings.ts";
import { rules } from "./rules.ts";

const wants: Wants = ({ name }) => new Set([...historyFields(name), ...findingFields(name)]);

export interface Looked {
  readonly header: StoredHeader;
  readonly ending: Ending;
  readonly found: Found;
  readonly blind: readonly Blind[];
}

/** path: of the recording, "-" is standard input. @throws SondeError when it can't be read */
export function lookInto(path: string): Looked {
  let header: StoredHeader | undefined;
  let history: History | undefined;
  let findings: Findings | undefined;
  const ending = eachItem(path, { wants }, (item, whole) => {
    if (item.type === "header") {
      header = item.header;
      history = new History(header.time.clock);
      findings = new Findings(history);
    } else if (item.type === "record" && history !== undefined) {
      if (item.record.schema.name === "process") history.snapshot(item.record);
      else findings?.event(item.record, history.event(item.record, whole));
    }
  });
  if (header === undefined || findings === undefined)
    throw new Error("a recording begins with a header");
  return {
    header,
    ending,
    found: findings.found(),
    blind: blindRules(rules, watchedPoints(header)),
  };
}
