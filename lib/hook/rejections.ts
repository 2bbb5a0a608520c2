/** Which flavours cannot be used on this kernel, and why. */
import type { Program } from "../events.gen.ts";
import type { Flavour, PointName } from "../points.ts";

export class Rejections {
  readonly #programs = new Map<Program, string>();
  readonly #silent = new Map<string, string>();

  /** The program does not load or attach: for every point that would use it. */
  program(program: Program, reason: string): void {
    this.#programs.set(program, reason);
  }

  /** It attaches, but does nothing for this point. */
  silent(point: PointName, flavour: Flavour): void {
    this.#silent.set(key(point, flavour), "attached, but did not fire in the self-test");
  }

  reason(point: PointName, flavour: Flavour): string | undefined {
    return this.#programs.get(flavour.program) ?? this.#silent.get(key(point, flavour));
  }
}

function key(point: PointName, flavour: Flavour): string {
  return `${point} ${flavour.name}`;
}
