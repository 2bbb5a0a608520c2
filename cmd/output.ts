import { writeSync } from "node:fs";
import { exitCode, SondeError } from "../lib/error.ts";

/** What standard output is: its width in columns, and whether colours are welcome. */
export function terminal(): { readonly columns: number; readonly colour: boolean } {
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  return { columns: process.stdout.columns ?? 80, colour };
}

/** Writes all of it to standard output; a reader that has gone away is no error. @throws SondeError */
export function print(text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(1, bytes, done);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EPIPE") return;
      if (code !== "EAGAIN") {
        throw new SondeError(
          exitCode.badOutput,
          `cannot write the output: ${code}`,
          undefined,
          error,
        );
      }
      Bun.sleepSync(5); // someone made the pipe non-blocking
    }
  }
}
