/**
 * Finds what an object wants in a kernel's types, by the rules of libbpf (src/relo_core.c): its
 * answer must be the same, since libbpf is who relocates the object in the end.
 */
import { type Btf, BtfError, btfKind, essentialName } from "./btf.ts";
import type { Relocation, Wanted } from "./relocations.ts";

/** Where something was found: the type the access begins in, and indices as the kernel has them. */
export interface Place {
  readonly root: number;
  readonly path: readonly number[];
  /** What libbpf will write into the instruction. */
  readonly value: number;
}

export type Outcome =
  | { readonly state: "found"; readonly places: readonly [Place, ...Place[]] }
  /** Of "exists" the answer is no; any other instruction may never be reached. */
  | { readonly state: "absent" }
  /** Types of one name that differ: libbpf refuses the object. */
  | { readonly state: "ambiguous"; readonly places: readonly Place[] };

/** More nesting than this libbpf does not follow (BPF_CORE_SPEC_MAX_LEN). */
const deepest = 64;
/** Members looked at for one object; a kernel needs some 100,000. */
const mostSteps = 20_000_000;

const composites: readonly number[] = [btfKind.struct, btfKind.union];
const enums: readonly number[] = [btfKind.enum, btfKind.enum64];

type Member = ReturnType<Btf["members"]>[number];

/** Where a search has got to. */
interface Trail {
  readonly path: number[];
  bits: number;
  /** Struct and index of the last named member; none after an element of an array. */
  last: { readonly type: number; readonly index: number } | undefined;
  /** The type that was reached. */
  at: number;
}

export class Relocator {
  readonly #wanted: Wanted;
  readonly #kernel: Btf;
  readonly #candidates = new Map<string, ReadonlyMap<string, number[]>>();
  readonly #members = new Map<Btf, Map<number, Member[]>>();
  #steps = 0;

  constructor(wanted: Wanted, kernel: Btf) {
    this.#wanted = wanted;
    this.#kernel = kernel;
  }

