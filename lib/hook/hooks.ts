/**
 * Puts the hooks in place: for each point the best flavour that loads, attaches and is seen firing
 * on this kernel. What fails is kept with its reason, and the next one is tried.
 */
import { configLayout, slots } from "../events.gen.ts";
import { kernelReads, taskPtRegs, typedTask } from "../kernel/features.ts";
import { noTypes, type TypeSource } from "../kernel/type-source.ts";
import { type Hooked, type PointName, point, type Via } from "../points.ts";
import type { PlannedPoint } from "../recording/format.ts";
import { type Attached, detach, loadAndAttach } from "./attach.ts";
import { type Control, ControlBlock } from "./control.ts";
import { Counters } from "./counters.ts";
import { type CompiledFilters, carriedTable } from "./filters.ts";
import { type Choice, choose, planned, rejectMissing, type Wish } from "./ladder.ts";
import { BpfError, type BpfObject } from "./object.ts";
import { pack } from "./pack.ts";
import { Rejections } from "./rejections.ts";
import { runSelfTest, type Trial } from "./self-test.ts";
import { syscallTables } from "./syscalls.ts";

/** Processes of the self-test. */
const leastTree = 16;

export interface HookOptions extends Wish {
  readonly cpus: number;
  /** Of the ring buffer. */
  readonly ringBytes: number;
  /** Processes that can be followed at a time; 0 when none are. */
  readonly treeEntries: number;
  readonly filters: CompiledFilters;
  readonly selfTest: boolean;
  /** Where the kernel's types are described. */
  readonly types: TypeSource;
}

/** Hooks in place; nothing is recorded until control says so. */
export class Hooks {
  readonly plan: readonly PlannedPoint[];
  readonly counters: Counters;
  readonly object: BpfObject;
  readonly #attached: Attached;
  readonly #control: ControlBlock;
  readonly #self: number;

  constructor(
    attached: Attached,
    counters: Counters,
    control: ControlBlock,
    self: number,
    plan: readonly PlannedPoint[],
  ) {
    this.#attached = attached;
    this.#control = control;
    this.#self = self;
    this.object = attached.object;
    this.counters = counters;
    this.plan = plan;
  }

  /** The kernel knows processes by the numbers that this process sees: no pid namespace between. */
  get sharesPids(): boolean {
    return this.#self === process.pid;
  }

  /** What a process and its descendants to come are: a `member`. Before privileges are given up. */
  setMember(pid: number, member: number): void {
    this.object.update("tree", pid, new Uint8Array(Uint32Array.of(member).buffer));
  }

  control(values: Omit<Control, "self">): void {
    this.#control.write({ ...values, self: this.#self });
  }

  /**
   * Times that the kernel skipped the point's programs; points that share one share its count. Null
   * where the kernel does not say: before 5.12, and for perf events, which it counts elsewhere.
   */
  missed(name: PointName): number | null {
    const flavour = point(name).flavours.find((f) => f.name === this.#flavour(name));
    const counts = flavour?.hooks.map(({ program, hook }) =>
      countsMisses(hook.via) ? this.object.missed(program) : null,
    );
    return counts?.reduce((a, b) => (a === null || b === null ? null : a + b), 0) ?? null;
  }

  /** Processes of a followed tree that are not followed: their fork was missed, or the table full. */
  unfollowed(): number {
    return this.#control.read("unfollowed") + (this.missed("process.fork") ?? 0);
  }

  #flavour(name: PointName): string | null | undefined {
    return this.plan.find((planned) => planned.point === name)?.flavour;
  }

  /** All points end at one instant: their programs go away one after the other. */
  detach(): void {
    this.control({});
    this.#attached.links.detach();
  }

  /** After detach(): the kernel forgets programs and maps. */
  close(): void {
    this.counters.close();
    this.#control.close();
    this.object.close();
  }
}

/** @throws SondeError when no point at all is possible, or nothing may be loaded */
export function attachHooks(options: HookOptions): Hooks {
  const rejections = new Rejections();
  rejectMissing(options, rejections);
  for (;;) {
    const choices = choose(options, rejections);
    const prepare = (object: BpfObject) => prepareObject(object, options);
    const btf = btfOf(options.types);
    const attached = loadAndAttach(hookedBy(choices), btf, prepare, rejections);
    if (!attached) continue;
    attached.object.update(
      ".data.syscalls",
      0,
      syscallTables((via) => fromSystemCalls(choices, via), arch()),
    );
    fillRules(attached.object, options.filters);
    const counters = new Counters(attached.object, options.cpus);
    const control = new ControlBlock(attached.object);
    const self = ownPid(attached.object, control);
    const test = () => verify(attached.object, control, self, counters, choices);
    const states = options.selfTest ? test() : undefined;
    const silent = choices.filter((choice) => states?.get(choice.point) === "silent");
    if (silent.length === 0) {
      const plan = choices.map((choice) => planned(choice, stateOf(states?.get(choice.point))));
      return new Hooks(attached, counters, control, self, plan);
    }
    for (const { point, flavour } of silent) if (flavour) rejections.silent(point, flavour);
    counters.close();
    control.close();
    detach(attached);
  }
}

