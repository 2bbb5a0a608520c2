/** Which flavours cannot be used on this kernel, and why. */
import type { Program } from "../events.gen.ts";
import type { Flavour, Hooked, PointName } from "../points.ts";
import { Classes } from "./classes.ts";

export class Rejections {
  readonly #classes = new Classes();
  readonly #programs = new Map<Program, string>();
  readonly #accepted = new Set<Program>();
  readonly #silent = new Map<string, string>();

  /** The program does not load or attach: for every flavour that would use it. */
  program(program: Program, reason: string): void {
    this.#programs.set(program, reason);
  }

  has(program: Program): boolean {
    return this.#programs.has(program);
  }

  /** What speaks against a program; asks the kernel about its class of hooks only when it comes to that. */
  of({ program, hook }: Hooked): string | undefined {
    return this.#programs.get(program) ?? this.#classes.reason(hook.via);
  }

  /** The program was seen loading. */
  accept(program: Program): void {
    this.#accepted.add(program);
  }

  accepts(program: Program): boolean {
    return this.#accepted.has(program);
  }

  /** It attaches, but does nothing for this point. */
  silent(point: PointName, flavour: Flavour): void {
    this.#silent.set(key(point, flavour), "attached, but did not fire in the self-test");
  }

  /** What speaks against a flavour. */
  reason(point: PointName, flavour: Flavour): string | undefined {
    for (const hooked of flavour.hooks) {
      const reason = this.of(hooked);
      if (reason !== undefined) return reason;
    }
    return this.#silent.get(key(point, flavour));
  }
}

function key(point: PointName, flavour: Flavour): string {
  return `${point} ${flavour.name}`;
}
