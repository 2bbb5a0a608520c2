/** What is generated from the object's types: written by the build, compared by the check. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { readBtfSection } from "./bpf.ts";
import { generateEncoders } from "./encoders.ts";
import { generateEvents } from "./events.ts";
import { run } from "./run.ts";

export interface Generated {
  readonly path: string;
  readonly text: string;
}

/** Committed, so that a change of a layout is seen in review. @throws BuildError */
export function generatedFiles(object: string): Generated[] {
  const btf = readBtfSection(object);
  return [
    { path: "lib/events.gen.ts", text: formatted(`${object}.events.ts`, generateEvents(btf)) },
    { path: "lib/native/events.gen.h", text: generateEncoders(btf) },
  ];
}

function formatted(draft: string, text: string): string {
  writeFileSync(draft, text);
  try {
    run("node_modules/.bin/biome", ["format", "--write", "--vcs-use-ignore-file=false", draft]);
    return readFileSync(draft, "utf8");
  } finally {
    rmSync(draft);
  }
}
