/** One recording, from the hooks to the trailer. */

import { exitCode, SondeError } from "../error.ts";
import { schema } from "../events.gen.ts";
import type { ClassChange } from "../hook/canary.ts";
import type { Control } from "../hook/control.ts";
import { type CompiledFilters, compileFilters } from "../hook/filters.ts";
import { attachHooks, type Hooks } from "../hook/hooks.ts";
import { kindBits } from "../hook/verify.ts";
import { clockPair } from "../kernel/clock.ts";
import { possibleCpus } from "../kernel/cpus.ts";
import { hostInfo } from "../kernel/host.ts";
import { newMembers, parents } from "../kernel/process-tree.ts";
import type { TypeSource } from "../kernel/type-source.ts";
import { native } from "../native/library.ts";
import { type PointName, point } from "../points.ts";
import {
  type Counts,
  type FilterRule,
  formatVersion,
  type Incident,
  type PlannedPoint,
} from "../recording/format.ts";
import { RecordingWriter } from "../recording/writer.ts";
import { version } from "../version.ts";
import { Command, type Ending } from "./command.ts";
import type { OutputFile } from "./output.ts";
import { dropPrivileges } from "./privileges.ts";
import { Pump } from "./pump.ts";
import { redactCommand } from "./redact.ts";
import { snapshot } from "./snapshot.ts";

/** Of the ring; a power of two and a multiple of every page size. */
const ringBytes = 16 << 20;
/** Processes that one recording can follow at a time. */
const treeEntries = 65_536;

/** Programs that keep the tree of a followed command, whether or not their events are wanted. */
const treePoints: readonly PointName[] = ["process.exec", "process.fork", "process.exit"];

export interface RecordOptions {
  readonly points: readonly PointName[];
  readonly forced: ReadonlyMap<PointName, string>;
  /** Its process tree is recorded, and nothing else. */
  readonly command: readonly string[] | null;
  readonly rules: readonly FilterRule[];
  /** Mask what looks like a secret in arguments. */
  readonly redact: boolean;
  /** See every hook firing before it is relied upon. */
  readonly selfTest: boolean;
  /** Where the kernel's types are described. */
  readonly types: TypeSource;
  /** A probe's report, to go with the recording. */
  readonly probe?: unknown;
}

/** What a recorder has done so far. */
export interface Progress {
  readonly events: number;
  readonly lost: number;
  readonly bytes: number;
}

export class Recorder {
  readonly plan: readonly PlannedPoint[];
  readonly #options: RecordOptions;
  readonly #output: OutputFile;
  readonly #writer: RecordingWriter;
  readonly #hooks: Hooks;
  readonly #pump: Pump;
  readonly #command: Command | undefined;
  readonly #filters: CompiledFilters;
  #events = 0;
  #detached = false;
  #ending: Ending | undefined;

