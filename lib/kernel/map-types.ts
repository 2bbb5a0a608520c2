/** THE table of map types, as bpftool names them, and the smallest map of each. */
import { type Finding, no, yes } from "../probe/answer.ts";
import { Descriptor } from "./descriptor.ts";
import { type MapShape, makeMap, mappable, noPrealloc } from "./map.ts";
import { pageSize } from "./page-size.ts";
import { putTypes, wordTypes } from "./small-types.ts";

interface MapType {
  readonly name: string;
  readonly type: number;
  /** Where it differs from four bytes of key, four of value, one entry. */
  readonly shape?: Partial<MapShape>;
  /** Wants to know the types of its keys and values. */
  readonly typed?: true;
  /** Holds maps. */
  readonly nested?: true;
  /** What the kernel says to a map that is wrong, when it knows the type. */
  readonly known?: string;
}

const storage = { typed: true, shape: { entries: 0, flags: noPrealloc } } as const;
const pages = { shape: { key: 0, value: 0, entries: pageSize() } } as const;

export const mapTypes: readonly MapType[] = [
  { name: "hash", type: 1 },
  { name: "array", type: 2 },
  { name: "prog_array", type: 3 },
  { name: "perf_event_array", type: 4 },
  { name: "percpu_hash", type: 5 },
  { name: "percpu_array", type: 6 },
  { name: "stack_trace", type: 7, shape: { value: 8 } },
  { name: "cgroup_array", type: 8 },
  { name: "lru_hash", type: 9 },
  { name: "lru_percpu_hash", type: 10 },
  { name: "lpm_trie", type: 11, shape: { key: 8, value: 8, flags: noPrealloc } },
  { name: "array_of_maps", type: 12, nested: true },
  { name: "hash_of_maps", type: 13, nested: true },
  { name: "devmap", type: 14 },
  { name: "sockmap", type: 15 },
  { name: "cpumap", type: 16 },
  { name: "xskmap", type: 17 },
  { name: "sockhash", type: 18 },
  { name: "cgroup_storage", type: 19, shape: { key: 16, value: 8, entries: 0 } },
  { name: "reuseport_sockarray", type: 20 },
  { name: "percpu_cgroup_storage", type: 21, shape: { key: 16, value: 8, entries: 0 } },
  { name: "queue", type: 22, shape: { key: 0 } },
  { name: "stack", type: 23, shape: { key: 0 } },
  { name: "sk_storage", type: 24, ...storage },
  { name: "devmap_hash", type: 25 },
  // Wants the type of a kernel interface, which type 1 is not.
  { name: "struct_ops", type: 26, shape: { kernelValue: 1 }, known: "ENOTSUPP" },
  { name: "ringbuf", type: 27, ...pages },
  { name: "inode_storage", type: 28, ...storage },
  { name: "task_storage", type: 29, ...storage },
  { name: "bloom_filter", type: 30, shape: { key: 0 } },
  { name: "user_ringbuf", type: 31, ...pages },
  { name: "cgrp_storage", type: 32, ...storage },
  { name: "arena", type: 33, shape: { key: 0, value: 0, flags: mappable } },
];

export function askMapType({ type, shape, typed, nested, known }: MapType): Finding {
  using stack = new DisposableStack();
  const keep = <T extends Descriptor | string>(made: T): T => {
    if (made instanceof Descriptor) stack.use(made);
    return made;
  };
  const plain = { type, key: 4, value: 4, entries: 1, ...shape };
  const btf = typed ? putTypes(wordTypes.bytes) : undefined;
  if (btf instanceof Descriptor) keep(btf);
  const inner = nested ? keep(makeMap({ type: 1, key: 4, value: 4, entries: 1 })) : undefined;
  const { word } = wordTypes;
  const made = keep(
    makeMap({
      ...plain,
      ...(btf instanceof Descriptor && { types: { btf, key: word, value: word } }),
      ...(inner instanceof Descriptor && { inner }),
    }),
  );
  if (made instanceof Descriptor) return yes();
  if (made === known) return yes("known; not made");
  return made === "EPERM" || made === "EACCES"
    ? { ...no("this kernel forbids such maps", made), remedy: "another policy" }
    : { ...no("this kernel does not know such maps", made), remedy: "a newer kernel" };
}
