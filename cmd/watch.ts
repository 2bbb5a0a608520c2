/** sonde watch: what happens, while it happens. */
import { exitCode } from "../lib/error.ts";
import { hostInfo } from "../lib/kernel/host.ts";
import { OutputFile } from "../lib/record/output.ts";
import { Recorder, type RecordOptions } from "../lib/record/recorder.ts";
import { runSession, type SessionEnd } from "../lib/record/session.ts";
import { type Output, Volumes } from "../lib/record/volumes.ts";
import type { FilterRule, PlannedPoint } from "../lib/recording/format.ts";
import { countText, plural } from "../lib/report/number.ts";
import { Activity } from "../lib/watch/activity.ts";
import type { ColumnName } from "../lib/watch/columns.ts";
import { headLine, type LineLayout } from "../lib/watch/line.ts";
import { Lines } from "../lib/watch/lines.ts";
import { type Listener, Live } from "../lib/watch/live.ts";
import { Outlet } from "../lib/watch/outlet.ts";
import { screenLines } from "../lib/watch/screen.ts";
import { FullScreen } from "../lib/watch/terminal.ts";
import { bytes, duration, pointList, usage } from "./arguments.ts";
import { kernelTypes } from "./kernel-types.ts";
import { say, terminal } from "./output.ts";
import { finalReport, notWatched } from "./status.ts";

export interface WatchFlags {
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
  readonly screen: boolean;
  readonly columns: readonly ColumnName[];
  readonly json: boolean;
  readonly findingsOnly: boolean;
}

/** How long the rest of the output is waited for at the end, in steps. */
const patience = { steps: 200, stepMs: 10 } as const;

/** Returns the exit code: the command's own, where there is one. @throws SondeError */
export async function watch(flags: WatchFlags): Promise<number> {
  const command = flags.command.length > 0 ? flags.command : null;
  if (command && flags.rules.some(({ field, exclude }) => field === "pid" && !exclude)) {
    throw usage("--pid and a command: only one tree can be watched", "Leave one of them out.");
  }
  if (flags.screen && process.stdout.isTTY !== true) {
    throw usage("--screen needs a terminal", "Leave it out: each event is then a line.");
  }
  if (flags.screen && (command !== null || flags.json)) {
    throw usage(
      `--screen and ${command === null ? "--json" : "a command"}: both would write to the terminal`,
      "Leave one of them out.",
    );
  }
  const outlet = new Outlet(1);
  try {
    const end = await (flags.screen ? watchScreen(flags, outlet) : watchLines(flags, outlet));
    return end.command ? (end.command.code ?? 128 + (end.command.signal ?? 0)) : exitCode.done;
  } finally {
    outlet.close();
  }
}

async function watchLines(flags: WatchFlags, outlet: Outlet): Promise<SessionEnd> {
  const isTerminal = process.stdout.isTTY === true;
  const layout = (): LineLayout => ({
    columns: flags.columns,
    width: isTerminal ? terminal().columns : null,
    colour: terminal().colour,
  });
  const { json, findingsOnly } = flags;
  const lines = new Lines(outlet, { layout, json, findingsOnly });
  if (!json && !findingsOnly) outlet.push(headLine(layout()));
  const end = await session(flags, lines, {
    onStart: notWatched,
    onPoll: () => {
      lines.settle();
      outlet.flush();
      return outlet.gone ? "output closed" : undefined;
    },
    onSecond: () => {},
  });
  for (let step = 0; outlet.waiting > 0 && step < patience.steps; step++) {
    outlet.flush();
    if (outlet.waiting > 0) await Bun.sleep(patience.stepMs);
  }
  const left = lines.unprinted > 0 ? `, ${countText(lines.unprinted)} lines not printed` : "";
  const rest = outlet.waiting > 0 ? ", the end of the output was not taken" : "";
  say(
    `${plural(end.progress.events, "event")}, ${countText(end.progress.lost)} lost${left}${rest}`,
  );
  return end;
}

async function watchScreen(flags: WatchFlags, outlet: Outlet): Promise<SessionEnd> {
  const activity = new Activity();
  const host = hostInfo().hostname;
  const began = performance.now();
  let missing = 0;
  let quit = false;
  const draw = (): void => {
    if (outlet.waiting > 0) return; // the terminal is slow: rather a picture less
    const elapsed = (performance.now() - began) * 1e6;
    const { columns, colour } = terminal();
    const size = { rows: process.stdout.rows || 24, columns, colour };
    screen.draw(screenLines(activity, { host, elapsed, notWatched: missing }, size));
    outlet.flush();
  };
  let isReady = false;
  const screen = new FullScreen({
    write: (text) => void outlet.push(text),
    writeNow: (text) => outlet.urgent(text),
    redraw: () => isReady && draw(),
    quit: () => {
      quit = true;
    },
  });
  isReady = true;
  try {
    draw();
    return await session(flags, activity, {
      onStart: (plan) => {
        missing = plan.filter(({ flavour }) => flavour === null).length;
      },
      onPoll: () => {
        outlet.flush();
        return quit || outlet.gone ? "SIGINT" : undefined;
      },
      onSecond: () => {
        activity.tick();
        draw();
      },
    });
  } finally {
    screen.close();
  }
}

interface Hooks {
  readonly onStart: (plan: readonly PlannedPoint[]) => void;
  /** Some hundred times a second. Returns why to end. */
  readonly onPoll: () => string | undefined;
  readonly onSecond: () => void;
}

async function session(flags: WatchFlags, listener: Listener, hooks: Hooks): Promise<SessionEnd> {
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
    onHeld: (reason) => say(`sonde: the hooks stay for now: ${reason}`),
  });
  if (file !== null) say(finalReport(file.path, end));
  return end;
}

function optionsOf(flags: WatchFlags): RecordOptions {
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
