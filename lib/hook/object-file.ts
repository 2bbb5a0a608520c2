/** The BPF objects in the executable, as bytes: the same programs twice, bpf/compat.bpf.h, GET(). */
import { readFileSync } from "node:fs";
import plainPath from "#embed/sonde.bpf.o" with { type: "file" };
import castingPath from "#embed/sonde-casting.bpf.o" with { type: "file" };

/** Runs on every kernel. */
export const objectBytes = (): Uint8Array => readFileSync(plainPath);

/** Reads faster, where the kernel can cast. */
export const castingObjectBytes = (): Uint8Array => readFileSync(castingPath);
