/** sonde watch: what happens, while it happens. */
import { exitCode } from "../lib/error.ts";
import { hostInfo } from "../lib/kernel/host.ts";
import type { SessionEnd } from "../lib/record/session.ts";
import { countText, plural } from "../lib/report/number.ts";
import { Activity } from "../lib/watch/activity.ts";
import type { ColumnName } from "../lib/watch/column-names.ts";
import { defaultColumns } from "../lib/watch/columns.ts";
import { headLine, type LineLayout } from "../lib/watch/line.ts";
import { Lines } from "../lib/watch/lines.ts";
import { Outlet } from "../lib/watch/outlet.ts";
import { screenLines } from "../lib/watch/screen.ts";
import { FullScreen } from "../lib/watch/terminal.ts";
import { usage } from "./arguments.ts";
import { say, terminal } from "./output.ts";
import { notWatched } from "./status.ts";
import { type WatchedFlags, watchSession } from "./watch-session.ts";

export interface WatchFlags extends WatchedFlags {
  readonly screen: boolean;
  /** Of a line; undefined: those shown by default. */
  readonly columns: readonly ColumnName[] | undefined;
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
  const layout = (): LineLayout => {
    const { columns, colour } = terminal();
    const width = isTerminal ? columns : null;
    return { columns: flags.columns ?? defaultColumns(width), width, colour };
  };
  const { json, findingsOnly } = flags;
  const lines = new Lines(outlet, { layout, json, findingsOnly });
  if (!json && !findingsOnly) outlet.push(headLine(layout()));
  const end = await watchSession(flags, lines, {
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
    return await watchSession(flags, activity, {
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
