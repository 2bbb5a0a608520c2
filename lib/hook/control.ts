/** What steers the programs while they run: struct control of bpf/control.h. */
import { controlLayout } from "../events.gen.ts";
import { native } from "../native/library.ts";
import { BpfError, type BpfObject } from "./object.ts";
import { pack, unpack } from "./pack.ts";

type ControlField = keyof (typeof controlLayout)["fields"];

/** Counted by the programs. */
export type ControlCounter = Extract<
  ControlField,
  "unfollowed" | "namespaceChanges" | `canary${string}`
>;

/** What is not named is 0. */
export type Control = Partial<Record<Exclude<ControlField, ControlCounter>, number | bigint>>;

/** Mapped, so that steering needs no privilege. There is one at a time: of the object that is loaded. */
export class ControlBlock {
  /** @throws BpfError */
  constructor(object: BpfObject, mapped: boolean) {
    const { size } = controlLayout;
    const result = native().sonde_control_open(object.mapFd(".data.control"), size, mapped);
    if (result < 0) throw new BpfError("map the control block", -result, "");
  }

  /** Takes effect at once and as a whole. */
  write(values: Control): void {
    // What comes from there on is the programs' own.
    const bytes = controlLayout.fields.unfollowed.at;
    native().sonde_control_write(pack(controlLayout, values), bytes);
  }

  read(field: ControlField): number {
    const bytes = new Uint8Array(controlLayout.size);
    native().sonde_control_read(bytes);
    return unpack(controlLayout, bytes, field);
  }

  close(): void {
    native().sonde_control_close();
  }
}
