/**
 * Puts the hooks in place: for each point the best flavour that loads, attaches and is seen firing
 * on this kernel. What fails is kept with its reason, and the next one is tried.
 */

import { idsLayout } from "../events.gen.ts";
import { mappableArrays } from "../kernel/features.ts";
import { requireFloor } from "../kernel/floor.ts";
import { countsPerfMisses } from "../kernel/missed.ts";
import type { ThreadIds } from "../kernel/thread-ids.ts";
import { type TypeSource, typeBytes } from "../kernel/type-source.ts";
import { type Hooked, isPointName, type PointName, point, type Via } from "../points.ts";
import type { PlannedPoint } from "../recording/format.ts";
import { type Attached, drop, heldBy, loadAndAttach } from "./attach.ts";
import { CanaryWatch, type ClassChange, canariesOf } from "./canary.ts";
import { sameClass } from "./classes.ts";
import { configOf, objectWith } from "./config.ts";
import { type Control, ControlBlock } from "./control.ts";
import { Counters } from "./counters.ts";
import { rememberStart } from "./crash-guard.ts";
import { fittingObject } from "./fitting-object.ts";
import { type Choice, choose, planned, rejectMissing, type Wish } from "./ladder.ts";
import { BpfError, type BpfObject } from "./object.ts";
import type { ObjectOptions } from "./object-options.ts";
import { pack } from "./pack.ts";
import { fillRules, prepareObject } from "./prepare.ts";
import { Rejections } from "./rejections.ts";
import { step } from "./steps.ts";
import { syscallTables } from "./syscalls.ts";
import { stateOf, verify } from "./verify.ts";

export interface HookOptions extends Wish, ObjectOptions {
  readonly selfTest: boolean;
  /** Where the kernel's types are described. */
  readonly types: TypeSource;
}

interface HookParts {
  readonly attached: Attached;
  /** Hooks of earlier tries, which could not be taken away. */
  readonly stuck: readonly Attached[];
  readonly counters: Counters;
  readonly control: ControlBlock;
  /** Thread group of this process, as the programs know it. */
  readonly self: number;
  readonly plan: readonly PlannedPoint[];
  readonly mapped: boolean;
}

/** Hooks in place; nothing is recorded until control says so. */
export class Hooks {
  readonly plan: readonly PlannedPoint[];
  /** Counters and control need no privilege. */
  readonly mapped: boolean;
  readonly counters: Counters;
  readonly object: BpfObject;
  readonly #parts: HookParts;
  readonly #canaries: CanaryWatch;

