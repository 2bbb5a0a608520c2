/** Types as C, for people: structs with their members, functions with their signatures. */
import { type Btf, BtfError, btfKind } from "./btf.ts";

/** Deeper nesting is left out. */
const deepest = 16;
/** Characters of one answer; task_struct has some 10,000. */
const longest = 1 << 20;

const words: Readonly<Record<number, string>> = {
  [btfKind.struct]: "struct",
  [btfKind.union]: "union",
  [btfKind.enum]: "enum",
  [btfKind.enum64]: "enum",
};

/** What a name may stand for, in the order of preference when no word says which. */
const kinds: readonly (readonly [word: string, ids: readonly number[]])[] = [
  ["struct", [btfKind.struct]],
  ["union", [btfKind.union]],
  ["enum", [btfKind.enum, btfKind.enum64]],
  ["typedef", [btfKind.typedef]],
  ["function", [btfKind.function]],
];

/** All definitions of "struct path", "vfs_open", "pid_t"; none when there is no such type. */
export function definitions(btf: Btf, wanted: string): string[] {
  const [first = "", second] = wanted.trim().split(/\s+/);
  const name = second ?? first;
  const printer = new Printer(btf);
  for (const [word, ids] of kinds) {
    if (second !== undefined && word !== first) continue;
    const found = btf.index(ids, new Set([name])).get(name) ?? [];
    const texts = found.filter((id) => btf.name(id) === name).map((id) => printer.define(id));
    if (texts.length > 0) return [...new Set(texts)];
  }
  return [];
}

class Printer {
  readonly #btf: Btf;
  #length = 0;

  constructor(btf: Btf) {
    this.#btf = btf;
  }

  define(id: number): string {
    const btf = this.#btf;
    const kind = btf.kind(id);
    if (kind === btfKind.function) return `${this.declare(btf.sizeOrType(id), btf.name(id), 0)};`;
    if (kind === btfKind.typedef) {
      return `typedef ${this.declare(btf.sizeOrType(id), btf.name(id), 0)};`;
    }
    return `${words[kind]} ${btf.name(id)} ${this.#body(id, 0)};`;
  }

  /** A declaration of `inner` (a name with its stars and brackets) with this type. */
  declare(id: number, inner: string, depth: number): string {
    if (depth > deepest) return `/* … */ ${inner}`;
    const btf = this.#btf;
    const kind = btf.kind(id);
    const next = depth + 1;
    if (kind === btfKind.pointer) {
      const target = btf.sizeOrType(id);
      const wrap = btf.kind(target) === btfKind.prototype || btf.kind(target) === btfKind.array;
      return this.declare(target, wrap ? `(*${inner})` : `*${inner}`, next);
    }
    if (kind === btfKind.array) {
      const { type, length } = btf.array(id);
      return this.declare(type, `${inner}[${length}]`, next);
    }
    if (kind === btfKind.prototype) {
      return this.declare(btf.sizeOrType(id), `${inner}(${this.#parameters(id, next)})`, next);
    }
    if (kind === btfKind.typeTag) return this.declare(btf.sizeOrType(id), inner, next);
    const qualifier = qualifiers[kind];
    if (qualifier !== undefined) {
      const target = btf.sizeOrType(id);
      return btf.kind(target) === btfKind.pointer
        ? this.declare(target, `${qualifier} ${inner}`, next)
        : `${qualifier} ${this.declare(target, inner, next)}`;
    }
    return `${this.#name(id, next)} ${inner}`.trimEnd();
  }

  #name(id: number, depth: number): string {
    const btf = this.#btf;
    const kind = btf.kind(id);
    const name = btf.name(id);
    if (kind === btfKind.forward) return `${btf.flag(id) ? "union" : "struct"} ${name}`;
    const word = words[kind];
    if (word === undefined) return name;
    return name === "" ? `${word} ${this.#body(id, depth)}` : `${word} ${name}`;
  }

  #parameters(id: number, depth: number): string {
    const list = this.#btf.parameters(id).map(({ name, type }) =>
      // The last one, of no type and no name, stands for any more.
      type === 0 && name === "" ? "..." : this.declare(type, name, depth),
    );
    return list.length === 0 ? "void" : list.join(", ");
  }

  #body(id: number, depth: number): string {
    const btf = this.#btf;
    const kind = btf.kind(id);
    const lines =
      kind === btfKind.enum || kind === btfKind.enum64
        ? btf.enumerators(id).map(({ name, value }) => `${name} = ${value},`)
        : btf.members(id).map(({ name, type, bitSize }) => {
            const bits = bitSize > 0 ? ` : ${bitSize}` : "";
            return `${this.declare(type, name, depth + 1)}${bits};`;
          });
    const text = lines.map((line) => `  ${line.replaceAll("\n", "\n  ")}\n`).join("");
    this.#length += text.length;
    if (this.#length > longest) throw new BtfError("the type is too large to print");
    return `{\n${text}}`;
  }
}

const qualifiers: Readonly<Record<number, string>> = {
  [btfKind.const]: "const",
  [btfKind.volatile]: "volatile",
  [btfKind.restrict]: "restrict",
};
