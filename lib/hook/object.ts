/** One loaded BPF object: maps, programs, links. A thin, checked layer over libbpf. */

import type { Pointer } from "bun:ffi";
import { closeSync } from "node:fs";
import { errnoName } from "../errno.ts";
import { type Program, programs } from "../events.gen.ts";
import { missedRuns } from "../kernel/missed.ts";
import { textOf } from "../kernel/text-file.ts";
import { cstring, memfd, native, takeLog } from "../native/library.ts";

/** A call into the kernel or libbpf failed; `log` is what libbpf and the verifier said. */
export class BpfError extends Error {
  override readonly name = "BpfError";
  readonly errno: number;
  readonly log: string;

  constructor(what: string, errno: number, log: string) {
    super(what);
    this.errno = errno;
    this.log = log;
  }
}

/** The name of a map's array of u32-keyed values, or of a data section. */
const mapNames = [
  "events",
  "outboxes",
  "perf_events",
  "counts",
  "scratches",
  "tree",
  "rules",
  "path_rules",
  "path_keys",
  "explained",
  "last_threads",
  "connecting",
  "resolvers",
  ".data.control",
  ".data.syscalls",
] as const;
type MapName = (typeof mapNames)[number];
type Constants = ".rodata.config" | ".rodata.carried";

/** Programs that are run, not attached. */
type Helper = "whoami" | "enlist";

/** What libbpf hands out; opaque. */
type Handle = Pointer | bigint;

/** A program that is to be attached: by its section's name, or to a perf tracepoint by its tracefs id. */
export interface Placed {
  readonly program: Program;
  readonly tracepoint: number | undefined;
}

export interface Attachment {
  readonly links: Links;
  readonly failed: ReadonlyMap<Program, BpfError>;
}

/** BPF_LOG_STATS, 5.2, 06ee7115b0d1: a few lines at the end, and nothing else. */
const verifierStatistics = 4;
const verifierLogBytes = 1 << 16;

/** For programs without a perf event. */
const noEvent = -1;

export class BpfObject {
  readonly #object: Handle;
  /** Read when the object is loaded. */
  #btf: number | undefined;

  private constructor(object: Handle) {
    this.#object = object;
  }

  /**
   * Opens the object; nothing is in the kernel yet. btf: the kernel's types, where it does not
   * describe them itself. @throws BpfError
   */
  static open(bytes: Uint8Array, btf?: Uint8Array): BpfObject {
    const error = new Int32Array(1);
    const fd = btf && memfd("kernel.btf", btf);
    const path = fd === undefined ? null : cstring(`/proc/self/fd/${fd}`);
    const object = native().sonde_object_open(bytes, bytes.length, path, error);
    const opened = new BpfObject(checkPointer("open the BPF object", object, error));
    opened.#btf = fd;
    return opened;
  }

