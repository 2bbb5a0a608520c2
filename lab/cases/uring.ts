/** What flavours show of what is done through io_uring. */
import type { Act, Truth } from "../truth.ts";
import { acts } from "./told.ts";

const through = (act: Act): boolean => act.has("uring");
const failed = (act: Act): boolean => act.num("ret") < 0;

/** Acts of a name that a flavour sees: no end of a system call tells of io_uring, a kprobe only what gets far. */
export function seen(truth: Truth, name: string, flavour: string): Act[] {
  return acts(truth, name).filter((act) => {
    if (!through(act)) return true;
    if (flavour.startsWith("sys_exit")) return false;
    return flavour !== "kprobe" || !failed(act);
  });
}

/** What failed before its path was found has none: there is no system call to read it from. */
export function path(act: Act, word: string): string {
  return through(act) && failed(act) ? "null" : act.text(word);
}

/** A kprobe sees no outcome of io_uring. */
export function outcome(act: Act, flavour: string): string {
  return through(act) && flavour === "kprobe" ? "null" : act.text("ret");
}
