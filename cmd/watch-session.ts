/** The recorder behind `sonde watch`: its events go to who looks on, and to a file if there is one. */

import { nothing } from "../lib/hook/lacking.ts";
import type { RecordOptions } from "../lib/record/options.ts";
import { OutputFile } from "../lib/record/output.ts";
import { Recorder } from "../lib/record/recorder.ts";
import { runSession, type SessionEnd } from "../lib/record/session.ts";
import { type Output, Volumes } from "../lib/record/volumes.ts";
import type { FilterRule, PlannedPoint } from "../lib/recording/format.ts";
import { type Listener, Live } from "../lib/watch/live.ts";
import { bytes, duration, pointList } from "./arguments.ts";
import { kernelTypes } from "./kernel-types.ts";
import { say, sayHeld } from "./output.ts";
import { finalReport } from "./status.ts";

/** What is recorded, and where to beside the terminal. */
export interface WatchedFlags {
  readonly for: string | undefined;
  readonly events: string | undefined;
  readonly selfTest: boolean;
  readonly redact: boolean;
  readonly unix: boolean;
  readonly rules: readonly FilterRule[];
  readonly btf: string | undefined;
  readonly buffer: string | undefined;
  readonly command: readonly string[];
  /** Also record to this file. */
  readonly output: string | undefined;
  readonly force: boolean;
  readonly forceExit: boolean;
}

export interface WatchHooks {
  readonly onStart: (plan: readonly PlannedPoint[]) => void;
  /** Some hundred times a second. Returns why to end. */
  readonly onPoll: () => string | undefined;
  readonly onSecond: () => void;
}

/** From the first event to the end. @throws SondeError */
export async function watchSession(
  flags: WatchedFlags,
  listener: Listener,
  hooks: WatchHooks,
): Promise<SessionEnd> {
  const { output: path, force, forceExit } = flags;
  const time = flags.for === undefined ? undefined : duration(flags.for);
  const options = optionsOf(flags);
  const file = path === undefined ? null : OutputFile.create(path, force);
  const live = new Live(listener);
  const start = () => {
    const recorder = recorderOrNothing(
      options,
      Volumes.single(file === null ? live : both(file, live)),
    );
    hooks.onStart(recorder.plan);
    return recorder;
  };
  const end = await runSession(start, {
    time,
    forceExit,
    stop: hooks.onPoll,
    onProgress: hooks.onSecond,
    onIncident: () => {}, // it is in the stream
    onHeld: sayHeld,
  });
  if (file !== null) say(finalReport(file.path, end));
  return end;
}

function optionsOf(flags: WatchedFlags): RecordOptions {
  const { rules, redact, selfTest, command, events, btf, buffer } = flags;
  return {
    points: pointList(events),
    forced: new Map(),
    command: command.length > 0 ? command : null,
    rules,
    redact,
    allCreds: false,
    selfTest,
    unixSockets: flags.unix,
    types: kernelTypes(btf),
    lacking: nothing,
    live: true,
    buffer: buffer === undefined ? undefined : bytes(buffer),
    transport: undefined,
    compress: false,
  };
}

/** A file that never became a recording is not left behind. */
function recorderOrNothing(options: RecordOptions, output: Volumes): Recorder {
  try {
    return new Recorder(options, output);
  } catch (error) {
    output.discard();
    throw error;
  }
}

function both(file: OutputFile, live: Live): Output {
  return {
    path: file.path,
    get size() {
      return file.size;
    },
    write(bytes) {
      file.write(bytes);
      live.write(bytes);
    },
    flush: () => file.flush(),
    close: () => file.close(),
    discard: () => file.discard(),
  };
}
