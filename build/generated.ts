/** lib/events.gen.ts on disk: written by the build, compared by the check. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { readBtfSection } from "./bpf.ts";
import { generateEvents } from "./events.ts";
import { run } from "./run.ts";

/** Committed, so that a change of a layout is seen in review. */
export const eventsFile = "lib/events.gen.ts";

/** What the file has to say for this object, formatted. @throws BuildError */
export function eventsText(object: string): string {
  const draft = `${object}.events.ts`;
  writeFileSync(draft, generateEvents(readBtfSection(object)));
  try {
    run("node_modules/.bin/biome", ["format", "--write", "--vcs-use-ignore-file=false", draft]);
    return readFileSync(draft, "utf8");
  } finally {
    rmSync(draft);
  }
}
