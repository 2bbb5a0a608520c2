/** Whether a recorder has begun. */
import type { Machine } from "./machine.ts";

/** Resolves when the recording's header is there: it is written when the hooks are in place. */
export async function begun(machine: Machine, file: string): Promise<"begun"> {
  for (;;) {
    const bytes = await machine.readFile(file).catch(() => new Uint8Array());
    if (bytes.length > 0) return "begun";
  }
}
