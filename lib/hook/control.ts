/** What steers the programs while they run: struct control of bpf/control.h. */
import { controlLayout } from "../events.gen.ts";
import type { BpfObject } from "./object.ts";
import { pack, unpack } from "./pack.ts";

type ControlField = keyof (typeof controlLayout)["fields"];

/** What is not named is 0. */
export type Control = Partial<Record<Exclude<ControlField, "unfollowed">, number | bigint>>;

export function writeControl(object: BpfObject, values: Control): void {
  object.update(".data.control", 0, pack(controlLayout, values));
}

export function readControl(object: BpfObject, field: ControlField): number {
  const bytes = new Uint8Array(controlLayout.size);
  object.lookup(".data.control", 0, bytes);
  return unpack(controlLayout, bytes, field);
}
