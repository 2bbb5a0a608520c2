/** A recording on standard output: into a pipe, to another host. */

import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import { exitCode, SondeError } from "../error.ts";
import type { Output } from "./volumes.ts";

export class StandardOutput implements Output {
  readonly path = "-";
  size = 0;

  /** @throws SondeError when a person would see it */
  constructor() {
    if (!isatty(1)) return;
    throw new SondeError(
      exitCode.usage,
      "a recording is no text: it is not written to a terminal",
      "Name a file with -o, or lead it into a pipe: `sonde record -o - | ssh HOST 'cat > FILE'`.",
    );
  }

  /** Waits for a slow reader, and events are lost then, and counted. @throws SondeError */
  write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      try {
        const n = writeSync(1, bytes, done);
        done += n;
        this.size += n;
      } catch (error) {
        const code = error instanceof Error && "code" in error ? error.code : undefined;
        if (code !== "EAGAIN") throw failed(code, error);
        Bun.sleepSync(1); // someone made the pipe non-blocking
      }
    }
  }

  flush(): void {}
  close(): void {}
  discard(): void {}
}

function failed(code: unknown, error: unknown): SondeError {
  const why = code === "EPIPE" ? "its reader is gone" : String(code);
  const hint = "What it has read is intact up to the last whole event.";
  return new SondeError(exitCode.badOutput, `cannot write to standard output: ${why}`, hint, error);
}
