/** The kernel's BTF as libbpf parses it; for the ids that programs are loaded with. */
import type { Pointer } from "bun:ffi";
import { errnoName } from "../errno.ts";
import { cstring, native } from "../native/library.ts";

const kinds = { struct: 4, typedef: 8, function: 12 } as const;

export class KernelTypes implements Disposable {
  readonly #btf: Pointer | bigint;
  readonly #found = new Map<string, number>();

  private constructor(btf: Pointer | bigint) {
    this.#btf = btf;
  }

  /** The name of an error number on failure. */
  static load(): KernelTypes | string {
    const error = new Int32Array(1);
    const btf = native().sonde_btf_load(error);
    return btf === null ? errnoName(error[0] ?? 0) : new KernelTypes(btf);
  }

  /** Without void, which libbpf counts. */
  get count(): number {
    return native().btf__type_cnt(this.#btf) - 1;
  }

  /** 0 when there is none. libbpf goes through all types, so what was found is kept. */
  find(kind: keyof typeof kinds, name: string): number {
    const key = `${kind} ${name}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const { btf__find_by_name_kind } = native();
    const id = Math.max(0, btf__find_by_name_kind(this.#btf, cstring(name), kinds[kind]));
    this.#found.set(key, id);
    return id;
  }

  /** Number of functions among them. */
  get functions(): number {
    return native().sonde_btf_functions(this.#btf);
  }

  /** Of a function; undefined when there is none of that name. */
  arguments(name: string): number | undefined {
    return known(native().sonde_btf_arguments(this.#btf, cstring(name)));
  }

  /** Index of a struct's member. */
  member(struct: string, name: string): number | undefined {
    return known(native().sonde_btf_member(this.#btf, cstring(struct), cstring(name)));
  }

  /** Where a struct's member begins, in bytes; also in unnamed structs and unions. */
  offset(struct: string, name: string): number | undefined {
    return known(native().sonde_btf_offset(this.#btf, cstring(struct), cstring(name)));
  }

  [Symbol.dispose](): void {
    native().btf__free(this.#btf);
  }
}

const known = (number: number): number | undefined => (number < 0 ? undefined : number);
