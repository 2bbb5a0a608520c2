/** The different things of one kind that a recording shows; in bounded memory. */
import type { Text } from "../../recording/values.ts";
import { lastingPath } from "./lasting.ts";
import type { Seen, Version } from "./trait.ts";

export interface Thing {
  readonly key: readonly string[];
  readonly alias: string | null;
  /** The audit point that showed it first. */
  readonly point: string;
  /** The first program that did it, fit to be printed; empty when it is not known. */
  readonly program: string;
  /** Different ones, up to a limit; none where it has no version or none is known. */
  readonly versions: Map<string, Version>;
}

const capacity = 8192;
const maxVersions = 8;

export class Things {
  readonly #byKey = new Map<string, Thing>();
  readonly #aliases = new Set<string>();
  /** Some found no place: which ones is not known. */
  isFull = false;

  add({ key, alias, version }: Seen, point: string, program: Text | null): void {
    const name = key.join("\0");
    const known = this.#byKey.get(name);
    if (known === undefined && this.#byKey.size >= capacity) {
      this.isFull = true;
      return;
    }
    if (alias !== undefined) this.#aliases.add(alias);
    const thing = known ?? {
      key,
      alias: alias ?? null,
      point,
      program: program === null ? "" : lastingPath(program),
      versions: new Map(),
    };
    if (known === undefined) this.#byKey.set(name, thing);
    if (version === undefined || thing.versions.size >= maxVersions) return;
    const { size, modified, inode, mode } = version;
    thing.versions.set(`${size} ${modified} ${inode} ${mode}`, version);
  }

  /** The same thing, by its key or by what else it is known as. */
  find({ key, alias }: Thing): Thing | "by another name" | null {
    const known = this.#byKey.get(key.join("\0"));
    if (known !== undefined) return known;
    return alias !== null && this.#aliases.has(alias) ? "by another name" : null;
  }

  /** As they came. */
  all(): readonly Thing[] {
    return [...this.#byKey.values()];
  }
}
