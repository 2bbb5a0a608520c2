/** The programs on a terminal: which load on this kernel, and what that takes. */
import { table } from "./table.ts";
import { visible } from "./visible.ts";

/** A program and what the kernel's verifier says of it. */
interface LoadedProgram {
  readonly program: string;
  /** "fexit do_unlinkat" */
  readonly hook: string;
  readonly instructions: number | null;
  /** µs */
  readonly verification: number | null;
  readonly reason: string | null;
}

/** width: columns of the terminal. */
export function programsText(programs: readonly LoadedProgram[], width: number): string {
  const rows = programs.map(({ program, hook, instructions, verification, reason }) => [
    program,
    hook,
    reason === null ? String(instructions ?? "?") : "-",
    verification === null ? "" : (verification / 1000).toFixed(1),
    visible(reason ?? ""),
  ]);
  return table(columns, rows, width);
}

const columns = [
  { head: "program", whole: true },
  { head: "hook", mayGo: true },
  { head: "verified", figures: true },
  { head: "ms", figures: true },
  { head: "why not" },
];
