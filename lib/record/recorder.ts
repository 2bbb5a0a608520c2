/** One recording, from the hooks to the trailer. */

import type { Control } from "../hook/control.ts";
import { type CompiledFilters, compileFilters } from "../hook/filters.ts";
import { attachHooks, type Hooks } from "../hook/hooks.ts";
import { tableBytes } from "../hook/prepare.ts";
import { step } from "../hook/steps.ts";
import { chooseTransport } from "../hook/transport.ts";
import { readClocks } from "../kernel/clock.ts";
import { onlineCpus, possibleCpus } from "../kernel/cpus.ts";
import { memoryLeft, totalMemory } from "../kernel/memory.ts";
import { threadIds } from "../kernel/thread-ids.ts";
import { native } from "../native/library.ts";
import { kindBits } from "../points.ts";
import type { Counts, Incident, PlannedPoint, Previous, Transport } from "../recording/format.ts";
import { bufferBytes } from "./buffer.ts";
import { ClockWatch } from "./clocks.ts";
import { Command, type Ending } from "./command.ts";
import { Counting } from "./counting.ts";
import { FileWriter } from "./file-writer.ts";
import { headerOf } from "./header.ts";
import { classIncident } from "./hook-incident.ts";
import { KnownProcesses } from "./known-processes.ts";
import type { RecordOptions } from "./options.ts";
import { dropPrivileges } from "./privileges.ts";
import { Pump } from "./pump.ts";
import { snapshot } from "./snapshot.ts";
import { openTransport } from "./transport.ts";
import { enterTrees, mustFollow, treePoints, treeSize } from "./trees.ts";
import type { Volumes } from "./volumes.ts";

/** Events wait in the ring this long, to be taken together; those that someone looks at less. */
const gatherMs = 50;
const liveMs = 10;
/** While nothing comes, all else is looked at this often. */
const quietMs = 200;

/** What a recorder has done so far. */
export interface Progress {
  readonly events: number;
  readonly lost: number;
  readonly bytes: number;
}

export class Recorder {
  readonly plan: readonly PlannedPoint[];
  readonly #options: RecordOptions;
  readonly #output: Volumes;
  /** Of the present file. */
  #writer: FileWriter;
  readonly #clocks = new ClockWatch(readClocks());
  readonly #known: KnownProcesses | undefined;
  readonly #hooks: Hooks;
  readonly #pump: Pump;
  readonly #counting: Counting;
  readonly #command: Command | undefined;
  readonly #filters: CompiledFilters;
  readonly #transport: Transport;
  readonly #bufferBytes: number;
  #events = 0;
  #detached = false;
  /** What it was at the last mark. */
  #marked = 0;
  #ending: Ending | undefined;

