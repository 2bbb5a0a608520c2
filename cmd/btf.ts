/** sonde btf: how kernels describe their types. */
import { usage } from "./arguments.ts";
import { check } from "./btf-check.ts";
import { list } from "./btf-list.ts";
import { show } from "./btf-show.ts";
import { type TrimFlags, trim } from "./btf-trim.ts";

export interface BtfFlags extends TrimFlags {
  readonly json: boolean;
}

const actions: Readonly<Record<string, (args: readonly string[], flags: BtfFlags) => number>> = {
  check,
  list,
  show,
  trim,
};

/** Returns the exit code. @throws SondeError */
export function btf(action: string, args: readonly string[], flags: BtfFlags): number {
  const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (run) return run(args, flags);
  throw usage(
    `sonde btf has no "${action}"`,
    `There are ${Object.keys(actions).join(", ")}; \`sonde btf --help\` tells more.`,
  );
}
