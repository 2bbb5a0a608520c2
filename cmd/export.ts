/** sonde export: recordings in other forms, for other programs. */
import { readFileSync, statSync } from "node:fs";
import { isatty } from "node:tty";
import style from "#embed/page.css" with { type: "file" };
import script from "#embed/page.js" with { type: "file" };
import { exitCode, SondeError } from "../lib/error.ts";
import { htmlOf } from "../lib/export/html.ts";
import { type Exported, exportLines, lineForms, type Take } from "../lib/export/lines.ts";
import { pageOf } from "../lib/export/page-data.ts";
import { OutputFile } from "../lib/record/output.ts";
import type { Choice } from "../lib/report/choice.ts";
import { plural } from "../lib/report/number.ts";
import { visible } from "../lib/report/visible.ts";
import { usage, wholeNumber } from "./arguments.ts";
import { type ChoiceFlags, choiceOf } from "./choice.ts";
import { offer, say } from "./output.ts";

const forms = ["ndjson", "csv", "html"] as const;
/** Events in the list of a page. */
const eventLimit = 100_000;

export interface ExportFlags extends Pick<ChoiceFlags, "process" | "since" | "until" | "events"> {
  readonly to: string | undefined;
  readonly ecs: boolean;
  /** Of html: events in the list. */
  readonly limit: string | undefined;
  /** Undefined or "-": standard output. */
  readonly output: string | undefined;
  readonly force: boolean;
}

/** @throws SondeError also for a damaged recording, when all that can be read of it is written */
export function exportTo(paths: readonly string[], flags: ExportFlags): void {
  const write = writerOf(flags);
  const choice = choiceOf({ ...flags, json: true, top: undefined, section: [] });
  const exported = intoOutput(paths, flags, (take) => write(paths, choice, take));
  for (const { path, ending, lost } of exported) {
    const name = visible(path);
    if (ending.state === "cut") say(`${name} is cut at byte ${ending.at}: its end is not in it`);
    if (lost > 0) say(`${name}: ${plural(lost, "event")} lost while it was recorded`);
  }
  refuseDamaged(exported);
}

type Writer = (paths: readonly string[], choice: Choice, take: Take) => readonly Exported[];

function writerOf({ to, ecs, limit, output }: ExportFlags): Writer {
  const form = forms.find((each) => each === to);
  if (form === undefined) {
    const message = to === undefined ? "sonde export needs --to" : `there is no form "${to}"`;
    throw usage(message, `There are ${forms.join(", ")}.`);
  }
  if (ecs && form !== "ndjson") throw usage("--ecs is for ndjson", "Write --to ndjson --ecs.");
  if (limit !== undefined && form !== "html") {
    throw usage("--limit is for html", "The other forms hold all events; `head` takes the first.");
  }
  if (form !== "html") {
    return (paths, choice, take) => exportLines(paths, choice, lineForms[ecs ? "ecs" : form], take);
  }
  if ((output === undefined || output === "-") && isatty(1)) {
    throw usage("a page is not written to a terminal", "Name a file with -o: -o host.html");
  }
  const events = limit === undefined ? eventLimit : wholeNumber(limit);
  return (paths, choice, take) => {
    const page = pageOf(paths, choice, events);
    const parts = { script: readFileSync(script, "utf8"), style: readFileSync(style, "utf8") };
    for (const piece of htmlOf(page, parts)) if (!take(piece)) break;
    return page.read;
  };
}

/** Opens what is written to, and leaves nothing behind when nothing could be read. */
function intoOutput<T>(
  paths: readonly string[],
  { output, force }: ExportFlags,
  write: (take: Take) => T,
): T {
  if (output === undefined || output === "-") return write(offer);
  if (force) refuseOwnInput(paths, output);
  const file = OutputFile.create(output, force, (bytes) => `Its first ${bytes} bytes are good.`);
  const take: Take = (text) => {
    file.write(Buffer.from(text));
    return true;
  };
  try {
    const done = write(take);
    if (file.size === 0) file.write(new Uint8Array()); // no event: what was there before goes
    file.close();
    return done;
  } catch (error) {
    if (file.size === 0) file.discard();
    else file.close();
    throw error;
  }
}

/** --force would empty what is still to be read. */
function refuseOwnInput(paths: readonly string[], output: string): void {
  const target = statSync(output, { throwIfNoEntry: false });
  const same = paths.find((path) => {
    const source = statSync(path, { throwIfNoEntry: false });
    return target && source && source.dev === target.dev && source.ino === target.ino;
  });
  if (same !== undefined) {
    throw usage(`${visible(output)} is the recording itself`, "Name another file with -o.");
  }
}

function refuseDamaged(exported: readonly Exported[]): void {
  const damaged = exported.find(({ ending }) => ending.state === "damaged")?.path;
  if (damaged === undefined) return;
  throw new SondeError(
    exitCode.badInput,
    `${visible(damaged)} is damaged: what comes before the damage is exported`,
    `\`sonde verify ${visible(damaged)}\` says what holds.`,
  );
}