  /**
   * Attaches the hooks, writes header and snapshot, lets events come, and gives up all privileges;
   * a command is running when this returns. @throws SondeError
   */
  constructor(options: RecordOptions, output: Volumes) {
    this.#options = options;
    this.#output = output;
    const { points, forced, command, rules, selfTest, types, allCreds, unixSockets } = options;
    this.#filters = compileFilters(rules);
    const cpus = possibleCpus();
    const treeEntries = this.#follows() ? treeSize() : 0;
    const tables = tableBytes(cpus, treeEntries, this.#filters);
    const left = memoryLeft();
    const around = { cpus: onlineCpus(), memory: totalMemory(), left, tables };
    const { lacking } = options;
    this.#transport = chooseTransport(options.transport, lacking);
    this.#bufferBytes = bufferBytes(options.buffer, around);
    this.#hooks = attachHooks({
      points: this.#follows() ? [...new Set([...points, ...treePoints])] : points,
      forced,
      selfTest,
      types,
      unixSockets,
      lacking,
      cpus,
      transport: this.#transport,
      ringBytes: this.#bufferBytes,
      treeEntries,
      allCreds,
      filters: this.#filters,
    });
    this.plan = this.#hooks.plan.filter((planned) => points.some((name) => name === planned.point));
    if (this.#follows()) mustFollow(this.#hooks.plan);
    openTransport(this.#hooks.object, this.#transport, this.#bufferBytes);
    this.#known = output.isNumbered ? new KnownProcesses() : undefined;
    this.#writer = new FileWriter(output, options.compress);
    this.#pump = new Pump((bytes) => this.#write(bytes), {
      redact: options.redact,
      onExec: this.#known && ((record) => this.#known?.executed(record)),
    });
    this.#counting = new Counting(this.#hooks, options.points, this.#pump);
    // From here on events gather in the ring; they are written after header and snapshot.
    if (this.#filters.trees.size > 0) {
      this.#hooks.control(this.#control());
      enterTrees(this.#hooks, this.#filters.trees);
    }
    if (!command) this.#watch(false);
    // What changes them is watched by now: who does so meanwhile is explained already.
    if (points.includes("cred.escalation") && this.#hooks.sharesPids) {
      for (const [thread, ids] of threadIds()) this.#hooks.explain(thread, ids);
    }
    step("threads");
    this.#begin(null);
    step("header");
    if (options.probe !== undefined) this.#writer.items.probe(options.probe);
    this.#snapshot();
    step("snapshot");
    // A command is forked before, and keeps what it was given.
    if (command) this.#command = this.#fork(command);
    // Before 5.5 counters and control are reached by system calls, which need them.
    if (this.#hooks.mapped) dropPrivileges();
    output.mustContinue();
    this.#command?.release();
  }

  /** Moves what the ring holds into the recording. Returns how many events that were. */
  pump(): number {
    const events = this.#pump.drain();
    if (this.#options.live === true) this.#pump.flush();
    this.#events += events;
    return events;
  }

  /** Until it is time to pump, or a signal comes. Nothing else runs meanwhile, but it is short. */
  wait(): void {
    native().sonde_ring_wait(this.#options.live === true ? liveMs : gatherMs, quietMs);
  }

  /** To be called about once a second: marks what came since the last time. */
  mark(): void {
    if (this.#events === this.#marked) return;
    this.#marked = this.#events;
    this.#pump.flush();
    this.#writer.items.mark({ ts: readClocks().clock, points: this.#counting.counts() });
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
    return { events: this.#events, lost: this.#counting.lost(), bytes: this.#output.size };
  }

  /** Makes the hooks prove that they still fire. Returns what has happened to them, in sentences. */
  checkHooks(): readonly string[] {
    return this.#tell(
      this.#hooks
        .checkClasses()
        .map((change) => classIncident(change, this.#hooks.pointsOf(change.via))),
    );
  }

  /** Looks whether the machine slept, or its clock was set. Returns it in sentences. */
  checkClocks(): readonly string[] {
    return this.#tell(this.#clocks.look(readClocks()));
  }

  #tell(incidents: readonly Omit<Incident, "type" | "ts">[]): readonly string[] {
    if (incidents.length === 0) return [];
    this.#pump.flush();
    const { clock: ts } = readClocks();
    for (const incident of incidents) this.#writer.items.incident({ ...incident, ts });
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
    const hash = this.#end(reason, this.#counting.counts());
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

  #begin(previous: Previous | null): void {
    this.#writer.items.header(
      headerOf(this.#options, {
        plan: this.plan,
        transport: this.#transport,
        buffer: this.#bufferBytes,
        charged: this.#hooks.object.chargedBytes(),
        previous,
      }),
    );
  }

  #snapshot(): void {
    this.#writer.items.records(snapshot(this.#options.redact, this.#known).bytes);
  }

  /** Whole events; a file that is full by them is followed by another one. */
  #write(bytes: Uint8Array): void {
    this.#writer.items.records(bytes);
    if (this.#output.isFull()) this.#rotate();
  }

  #rotate(): void {
    const hash = this.#end("full", this.#counting.close());
    this.#options.onRotate?.(this.#output.path, hash);
    const file = this.#output.next();
    this.#pump.startCounting();
    this.#writer = new FileWriter(this.#output, this.#options.compress);
    this.#begin({ file, hash });
    this.#snapshot();
  }

  #end(reason: string, points: Counts): Uint8Array {
    return this.#writer.end({
      ts: readClocks().clock,
      reason,
      points,
      unfollowed: this.#follows() ? this.#hooks.unfollowed() : 0,
      command: this.#command ? (this.commandEnding() ?? { code: null, signal: null }) : null,
    });
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
}
