import { fstatSync, writeSync } from "node:fs";
import { exitCode, SondeError } from "../lib/error.ts";
import { legible } from "../lib/report/visible.ts";

/** What standard output is: its width in columns, and whether colours are welcome. */
export function terminal(): { readonly columns: number; readonly colour: boolean } {
  // process.stdout takes as long to make as the rest of sonde takes to start.
  if (!fstatSync(1).isCharacterDevice()) return { columns: 80, colour: false };
  const { NO_COLOR, TERM } = process.env;
  const colour = process.stdout.isTTY === true && !NO_COLOR && TERM !== "dumb";
  return { columns: process.stdout.columns || 80, colour }; // 0: a terminal of no size
}

/** Writes all of it to standard output; a reader that has gone away is no error. @throws SondeError */
export function print(text: string): void {
  write(1, text);
}

/** The same for those who would write more: false when the reader has gone away. @throws SondeError */
export function offer(text: string): boolean {
  return write(1, text);
}

/**
 * One message on standard error; names in it may hold anything. Not console.error, which makes it
 * red on a terminal.
 */
export function say(message: string): void {
  write(2, `${legible(message)}\n`);
}

/** Why the end is waited for. */
export function sayHeld(reason: string): void {
  say(`sonde: the hooks stay for now: ${reason}`);
}

/** Why only the simplest hooks are used. */
export function sayCrashes(reason: string): void {
  say(`sonde: ${reason}`);
}

function write(fd: number, text: string): boolean {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(fd, bytes, done);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EPIPE") return false;
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
  return true;
}
