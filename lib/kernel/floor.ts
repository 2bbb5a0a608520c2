/** The oldest kernels that the programs run on. */
import { exitCode, SondeError } from "../error.ts";
import { isRefusal } from "../probe/answer.ts";
import { boundedLoops } from "./programs.ts";

/**
 * No program can do without loops, nor without the global data that is a release older. A refusal
 * of this process says nothing about the kernel. @throws SondeError
 */
export function requireFloor(): void {
  const answer = boundedLoops();
  if (answer.answer !== "no" || isRefusal(answer)) return;
  throw new SondeError(
    exitCode.unsupported,
    `this kernel has no bounded loops in BPF programs: ${answer.reason}`,
    "Linux 5.3 or newer is needed; `sonde probe` shows what this one allows.",
  );
}