  /** Entries, or for a ring its bytes; before load. */
  setMaxEntries(map: MapName, entries: number): void {
    check(`size map ${map}`, native().bpf_map__set_max_entries(this.#map(map), entries));
  }

  /** The map is not created: no program that is loaded gets to use it. */
  leaveOut(map: MapName): void {
    check(`leave out map ${map}`, native().bpf_map__set_autocreate(this.#map(map), false));
  }

  /** Of bpf(BPF_MAP_CREATE); before load. */
  setMapFlags(map: MapName | Constants, flags: number): void {
    check(`change map ${map}`, native().bpf_map__set_map_flags(this.#map(map), flags));
  }

  /** Contents of a constant section; before load. */
  setInitialValue(map: Constants, value: Uint8Array): void {
    const done = native().bpf_map__set_initial_value(this.#map(map), value, value.length);
    check(`set ${map}`, done);
  }

  /** Only these are loaded, and the helpers. */
  selectPrograms(selected: readonly Program[]): void {
    for (const program of programs) {
      const load = selected.includes(program);
      check(`select ${program}`, native().bpf_program__set_autoload(this.#program(program), load));
    }
  }

  /** The verifier is to say what a program cost it: a log per program, read after load. */
  askVerifier(program: Program): Uint8Array {
    const log = new Uint8Array(verifierLogBytes);
    const handle = this.#program(program);
    check(`ask about ${program}`, native().bpf_program__set_log_level(handle, verifierStatistics));
    check(`ask about ${program}`, native().bpf_program__set_log_buf(handle, log, log.length));
    return log;
  }

  /** Creates the maps and verifies the selected programs. @throws BpfError */
  load(): void {
    check("load the BPF object", native().sonde_object_load(this.#object));
  }

  /** Attaches all at a time. What fails is told by its BpfError, in the programs' order. */
  attach(placed: readonly Placed[]): Attachment {
    const events = placed.map(({ tracepoint }) =>
      tracepoint === undefined ? noEvent : native().sonde_perf_tracepoint(tracepoint),
    );
    const tried = placed.flatMap(({ program }, i) => {
      const event = events[i] ?? noEvent;
      return placed[i]?.tracepoint !== undefined && event < 0 ? [] : [{ program, event, i }];
    });
    const programs = BigUint64Array.from(tried, ({ program }) => BigInt(this.#program(program)));
    const perf = Int32Array.from(tried, ({ event }) => event);
    const links = new BigUint64Array(tried.length);
    const errors = new Int32Array(tried.length);
    native().sonde_attach_all(programs, perf, tried.length, links, errors);
    const failed = new Map<Program, BpfError>();
    placed.forEach(({ program, tracepoint }, i) => {
      const event = events[i] ?? noEvent;
      if (tracepoint === undefined || event >= 0) return;
      failed.set(program, new BpfError(`open tracepoint ${tracepoint}`, -event, ""));
    });
    tried.forEach(({ program, event }, i) => {
      const error = errors[i] ?? 0;
      if (error === 0) return;
      if (event >= 0) closeSync(event);
      failed.set(program, new BpfError(`attach ${program}`, error, takeLog()));
    });
    const made = tried.flatMap(({ program }, i) => {
      const link = links[i] ?? 0n;
      return link === 0n ? [] : [[program, link] as const];
    });
    return { links: new Links(new Map(made)), failed };
  }

  /** What the maps take of the kernel's memory, bytes; null where it does not say. */
  chargedBytes(): number | null {
    const created = mapNames.filter((map) => this.mapFd(map) >= 0);
    const each = created.map((map) => {
      const text = textOf(`/proc/self/fdinfo/${this.mapFd(map)}`) ?? "";
      return Number(/^memlock:\s*(\d+)$/m.exec(text)?.[1] ?? Number.NaN);
    });
    const sum = each.reduce((a, b) => a + b, 0);
    return Number.isNaN(sum) ? null : sum;
  }

  mapFd(map: MapName): number {
    return native().bpf_map__fd(this.#map(map));
  }

  /** Writes one entry unless it is there already. @throws BpfError */
  insert(map: MapName, key: number, value: Uint8Array): void {
    const noExist = 1;
    const at = new Uint32Array([key]);
    const done = native().bpf_map_update_elem(this.mapFd(map), at, value, noExist);
    if (errnoName(done) !== "EEXIST") check(`write to map ${map}`, done);
  }

  /** Writes one entry. @throws BpfError */
  update(map: MapName, key: number | Uint8Array, value: Uint8Array): void {
    const bytes = typeof key === "number" ? Uint32Array.of(key) : key;
    const done = native().bpf_map_update_elem(this.mapFd(map), bytes, value, 0);
    check(`write to map ${map}`, done);
  }

  /** As missedRuns(). */
  missed(program: Program): number | null {
    return missedRuns(native().bpf_program__fd(this.#program(program)));
  }

  /** Runs a program once, in this process, without a hook. @throws BpfError */
  testRun(program: Helper): void {
    check(`run ${program}`, native().sonde_test_run(this.helperFd(program)));
  }

  helperFd(program: Helper): number {
    return native().bpf_program__fd(this.#program(program));
  }

  /** Links stay: destroy them first. */
  close(): void {
    native().bpf_object__close(this.#object);
    if (this.#btf !== undefined) closeSync(this.#btf);
    this.#btf = undefined;
  }

  #map(name: string): Handle {
    const found = native().bpf_object__find_map_by_name(this.#object, cstring(name));
    if (found === null) throw new BpfError(`the object has no map ${name}`, 0, "");
    return found;
  }

  #program(name: string): Handle {
    const found = native().bpf_object__find_program_by_name(this.#object, cstring(name));
    if (found === null) throw new BpfError(`the object has no program ${name}`, 0, "");
    return found;
  }
}

/** Attached programs, with libbpf's link of each. */
export class Links {
  readonly #links: Map<Program, bigint>;
  /** What it was when they were detached: the count goes with the link. */
  readonly #missed = new Map<Program, number | null>();

  constructor(links: ReadonlyMap<Program, bigint>) {
    this.#links = new Map(links);
  }

  /** Times that the kernel left out a program's kprobe, counted from 6.7 on; null where it refuses to say. */
  missedKprobes(program: Program): number | null {
    const link = this.#links.get(program);
    if (link === undefined) return this.#missed.get(program) ?? null;
    const count = Number(native().sonde_kprobe_missed(link));
    return count < 0 ? null : count;
  }

  detach(): void {
    for (const program of this.#links.keys()) {
      this.#missed.set(program, this.missedKprobes(program));
    }
    const links = BigUint64Array.from(this.#links.values());
    this.#links.clear();
    native().sonde_detach_all(links, links.length);
  }
}

function check(what: string, result: number): void {
  if (result < 0) throw new BpfError(what, -result, takeLog());
}

function checkPointer(what: string, result: Handle | null, error: Int32Array): Handle {
  if (result === null) throw new BpfError(what, error[0] ?? 0, takeLog());
  return result;
}
