/** Maps for the small programs. */
import { errnoName } from "../errno.ts";
import { cstring, native } from "../native/library.ts";
import { type No, no } from "../probe/answer.ts";
import { Descriptor } from "./descriptor.ts";

/** include/uapi/linux/bpf.h */
export const mapType = { array: 2, perfEventArray: 4, ringBuffer: 27 } as const;

/** A new map, or why not. */
export function createMap(
  type: keyof typeof mapType,
  keySize: number,
  valueSize: number,
  entries: number,
): Descriptor | No {
  const name = cstring("sonde_probe");
  const fd = native().bpf_map_create(mapType[type], name, keySize, valueSize, entries, null);
  if (fd >= 0) return new Descriptor(fd);
  const errno = errnoName(fd);
  const reason = errno === "EINVAL" ? "this kernel does not know such maps" : "the map is refused";
  return no(reason, errno);
}

const first = new Uint32Array(1);

/** The 64-bit number in an array map's first value. */
export function firstNumber(map: Descriptor): bigint {
  const number = new BigUint64Array(1);
  native().bpf_map_lookup_elem(map.fd, first, number);
  return number[0] ?? 0n;
}