function btfOf(types: TypeSource): Uint8Array | undefined {
  if (types.from === "kernel") return undefined;
  return types.from === "nowhere" ? noTypes() : types.btf;
}

/** Each once: points may share a program. */
function hookedBy(choices: readonly Choice[]): readonly Hooked[] {
  const hooked = choices.flatMap(({ flavour }) => flavour?.hooks ?? []);
  return [...new Map(hooked.map((one) => [one.program, one])).values()];
}

/** Points that are watched at the end of system calls by the program that is attached this way. */
function fromSystemCalls(choices: readonly Choice[], via: Via): ReadonlySet<PointName> {
  const watched = choices.filter(({ flavour }) =>
    flavour?.hooks.some(({ hook }) => hook.name === "sys_exit" && hook.via === via),
  );
  return new Set(watched.map(({ point }) => point));
}

/** Does the kernel count in the program itself how often it skipped it? */
const countsMisses = (via: Via): boolean => via !== "tracepoint" && via !== "kprobe";

type Verdict = "fired" | "silent" | "not tried";

/** What the self-test's child does reaches the counters, and nothing else. */
function verify(
  object: BpfObject,
  control: ControlBlock,
  self: number,
  counters: Counters,
  choices: readonly Choice[],
): ReadonlyMap<PointName, Verdict> {
  const hooked = choices.flatMap(({ flavour, point }) => (flavour ? [point] : []));
  const enabled = kindBits(hooked);
  control.write({ self, enabled, follow: 1, testing: 1 });
  const trials = runSelfTest(object.helperFd("enlist"));
  control.write({ self });
  const tallies = counters.read(hooked);
  return new Map(
    hooked.map((name) => [name, verdict(tallies.get(name)?.fired ?? 0, trials.get(name))]),
  );
}

function verdict(fired: number, trial: Trial | undefined): Verdict {
  if (fired > 0) return "fired";
  return trial?.done ? "silent" : "not tried";
}

function stateOf(verdict: Verdict | undefined): PlannedPoint["state"] {
  if (verdict === undefined) return "attached";
  return verdict === "fired" ? "verified" : "unverified";
}

/** Control's bit for each of these points. */
export function kindBits(points: readonly PointName[]): bigint {
  return points.reduce((bits, name) => bits | (1n << BigInt(point(name).kind)), 0n);
}

function prepareObject(object: BpfObject, options: HookOptions): void {
  const { cpus, ringBytes, treeEntries, filters } = options;
  object.setMaxEntries("events", ringBytes);
  object.setMaxEntries("counts", Counters.entries(cpus));
  object.setMaxEntries("scratches", cpus * slots);
  object.setMaxEntries("tree", Math.max(treeEntries, leastTree));
  object.setMaxEntries("rules", Math.max(filters.rules.length, 1));
  object.setMaxEntries("path_rules", Math.max(filters.paths.length, 1));
  object.setMaxEntries("path_keys", filters.paths.length > 0 ? Counters.entries(cpus) : 1);
  object.setInitialValue(".rodata.carried", carriedTable());
  const config = {
    cpus,
    typedTask: typedTask(),
    taskPtRegs: taskPtRegs(),
    kernelReads: kernelReads(),
    filters: filters.filters,
    includes: filters.includes,
    judgedLate: filters.judgedLate,
  };
  object.setInitialValue(".rodata.config", pack(configLayout, config));
}

function fillRules(object: BpfObject, { rules, paths }: CompiledFilters): void {
  const bytes = (verdict: number) => new Uint8Array(Uint32Array.of(verdict).buffer);
  for (const { key, verdict } of rules) object.update("rules", key, bytes(verdict));
  for (const { key, verdict } of paths) object.update("path_rules", key, bytes(verdict));
}

function arch(): "x64" | "arm64" {
  return process.arch === "arm64" ? "arm64" : "x64";
}

/** As the initial pid namespace has it, which is how the programs know processes. */
function ownPid(object: BpfObject, control: ControlBlock): number {
  try {
    object.testRun("whoami");
  } catch (error) {
    if (error instanceof BpfError) return process.pid; // before 5.10, 1b4d60ec162f
    throw error;
  }
  return control.read("self");
}
