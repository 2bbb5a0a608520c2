/** Exports of recordings that tests have made, and a reader of what they are written in. */
import type { Builder } from "../../recording/testdata/builder.ts";
import { temporary } from "../../recording/testdata/files.ts";
import { type Choice, inFull } from "../../report/choice.ts";
import { exportLines, lineForms } from "../lines.ts";

export function exported(
  recording: Builder | string,
  form: keyof typeof lineForms,
  choice: Choice = inFull,
): string {
  const path = typeof recording === "string" ? recording : temporary(recording.bytes);
  const pieces: string[] = [];
  exportLines([path], choice, lineForms[form], (text) => pieces.push(text) > 0);
  return pieces.join("");
}

/** One object a line. */
export function rows(
  recording: Builder | string,
  form: "ndjson" | "ecs",
  choice?: Choice,
): Record<string, unknown>[] {
  const lines = exported(recording, form, choice).split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}

/** RFC 4180, strictly. @throws Error for what it does not allow */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let fields: string[] = [];
  const token = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const [, quoted, plain = "", end] = token.exec(text) ?? [];
    if (end === undefined) throw new Error(`no CSV at ${at}: ${text.slice(at, at + 40)}`);
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    records.push(fields);
    fields = [];
  }
  return records;
}

/** By column. */
export function csvRows(text: string): Record<string, string>[] {
  const [head = [], ...records] = parseCsv(text);
  return records.map((record) =>
    Object.fromEntries(head.map((name, i) => [name, record[i] ?? ""])),
  );
}
