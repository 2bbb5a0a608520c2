/** Maps for the small programs. */
import { errnoName } from "../errno.ts";
import { native } from "../native/library.ts";
import { type No, no } from "../probe/answer.ts";
import { Descriptor } from "./descriptor.ts";

/** include/uapi/linux/bpf.h */
export const mapType = { array: 2, perfEventArray: 4, ringBuffer: 27, taskStorage: 29 } as const;

/** BPF_F_NO_PREALLOC */
export const noPrealloc = 1;

/** BPF_F_MMAPABLE */
export const mappable = 1 << 10;

export interface MapShape {
  readonly type: number;
  /** Bytes. */
  readonly key: number;
  readonly value: number;
  readonly entries: number;
  readonly flags?: number;
  /** Types of key and value, for maps that want to know them. */
  readonly types?: { readonly btf: Descriptor; readonly key: number; readonly value: number };
  readonly inner?: Descriptor;
  /** In the kernel's BTF. */
  readonly kernelValue?: number;
}

/** A new map, or the name of the error number. */
export function makeMap(shape: MapShape): Descriptor | string {
  const { type, key, value, entries, flags = 0, types, inner, kernelValue = 0 } = shape;
  const what = Uint32Array.of(
    ...[type, key, value, entries, flags],
    ...[types?.btf.fd ?? 0, types?.key ?? 0, types?.value ?? 0, inner?.fd ?? 0, kernelValue],
  );
  const fd = native().sonde_map_create(what);
  return fd >= 0 ? new Descriptor(fd) : errnoName(fd);
}

/** A new map, or why not. */
export function createMap(
  type: keyof typeof mapType,
  key: number,
  value: number,
  entries: number,
): Descriptor | No {
  const made = makeMap({ type: mapType[type], key, value, entries });
  return made instanceof Descriptor ? made : mapRefused(made);
}

export function mapRefused(errno: string): No {
  if (errno === "EINVAL") return no("this kernel does not know such maps", errno);
  if (errno === "EPERM") {
    return no("the map is refused", errno, "root; before 5.11 also a higher RLIMIT_MEMLOCK");
  }
  return no("the map is refused", errno);
}

const first = new Uint32Array(1);

/** The 64-bit number in an array map's first value. */
export function firstNumber(map: Descriptor): bigint {
  const number = new BigUint64Array(1);
  native().bpf_map_lookup_elem(map.fd, first, number);
  return number[0] ?? 0n;
}
