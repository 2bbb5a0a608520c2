/** What the programs put their records into. */
import { exitCode, SondeError } from "../error.ts";
import { ringBuffers } from "../kernel/features.ts";
import type { Transport } from "../recording/format.ts";
import type { Lacking } from "./lacking.ts";

/** asked: by the user. @throws SondeError when the kernel has no such buffer */
export function chooseTransport(asked: Transport | undefined, lacking: Lacking): Transport {
  if (asked === "perf") return asked;
  const ring = !lacking.has("ringbuf_output") && ringBuffers();
  if (asked === "ring" && !ring) {
    throw new SondeError(
      exitCode.unsupported,
      "this kernel has no BPF ring buffer, or refuses it",
      "Leave out --transport: perf buffers do as well.",
    );
  }
  return ring ? "ring" : "perf";
}