  constructor(parts: HookParts) {
    const { attached, counters, control, plan } = parts;
    this.#parts = parts;
    this.object = attached.object;
    this.counters = counters;
    this.plan = plan;
    this.mapped = parts.mapped;
    const canaries = attached.hooked.filter(({ program }) => isCanary(program));
    this.#canaries = new CanaryWatch(
      control,
      canaries.map(({ hook }) => hook.via),
    );
  }

  /** The kernel knows processes by the numbers that this process sees: no pid namespace between. */
  get sharesPids(): boolean {
    return this.#parts.self === process.pid;
  }

  /** What a process and its descendants to come are: a `member`. Before privileges are given up. */
  setMember(pid: number, member: number): void {
    this.object.update("tree", pid, new Uint8Array(Uint32Array.of(member).buffer));
  }

  /** Ids that a thread has and that need no explanation. Before privileges are given up. */
  explain(thread: number, ids: ThreadIds): void {
    this.object.insert("explained", thread, pack(idsLayout, ids));
  }

  control(values: Omit<Control, "self">): void {
    this.#parts.control.write({ ...values, self: this.#parts.self });
  }

  /**
   * Times that the kernel skipped the point's programs; points that share one share its count. Null
   * where the kernel does not say: before 5.12, for perf events before 6.7.
   */
  missed(name: PointName): number | null {
    const flavour = point(name).flavours.find((f) => f.name === this.#flavour(name));
    const counts = flavour?.hooks.map((hooked) => this.#missedBy(hooked));
    return counts?.reduce(sumOrNull, 0) ?? null;
  }

  #missedBy({ program, hook: { via } }: Hooked): number | null {
    const perf = via === "tracepoint" || via === "kprobe";
    if (perf && !countsPerfMisses()) return null;
    const runs = this.object.missed(program);
    return via === "kprobe"
      ? sumOrNull(runs, this.#parts.attached.links.missedKprobes(program))
      : runs;
  }

  /** Processes of a followed tree that are not followed: their fork was missed, or the table full. */
  unfollowed(): number {
    return this.#parts.control.read("unfollowed") + (this.missed("process.fork") ?? 0);
  }

  #flavour(name: PointName): string | null | undefined {
    return this.plan.find((planned) => planned.point === name)?.flavour;
  }

  /** Fires every class of hooks; which fell silent since the last check, or fire again. */
  checkClasses(): readonly ClassChange[] {
    return this.#canaries.check();
  }

  /** Points whose hooks are of this class. */
  pointsOf(via: Via): readonly PointName[] {
    const names = this.plan.map(({ point }) => point).filter(isPointName);
    return names.filter((name) => {
      const flavour = point(name).flavours.find((f) => f.name === this.#flavour(name));
      return flavour?.hooks.some(({ hook }) => sameClass(hook.via, via));
    });
  }

  /** All points end at one instant: their programs go away one after the other. */
  stop(): void {
    this.control({});
  }

  /** Why the hooks must not be taken away now, which could break ftrace until reboot. */
  held(): string | undefined {
    return heldBy(this.#all);
  }

  /** After stop(), and while nothing holds them. */
  detach(): void {
    for (const { links } of this.#all) links.detach();
  }

  get #all(): readonly Attached[] {
    return [this.#parts.attached, ...this.#parts.stuck];
  }

  /** After detach(): the kernel forgets programs and maps. */
  close(): void {
    this.counters.close();
    this.#parts.control.close();
    for (const { object } of this.#all) object.close();
  }
}

/** @throws NothingPossible; SondeError when nothing may be loaded */
export function attachHooks(options: HookOptions): Hooks {
  requireFloor();
  rememberStart();
  const rejections = new Rejections();
  const { lacking } = options;
  rejectMissing(options, options.types, lacking, rejections);
  step("types");
  const { object: bytes, plain } = fittingObject(options.types);
  const btf = typeBytes(options.types);
  const mapped = !lacking.has("mmap") && mappableArrays();
  const stuck: Attached[] = [];
  for (;;) {
    const choices = choose(options, rejections);
    step("chosen");
    const config = configOf(options, choices);
    const files = { object: objectWith(config, bytes, lacking), plain, btf };
    const prepare = (object: BpfObject) => prepareObject(object, options, choices, config, mapped);
    const hooked = withCanaries(hookedBy(choices), rejections);
    const attached = loadAndAttach(hooked, files, prepare, rejections, stuck);
    if (!attached) continue;
    attached.object.update(".data.syscalls", 0, syscallTables(choices));
    fillRules(attached.object, options.filters);
    const counters = new Counters(attached.object, options.cpus, mapped);
    const control = new ControlBlock(attached.object, mapped);
    const runs = !lacking.has("test_run");
    const self = runs ? ownPid(attached.object, control) : process.pid;
    const enlist = runs ? attached.object.helperFd("enlist") : -1;
    const test = () => verify(attached.object, enlist, control, self, counters, choices);
    const states = options.selfTest ? test() : undefined;
    step("tested");
    const silent = choices.filter((choice) => states?.get(choice.point) === "silent");
    if (silent.length === 0) {
      const plan = choices.map((choice) => planned(choice, stateOf(states?.get(choice.point))));
      return new Hooks({ attached, stuck, counters, control, self, plan, mapped });
    }
    for (const { point, flavour } of silent) if (flavour) rejections.silent(point, flavour);
    counters.close();
    control.close();
    drop(attached, stuck);
  }
}

/** Each once: points may share a program. */
function hookedBy(choices: readonly Choice[]): readonly Hooked[] {
  const hooked = choices.flatMap(({ flavour }) => flavour?.hooks ?? []);
  return [...new Map(hooked.map((one) => [one.program, one])).values()];
}

const isCanary = (program: string): boolean => program.startsWith("canary_");

/** With a canary for each class, where that is possible: a point never fails for lack of one. */
function withCanaries(hooked: readonly Hooked[], rejections: Rejections): readonly Hooked[] {
  return [...hooked, ...canariesOf(hooked).filter(({ program }) => !rejections.has(program))];
}

const sumOrNull = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a + b;

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
