/** sonde export: recordings in other forms, for other programs. */
import { statSync } from "node:fs";
import { exitCode, SondeError } from "../lib/error.ts";
import { type Exported, exportLines, lineForms, type Take } from "../lib/export/lines.ts";
import { OutputFile } from "../lib/record/output.ts";
import { plural } from "../lib/report/number.ts";
import { visible } from "../lib/report/visible.ts";
import { usage } from "./arguments.ts";
import { type ChoiceFlags, choiceOf } from "./choice.ts";
import { offer, say } from "./output.ts";

const forms = ["ndjson", "csv"] as const;

export interface ExportFlags extends Pick<ChoiceFlags, "process" | "since" | "until" | "events"> {
  readonly to: string | undefined;
  readonly ecs: boolean;
  /** Undefined or "-": standard output. */
  readonly output: string | undefined;
  readonly force: boolean;
}

/** @throws SondeError also for a damaged recording, when all that can be read of it is written */
export function exportTo(paths: readonly string[], flags: ExportFlags): void {
  const form = formOf(flags);
  const choice = choiceOf({ ...flags, json: true, top: undefined, section: [] });
  const exported = intoOutput(paths, flags, (take) => exportLines(paths, choice, form, take));
  for (const { path, ending, lost } of exported) {
    const name = visible(path);
    if (ending.state === "cut") say(`${name} is cut at byte ${ending.at}: its end is not in it`);
    if (lost > 0) say(`${name}: ${plural(lost, "event")} lost while it was recorded`);
  }
  refuseDamaged(exported);
}

function formOf({ to, ecs }: ExportFlags): (typeof lineForms)[keyof typeof lineForms] {
  const form = forms.find((each) => each === to);
  if (form === undefined) {
    const message = to === undefined ? "sonde export needs --to" : `there is no form "${to}"`;
    throw usage(message, `There are ${forms.join(", ")}.`);
  }
  if (ecs && form !== "ndjson") throw usage("--ecs is for ndjson", "Write --to ndjson --ecs.");
  return lineForms[ecs ? "ecs" : form];
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
