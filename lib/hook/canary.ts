/**
 * Watches the hooks while they run: every class of hooks in use has a tiny program of its own, which
 * must fire when it is asked to. bpf/canary.bpf.c.
 */
import { native } from "../native/library.ts";
import type { Hooked, Via } from "../points.ts";
import { switchedOff } from "./classes.ts";
import type { ControlBlock, ControlCounter } from "./control.ts";

interface Canary {
  readonly hooked: Hooked;
  readonly counter: ControlCounter;
}

const rename = { category: "task", name: "task_rename" } as const;
const getpgid = { name: "security_task_getpgid" } as const;

const fexit: Canary = {
  hooked: { program: "canary_fexit", hook: { via: "fexit", ...getpgid } },
  counter: "canaryFexit",
};

/** fentry and fexit are one mechanism, and share theirs. */
const canaries: Readonly<Record<Via, Canary>> = {
  tp_btf: {
    hooked: { program: "canary_tp_btf", hook: { via: "tp_btf", ...rename } },
    counter: "canaryTpBtf",
  },
  raw_tp: {
    hooked: { program: "canary_raw_tp", hook: { via: "raw_tp", ...rename } },
    counter: "canaryRawTp",
  },
  tracepoint: {
    hooked: { program: "canary_tp", hook: { via: "tracepoint", ...rename } },
    counter: "canaryTracepoint",
  },
  fentry: fexit,
  fexit,
  lsm: {
    hooked: { program: "canary_lsm", hook: { via: "lsm", name: "task_getpgid" } },
    counter: "canaryLsm",
  },
  kprobe: {
    hooked: { program: "canary_kprobe", hook: { via: "kprobe", ...getpgid } },
    counter: "canaryKprobe",
  },
};

/** All of them, for whoever asks what exists on this kernel. */
export const canaryHooks: readonly Hooked[] = Object.values(canaries).map(({ hooked }) => hooked);

/** The canaries of the classes that these hooks are of, each once. */
export function canariesOf(hooked: readonly Hooked[]): readonly Hooked[] {
  return [...new Set(hooked.map(({ hook }) => canaries[hook.via].hooked))];
}

/** A class of hooks that fell silent, or fires again. */
export interface ClassChange {
  readonly via: Via;
  readonly silent: boolean;
  /** Why, where that can be told. */
  readonly reason: string | undefined;
}

/** What the canaries say, from one check to the next. */
export class CanaryWatch {
  readonly #control: ControlBlock;
  readonly #watched: readonly Via[];
  readonly #silent = new Set<Via>();

  /** watched: classes whose canary is attached. */
  constructor(control: ControlBlock, watched: readonly Via[]) {
    this.#control = control;
    this.#watched = watched;
  }

  /** Fires every canary once; what has changed since the last check. */
  check(): readonly ClassChange[] {
    const before = this.#watched.map((via) => this.#control.read(canaries[via].counter));
    native().sonde_canary();
    return this.#watched.flatMap((via, i) => {
      const silent = this.#control.read(canaries[via].counter) === before[i];
      if (silent === this.#silent.has(via)) return [];
      if (silent) this.#silent.add(via);
      else this.#silent.delete(via);
      return [{ via, silent, reason: silent ? switchedOff(via) : undefined }];
    });
  }
}