  /** @throws BtfError when either side's types are inconsistent */
  relocate(relocation: Relocation): Outcome {
    const { btf } = this.#wanted;
    const { kind, type } = relocation;
    if (kind === "local type") return { state: "absent" };
    if (kind === "type matches") throw new BtfError("`type matches` relocations are not supported");
    const places = this.#candidatesOf(btf.kind(type), btf.name(type)).flatMap(
      (root) => this.#match(relocation, root) ?? [],
    );
    const [first, ...others] = places;
    if (first === undefined) return { state: "absent" };
    if (others.every(({ value }) => value === first.value)) {
      return { state: "found", places: [first, ...others] };
    }
    return { state: "ambiguous", places };
  }

  /** Types of the kernel by that name, flavours left out. */
  #candidatesOf(kind: number, name: string): readonly number[] {
    const kinds = enums.includes(kind) ? enums : [kind];
    const key = kinds.join();
    let index = this.#candidates.get(key);
    if (index === undefined) {
      const { btf, relocations } = this.#wanted;
      const names = new Set(relocations.map(({ type }) => essentialName(btf.name(type))));
      index = this.#kernel.index(kinds, names);
      this.#candidates.set(key, index);
    }
    return index.get(essentialName(name)) ?? [];
  }

  #match(relocation: Relocation, root: number): Place | undefined {
    const { kind } = relocation;
    if (kind.startsWith("enumerator")) return this.#matchEnumerator(relocation, root);
    if (!kind.startsWith("field")) {
      if (!this.#typesAgree(relocation.type, root, 32)) return undefined;
      const value = kind === "type size" ? this.#sizeOf(this.#kernel, root) : 1;
      return { root, path: [], value: kind === "type" ? root : value };
    }
    const trail: Trail = { path: [], bits: 0, last: undefined, at: root };
    if (!this.#follow(relocation, trail)) return undefined;
    return { root, path: trail.path, value: this.#value(relocation, trail) };
  }

  #matchEnumerator({ type, path, kind }: Relocation, root: number): Place | undefined {
    const local = this.#wanted.btf;
    const kernel = this.#kernel;
    const name = local.enumerators(local.resolve(type))[path[0] ?? 0]?.name;
    if (name === undefined)
      throw new BtfError("the object refers to an enumerator it does not have");
    const id = kernel.resolve(root);
    if (!enums.includes(kernel.kind(id))) return undefined;
    const index = kernel
      .enumerators(id)
      .findIndex((one) => essentialName(one.name) === essentialName(name));
    const value = kernel.enumerators(id)[index]?.value;
    if (value === undefined) return undefined;
    return { root, path: [index], value: kind === "enumerator exists" ? 1 : value };
  }

  /** Goes along the object's access in both types. False where the kernel's has no such way. */
  #follow({ type, path }: Relocation, trail: Trail): boolean {
    const local = this.#wanted.btf;
    const kernel = this.#kernel;
    const [element = 0, ...rest] = path;
    let own = local.resolve(type);
    trail.at = kernel.resolve(trail.at);
    this.#element(trail, element);
    for (const index of rest) {
      own = local.resolve(own);
      trail.at = kernel.resolve(trail.at);
      if (composites.includes(local.kind(own))) {
        const member = this.#membersOf(local, own)[index];
        if (!member) throw new BtfError("the object refers to a member that it does not have");
        // The object's unnamed structs are nothing to find: their members are looked for by name.
        if (member.name !== "" && !this.#findMember(member, trail)) return false;
        own = member.type;
      } else if (local.kind(own) === btfKind.array) {
        if (kernel.kind(trail.at) !== btfKind.array) return false;
        const array = kernel.array(trail.at);
        if (index >= array.length && !this.#isOpenArray(array.length, trail)) return false;
        own = local.array(own).type;
        trail.at = kernel.resolve(array.type);
        this.#element(trail, index);
      } else {
        throw new BtfError("the object refers to a member of what has none");
      }
    }
    return true;
  }

  #element(trail: Trail, index: number): void {
    if (trail.path.length >= deepest) throw new BtfError("types are nested too deep");
    trail.path.push(index);
    if (index > 0) trail.bits += index * this.#sizeOf(this.#kernel, trail.at) * 8;
    trail.last = undefined;
  }

  /** x[] at the end of a struct has any number of elements. */
  #isOpenArray(length: number, { last }: Trail): boolean {
    if (length !== 0 || last === undefined) return false;
    return last.index === this.#membersOf(this.#kernel, last.type).length - 1;
  }

  /** By name, through unnamed structs and unions. */
  #findMember(wanted: Member, trail: Trail): boolean {
    const kernel = this.#kernel;
    const struct = kernel.resolve(trail.at);
    if (!composites.includes(kernel.kind(struct))) return false;
    if (trail.path.length >= deepest) throw new BtfError("types are nested too deep");
    for (const [index, member] of this.#membersOf(kernel, struct).entries()) {
      if (++this.#steps > mostSteps) throw new BtfError("BTF types are too involved");
      if (member.name !== "" && member.name !== wanted.name) continue;
      trail.path.push(index);
      trail.bits += member.bitOffset;
      trail.at = member.type;
      if (member.name !== "") {
        trail.last = { type: struct, index };
        return this.#fieldsAgree(wanted.type, member.type);
      }
      if (this.#findMember(wanted, trail)) return true;
      trail.path.pop();
      trail.bits -= member.bitOffset;
    }
    return false;
  }

  /** May a field of this type of the object stand for one of that type of the kernel? */
  #fieldsAgree(own: number, theirs: number): boolean {
    const local = this.#wanted.btf;
    const kernel = this.#kernel;
    for (let depth = 0; depth < deepest; depth++) {
      own = local.resolve(own);
      theirs = kernel.resolve(theirs);
      const kind = local.kind(own);
      const their = kernel.kind(theirs);
      if (composites.includes(kind) && composites.includes(their)) return true;
      if (enums.includes(kind) ? !enums.includes(their) : kind !== their) return false;
      if (kind === btfKind.pointer || kind === btfKind.float) return true;
      if (kind === btfKind.int) return local.intOffset(own) === 0 && kernel.intOffset(theirs) === 0;
      if (kind !== btfKind.array) {
        if (kind !== btfKind.forward && !enums.includes(kind)) return false;
        const names = [local.name(own), kernel.name(theirs)].map(essentialName);
        return names.includes("") || names[0] === names[1];
      }
      own = local.array(own).type;
      theirs = kernel.array(theirs).type;
    }
    throw new BtfError("BTF arrays are nested too deep");
  }

  /** May one type stand for the other as a whole? */
  #typesAgree(own: number, theirs: number, depth: number): boolean {
    if (depth < 0) throw new BtfError("BTF types are nested too deep");
    const local = this.#wanted.btf;
    const kernel = this.#kernel;
    own = local.resolve(own);
    theirs = kernel.resolve(theirs);
    const kind = local.kind(own);
    const their = kernel.kind(theirs);
    if (enums.includes(kind)) return enums.includes(their);
    if (kind !== their) return false;
    if (kind === btfKind.int) return local.intOffset(own) === 0 && kernel.intOffset(theirs) === 0;
    if (kind === btfKind.pointer) {
      return this.#typesAgree(local.sizeOrType(own), kernel.sizeOrType(theirs), depth - 1);
    }
    if (kind === btfKind.array) {
      return this.#typesAgree(local.array(own).type, kernel.array(theirs).type, depth - 1);
    }
    return [0, btfKind.forward, ...composites].includes(kind);
  }

  #value({ kind }: Relocation, { bits, last, at }: Trail): number {
    const kernel = this.#kernel;
    const member = last && this.#membersOf(kernel, last.type)[last.index];
    if (kind === "field exists") return 1;
    const type = kernel.resolve(at);
    let size = this.#sizeOf(kernel, at);
    const width = member?.bitSize ?? 0;
    if (width === 0) {
      if (kind === "field offset") return Math.floor(bits / 8);
      if (kind === "field size") return size;
      if (kind === "field signed") return Number(this.#isSigned(type));
      return 64 - size * 8; // both shifts
    }
    const from = () => Math.floor(bits / 8 / size) * size;
    for (; bits + width - from() * 8 > size * 8; size *= 2) {
      if (size === 0 || size >= 8) throw new BtfError("a bitfield is wider than can be read");
    }
    if (kind === "field offset") return from();
    if (kind === "field size") return size;
    if (kind === "field signed") return Number(this.#isSigned(type));
    return kind === "field left shift" ? 64 - (bits + width - from() * 8) : 64 - width;
  }

  #isSigned(id: number): boolean {
    const kernel = this.#kernel;
    return enums.includes(kernel.kind(id)) ? kernel.flag(id) : kernel.signed(id);
  }

  #sizeOf(btf: Btf, id: number): number {
    let count = 1;
    for (let depth = 0; depth < deepest; depth++) {
      id = btf.resolve(id);
      const kind = btf.kind(id);
      if (kind === btfKind.pointer) return count * 8;
      if (kind !== btfKind.array) {
        const sized: readonly number[] = [btfKind.int, btfKind.float, ...composites, ...enums];
        return sized.includes(kind) ? count * btf.sizeOrType(id) : 0;
      }
      count *= btf.array(id).length;
      id = btf.array(id).type;
    }
    throw new BtfError("BTF arrays are nested too deep");
  }

  #membersOf(btf: Btf, id: number): readonly Member[] {
    let known = this.#members.get(btf);
    if (known === undefined) {
      known = new Map();
      this.#members.set(btf, known);
    }
    let members = known.get(id);
    if (members === undefined) {
      members = btf.members(id);
      known.set(id, members);
    }
    return members;
  }
}
