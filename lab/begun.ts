/** Whether a recorder has begun. */
import { AgentError } from "./agent-client.ts";
import type { Machine, Running, RunResult } from "./machine.ts";

const ENOENT = 2;

/**
 * Resolves when the recording's header is there, which is written when the hooks are in place; with the result
 * of a recorder that ended before. @throws what is wrong with the machine
 */
export async function begun(
  machine: Machine,
  sonde: Running,
  file: string,
): Promise<"begun" | RunResult> {
  let ended: RunResult | undefined;
  sonde.ended.then(
    (result) => {
      ended = result;
    },
    () => undefined,
  );
  while (ended === undefined) {
    const bytes = await machine.readFile(file).catch(notThere);
    if (bytes.length > 0) return "begun";
  }
  return ended;
}

/** Anything else would be asked for ever: a machine that is gone fails at once. */
function notThere(error: unknown): Uint8Array {
  const absent =
    error instanceof AgentError
      ? error.errno === ENOENT
      : error instanceof Error && "code" in error && error.code === "ENOENT";
  if (!absent) throw error;
  return new Uint8Array();
}
