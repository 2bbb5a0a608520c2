/** Starts a recorder of all points in this process and prints what each step took: JSON, ms by step. */
import { nothing } from "../lib/hook/lacking.ts";
import { steps } from "../lib/hook/steps.ts";
import { findTypes } from "../lib/kernel/type-source.ts";
import { native } from "../lib/native/library.ts";
import { pointNames } from "../lib/points.ts";
import { OutputFile } from "../lib/record/output.ts";
import { Recorder } from "../lib/record/recorder.ts";
import { Volumes } from "../lib/record/volumes.ts";

const [file = ""] = process.argv.slice(2);
const output = Volumes.single(OutputFile.create(file, false));
let last = performance.now();
native();
performance.mark("library");
const recorder = new Recorder(
  {
    points: pointNames,
    forced: new Map(),
    command: null,
    rules: [],
    redact: false,
    allCreds: false,
    selfTest: true,
    types: findTypes(undefined),
    transport: undefined,
    buffer: undefined,
    lacking: nothing,
    compress: false,
    unixSockets: false,
  },
  output,
);
// Of a step that was taken again, as when a hook was silent: when it last ended.
const ends = new Map(performance.getEntriesByType("mark").map((one) => [one.name, one.startTime]));
recorder.abandon();
recorder.release();
const took = ["library", ...steps].map((name): [string, number] => {
  const end = ends.get(name) ?? last;
  const ms = end - last;
  last = end;
  return [name, ms];
});
process.stdout.write(JSON.stringify(Object.fromEntries(took)));
