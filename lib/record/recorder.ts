/** One recording, from the hooks to the trailer. */

import { exitCode, SondeError } from "../error.ts";
import { configLayout, controlLayout, schema } from "../events.gen.ts";
import { pack, unpack } from "../hook/control.ts";
import { attachHooks, type Hooks } from "../hook/ladder.ts";
import { BpfError, type BpfObject } from "../hook/object.ts";
import { syscallTable } from "../hook/syscalls.ts";
import { clockPair } from "../kernel/clock.ts";
import { possibleCpus } from "../kernel/cpus.ts";
import { taskPtRegs, typedTask } from "../kernel/features.ts";
import { hostInfo } from "../kernel/host.ts";
import { native } from "../native/library.ts";
import { type PointName, point } from "../points.ts";
import { formatVersion, type PlannedPoint } from "../recording/format.ts";
import { RecordingWriter } from "../recording/writer.ts";
import { version } from "../version.ts";
import { Command, type Ending } from "./command.ts";
import { Counters } from "./counts.ts";
import type { OutputFile } from "./output.ts";
import { Pump } from "./pump.ts";
import { snapshot } from "./snapshot.ts";

/** Of the ring; a power of two and a multiple of every page size. */
const ringBytes = 16 << 20;
/** Processes that one recording can follow at a time. */
const treeEntries = 65_536;
/** In bpf/event.bpf.h. */
const scratchLevels = 2;

/** Programs that keep the tree of a followed command, whether or not their events are wanted. */
const treePoints: readonly PointName[] = ["process.exec", "process.fork", "process.exit"];

export interface RecordOptions {
  readonly points: readonly PointName[];
  readonly forced: ReadonlyMap<PointName, string>;
  /** Its process tree is recorded, and nothing else. */
  readonly command: readonly string[] | null;
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
  readonly #counters: Counters;
  readonly #pump: Pump;
  readonly #self: number;
  readonly #command: Command | undefined;
  #events = 0;
  #ending: Ending | undefined;

  /**
   * Attaches the hooks, writes header and snapshot, and lets events come; a command is running
   * when this returns. @throws SondeError
   */
  constructor(options: RecordOptions, output: OutputFile) {
    this.#options = options;
    this.#output = output;
    const cpus = possibleCpus();
    const hooked = options.command
      ? [...new Set([...options.points, ...treePoints])]
      : options.points;
    this.#hooks = attachHooks({ points: hooked, forced: options.forced }, (object) =>
      prepare(object, cpus, options),
    );
    this.plan = this.#hooks.plan.filter((p) => options.points.some((name) => name === p.point));
    this.#mustFollow();
    const { object } = this.#hooks;
    const opened = native().sonde_ring_open(object.mapFd("events"), ringBytes);
    if (opened < 0)
      throw new SondeError(exitCode.unsupported, `cannot map the ring buffer (${opened})`);
    this.#counters = new Counters(object, cpus);
    object.update(".data.syscalls", 0, syscallTable(new Set(options.points), arch()));
    this.#self = ownPid(object);

    this.#writer = new RecordingWriter(output);
    this.#pump = new Pump(this.#writer);
    // From here on events gather in the ring; they are written after header and snapshot.
    if (!options.command) this.#setControl({});
    this.#writer.header({
      type: "header",
      format: formatVersion,
      sonde: version,
      host: hostInfo(),
      time: clockPair(),
      plan: this.plan,
      schema,
      filter: { points: options.points, command: options.command },
    });
    if (options.probe !== undefined) this.#writer.probe(options.probe);
    this.#writer.records(snapshot().bytes);
    if (options.command) this.#command = this.#start(options.command);
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

  signalCommand(signal: NodeJS.Signals): void {
    if (this.commandRuns()) this.#command?.kill(signal);
  }

  progress(): Progress {
    const counts = Object.values(this.#counts());
    const lost = counts.flatMap((point) => Object.values(point.lost)).reduce((a, b) => a + b, 0);
    return { events: this.#events, lost, bytes: this.#output.size };
  }

  /** Takes the hooks away, records what they left in the ring, and writes the trailer. */
  finish(reason: string): { readonly hash: Uint8Array; readonly progress: Progress } {
    for (const link of this.#hooks.links) link.detach();
    while (this.pump() > 0);
    this.#pump.flush();
    const hash = this.#writer.trailer({
      ts: clockPair().clock,
      reason,
      points: this.#counts(),
      unfollowed: this.#unfollowed(),
      command: this.#command ? (this.commandEnding() ?? { code: null, signal: null }) : null,
    });
    const progress = this.progress();
    this.#close();
    return { hash, progress };
  }

  /** Takes the hooks away and leaves the file as it is. */
  abandon(): void {
    for (const link of this.#hooks.links) link.detach();
    this.#close();
  }

  #close(): void {
    native().sonde_ring_close();
    this.#hooks.object.close();
    this.#output.close();
  }

  #counts() {
    return this.#counters.read(this.#options.points, this.#pump.recorded);
  }

  /** The child is adopted by the fork hook itself, which knows its pid in the initial namespace. */
  #start(argv: readonly string[]): Command {
    this.#setControl({ adopt: 1 });
    const command = new Command(argv);
    this.#setControl({});
    command.release();
    return command;
  }

  #setControl(values: { readonly adopt?: number }): void {
    const enabled = this.#options.points.map((name) => 1n << BigInt(point(name).kind));
    const control = pack(controlLayout, {
      enabled: enabled.reduce((bits, bit) => bits | bit, 0n),
      self: this.#self,
      follow: this.#options.command ? 1 : 0,
      adopt: values.adopt ?? 0,
    });
    this.#hooks.object.update(".data.control", 0, control);
  }

  #unfollowed(): number {
    const current = new Uint8Array(controlLayout.size);
    this.#hooks.object.lookup(".data.control", 0, current);
    return unpack(controlLayout, current, "unfollowed");
  }

  /** Without fork, exec and exit a command's tree can't be kept. */
  #mustFollow(): void {
    if (!this.#options.command) return;
    const missing = this.#hooks.plan.find(
      ({ point, flavour }) => flavour === null && treePoints.some((name) => name === point),
    );
    if (!missing) return;
    throw new SondeError(
      exitCode.unsupported,
      `a command cannot be followed here: ${missing.point} is not possible`,
      "Record the whole host instead: leave out `-- CMD`.",
    );
  }
}

/** As the initial pid namespace has it, which is how the programs know processes. */
function ownPid(object: BpfObject): number {
  try {
    object.testRun("whoami");
  } catch (error) {
    if (error instanceof BpfError) return process.pid; // before 5.10, 1b4d60ec162f
    throw error;
  }
  const control = new Uint8Array(controlLayout.size);
  object.lookup(".data.control", 0, control);
  return unpack(controlLayout, control, "self");
}

function prepare(object: BpfObject, cpus: number, options: RecordOptions): void {
  object.setMaxEntries("events", ringBytes);
  object.setMaxEntries("counts", Counters.entries(cpus));
  object.setMaxEntries("scratches", cpus * scratchLevels);
  object.setMaxEntries("tree", options.command ? treeEntries : 1);
  object.setInitialValue(
    ".rodata.config",
    pack(configLayout, { cpus, typedTask: typedTask(), taskPtRegs: taskPtRegs() }),
  );
}

function arch(): "x64" | "arm64" {
  return process.arch === "arm64" ? "arm64" : "x64";
}
