/**
 * Variables by which whoever sets the environment reaches into the runtime. It has read them by
 * the time that sonde runs, so that refusing is all that can be done.
 */
import { exitCode, SondeError } from "../lib/error.ts";

/** What each does to a program that Bun 1.4 compiled; a name that ends with * is a prefix. */
const refused: readonly { readonly name: string; readonly why: string }[] = [
  { name: "BUN_OPTIONS", why: "runs other code inside sonde" },
  { name: "BUN_BE_BUN", why: "turns sonde into another program" },
  { name: "BUN_INSPECT*", why: "lets a debugger control sonde" },
  { name: "BUN_JSC_*", why: "changes how sonde's code is run" },
  { name: "BUN_BYTECODE_*", why: "makes the runtime write files of its own" },
];

/** @throws SondeError naming the first of them that is set. */
export function refuseEnvironment(environment: Readonly<Record<string, string | undefined>>): void {
  for (const { name, why } of refused) {
    const found = Object.keys(environment).find((variable) => matches(name, variable));
    if (found === undefined) continue;
    throw new SondeError(
      exitCode.notPermitted,
      `the variable ${found} is set, which ${why}`,
      `Start it as \`env -u ${found} sonde …\`; a command after -- can have it: \`-- env ${found}=… CMD\`.`,
    );
  }
}

function matches(name: string, variable: string): boolean {
  return name.endsWith("*") ? variable.startsWith(name.slice(0, -1)) : variable === name;
}
