/**
 * BTF cut down to what an object's relocations need of it: those types, of their structs only the
 * members that are accessed, and no types behind pointers. What bpftool calls min_core_btf.
 */
import { type Btf, BtfError, btfKind } from "./btf.ts";
import { Relocator } from "./relocate.ts";
import type { Wanted } from "./relocations.ts";
import { BtfWriter } from "./writer.ts";

const composites: readonly number[] = [btfKind.struct, btfKind.union];
const modifiers: readonly number[] = [
  btfKind.typedef,
  btfKind.const,
  btfKind.volatile,
  btfKind.restrict,
  btfKind.typeTag,
];

/** Types of a kernel refer to some ten others in a row. */
const deepest = 128;

/** What of the kernel's types is kept: each with its members or enumerators that are needed. */
export type Kept = ReadonlyMap<number, ReadonlySet<number>>;

/** Of several objects. @throws BtfError */
export function neededTypes(kernel: Btf, wanted: readonly Wanted[]): Kept {
  const marks = new Marks(kernel);
  for (const one of wanted) {
    const relocator = new Relocator(one, kernel);
    for (const relocation of one.relocations) {
      const outcome = relocator.relocate(relocation);
      if (outcome.state === "absent") continue;
      // Types that agree need be there once; those that do not, must go on being refused.
      const places = outcome.state === "found" ? [outcome.places[0]] : outcome.places;
      for (const { root, path } of places) {
        if (relocation.kind.startsWith("field")) marks.field(root, path);
        else if (relocation.kind.startsWith("enumerator")) marks.enumerator(root, path[0] ?? 0);
        else marks.type(root, true);
      }
    }
  }
  return marks.kept;
}

/** Writes BTF that has only these types. `note` is put among its strings. */
export function writeTrimmed(kernel: Btf, kept: Kept, note?: string): Uint8Array {
  const ids = [...kept.keys()].sort((a, b) => a - b);
  const renumbered = new Map(ids.map((id, index) => [id, index + 1]));
  const writer = new BtfWriter((id) => renumbered.get(id) ?? 0);
  for (const id of ids) writer.copy(kernel, id, kept.get(id) ?? new Set());
  return writer.finish(note);
}

class Marks {
  readonly kept = new Map<number, Set<number>>();
  /** Kept with all that they point to. */
  readonly #whole = new Set<number>();
  readonly #kernel: Btf;

  constructor(kernel: Btf) {
    this.#kernel = kernel;
  }

  /** A type, and what it is made of; what it points to only where that matters. */
  type(id: number, pointers: boolean, depth = 0): void {
    if (depth > deepest) throw new BtfError("BTF types are nested too deep");
    const done = pointers ? this.#whole : this.kept;
    if (id === 0 || done.has(id)) return;
    if (pointers) this.#whole.add(id);
    this.#part(id);
    const kernel = this.#kernel;
    const kind = kernel.kind(id);
    const follow = kind === btfKind.pointer ? pointers : modifiers.includes(kind);
    if (follow) this.type(kernel.sizeOrType(id), pointers, depth + 1);
    if (kind !== btfKind.array) return;
    this.type(kernel.array(id).type, pointers, depth + 1);
    this.type(kernel.arrayIndex(id), pointers, depth + 1);
  }

  /** A member that is reached by these indices, and all on the way. */
  field(root: number, path: readonly number[]): void {
    const kernel = this.#kernel;
    this.type(root, false);
    let id = root;
    for (const index of path.slice(1)) {
      id = kernel.resolve(id);
      if (composites.includes(kernel.kind(id))) {
        this.#part(id).add(index);
        id = kernel.members(id)[index]?.type ?? 0;
      } else {
        id = kernel.array(id).type;
      }
      this.type(id, false);
    }
  }

  enumerator(root: number, index: number): void {
    this.type(root, false);
    this.#part(this.#kernel.resolve(root)).add(index);
  }

  #part(id: number): Set<number> {
    const part = this.kept.get(id) ?? new Set<number>();
    this.kept.set(id, part);
    return part;
  }
}