  /**
   * Attaches the hooks, writes header and snapshot, lets events come, and gives up all privileges;
   * a command is running when this returns. @throws SondeError
   */
  constructor(options: RecordOptions, output: OutputFile) {
    this.#options = options;
    this.#output = output;
    const { points, forced, command, rules, selfTest, types } = options;
    this.#filters = compileFilters(rules);
    this.#hooks = attachHooks({
      points: this.#follows() ? [...new Set([...points, ...treePoints])] : points,
      forced,
      selfTest,
      types,
      cpus: possibleCpus(),
      ringBytes,
      treeEntries: this.#follows() ? treeEntries : 0,
      filters: this.#filters,
    });
    this.plan = this.#hooks.plan.filter((planned) => points.some((name) => name === planned.point));
    this.#mustFollow();
    const opened = native().sonde_ring_open(this.#hooks.object.mapFd("events"), ringBytes);
    if (opened < 0)
      throw new SondeError(exitCode.unsupported, `cannot map the ring buffer (${opened})`);

    this.#writer = new RecordingWriter(output);
    this.#pump = new Pump(this.#writer, options.redact);
    // From here on events gather in the ring; they are written after header and snapshot.
    if (this.#filters.trees.size > 0) this.#enterTrees();
    if (!command) this.#watch(false);
    this.#writer.header({
      type: "header",
      format: formatVersion,
      sonde: version,
      host: hostInfo(),
      types: types.from,
      time: clockPair(),
      plan: this.plan,
      schema,
      filter: {
        points,
        command: command && options.redact ? redactCommand(command) : command,
        rules,
        redacted: options.redact,
      },
    });
    if (options.probe !== undefined) this.#writer.probe(options.probe);
    this.#writer.records(snapshot(options.redact).bytes);
    // A command is forked before, and keeps what it was given.
    if (command) this.#command = this.#fork(command);
    dropPrivileges();
    this.#command?.release();
  }

  /** Moves what the ring holds into the recording. Returns how many events that were. */
  pump(): number {
    const events = this.#pump.drain();
    this.#events += events;
    return events;
  }

  /** Writes what is encoded, then a mark. */
  mark(): void {
    this.#pump.flush();
    this.#writer.mark({ ts: clockPair().clock, points: this.#counts() });
  }

  /** How the command ended; undefined while it runs, or without one. */
  commandEnding(): Ending | undefined {
    this.#ending ??= this.#command?.poll();
    return this.#ending;
  }

  commandRuns(): boolean {
    return this.#command !== undefined && this.commandEnding() === undefined;
  }

  /** False: it may not be signalled, since it runs as another user by now. */
  signalCommand(signal: NodeJS.Signals): boolean {
    return !this.commandRuns() || this.#command?.kill(signal) !== false;
  }

  progress(): Progress {
    const counts = Object.values(this.#counts());
    const lost = counts.flatMap((point) => Object.values(point.lost)).reduce((a, b) => a + b, 0);
    return { events: this.#events, lost, bytes: this.#output.size };
  }

  /** Makes the hooks prove that they still fire. Returns what has happened to them, in sentences. */
  check(): readonly string[] {
    const incidents = this.#hooks.checkClasses().map((change) => {
      const points = this.#hooks.pointsOf(change.via);
      return { ...classIncident(change, points), ts: clockPair().clock };
    });
    if (incidents.length > 0) this.#pump.flush();
    for (const incident of incidents) this.#writer.incident(incident);
    return incidents.map(({ text }) => text);
  }

  /** Why the hooks cannot be taken away now; undefined when nothing speaks against it. */
  held(): string | undefined {
    return this.#hooks.held();
  }

  /**
   * Ends all points at one instant, records what they left in the ring, and writes the trailer. The
   * hooks stay until release().
   */
  finish(reason: string): { readonly hash: Uint8Array; readonly progress: Progress } {
    this.#hooks.stop();
    if (this.held() === undefined) this.#detach();
    while (this.pump() > 0);
    this.#pump.flush();
    const hash = this.#writer.trailer({
      ts: clockPair().clock,
      reason,
      points: this.#counts(),
      unfollowed: this.#follows() ? this.#hooks.unfollowed() : 0,
      command: this.#command ? (this.commandEnding() ?? { code: null, signal: null }) : null,
    });
    const progress = this.progress();
    this.#output.close();
    return { hash, progress };
  }

  /** Ends all points and leaves the file as it is. */
  abandon(): void {
    this.#hooks.stop();
    this.#output.close();
  }

  /** Takes the hooks away, after finish() or abandon(). */
  release(): void {
    this.#detach();
    native().sonde_ring_close();
    this.#hooks.close();
  }

  #detach(): void {
    if (!this.#detached) this.#hooks.detach();
    this.#detached = true;
  }

  #counts(): Counts {
    const { points } = this.#options;
    const { recorded } = this.#pump;
    return Object.fromEntries(
      [...this.#hooks.counters.read(points)].map(([name, { seen, lost }]) => [
        name,
        { seen, recorded: recorded[point(name).kind] ?? 0, lost, missed: this.#hooks.missed(name) },
      ]),
    );
  }

  /** The child is adopted by the fork hook itself, which knows its pid in the initial namespace. */
  #fork(argv: readonly string[]): Command {
    this.#watch(true);
    const command = new Command(argv);
    this.#watch(false);
    return command;
  }

  /** Lets events come. adopt: the recorder's next child is the root of the tree. */
  #watch(adopt: boolean): void {
    this.#hooks.control({
      ...this.#control(),
      enabled: kindBits(this.#options.points),
      adopt: adopt ? 1 : 0,
    });
  }

  #control(): Control {
    const strangers = this.#options.command === null && this.#filters.strangers;
    return { follow: this.#follows() ? 1 : 0, strangers: strangers ? 1 : 0 };
  }

  /** A tree of processes says who is recorded. */
  #follows(): boolean {
    return this.#options.command !== null || this.#filters.trees.size > 0;
  }

  /**
   * Puts the processes of the trees into the table. Forks are followed meanwhile; who was forked
   * before is found by looking until nobody new is there.
   */
  #enterTrees(): void {
    this.#hooks.control(this.#control());
    const members = new Map<number, number>();
    let found = [...this.#filters.trees];
    if (!this.#hooks.sharesPids) throw otherPids();
    mustRun(found.map(([pid]) => pid));
    while (found.length > 0) {
      for (const [pid, member] of found) {
        this.#hooks.setMember(pid, member);
        members.set(pid, member);
      }
      found = newMembers(parents(), members);
    }
  }

  /** Without fork, exec and exit a command's tree can't be kept. */
  #mustFollow(): void {
    if (!this.#follows()) return;
    const missing = this.#hooks.plan.find(
      ({ point, flavour }) => flavour === null && treePoints.some((name) => name === point),
    );
    if (!missing) return;
    throw new SondeError(
      exitCode.unsupported,
      `a process tree cannot be followed here: ${missing.point} is not possible`,
      "Record the whole host instead: leave out `-- CMD`, --pid and --not-pid.",
    );
  }
}

function otherPids(): SondeError {
  return new SondeError(
    exitCode.unsupported,
    "--pid and --not-pid: sonde is in a pid namespace, whose numbers the programs do not know",
    "Run it outside the container, or narrow by --cgroup or --mntns.",
  );
}

/** @throws SondeError for a process that is not there */
function mustRun(pids: readonly number[]): void {
  const running = parents();
  const gone = pids.find((pid) => !running.has(pid));
  if (gone !== undefined) {
    throw new SondeError(exitCode.usage, `there is no process ${gone}`, "`ps -e` lists them.");
  }
}

function classIncident(
  { via, silent, reason }: ClassChange,
  points: readonly PointName[],
): Omit<Incident, "type" | "ts"> {
  const why = reason === undefined ? "" : ` (${reason})`;
  const names = points.join(", ");
  return silent
    ? {
        what: "hooks silent",
        text: `hooks of the class ${via} no longer fire${why}; not seen from then on: ${names}`,
        points,
      }
    : { what: "hooks fire again", text: `hooks of the class ${via} fire again: ${names}`, points };
}
