/**
 * Text to a terminal or pipe that may be slower than what there is to say: what can't be written
 * at once waits, up to a limit, and what finds no room there is refused, so that nobody waits.
 */
import { closeSync, constants, fstatSync, openSync, writeSync } from "node:fs";

/** Bytes that may wait. */
const capacity = 1 << 20;

export class Outlet {
  /** Nobody reads any more. */
  gone = false;
  readonly #fd: number;
  readonly #isOwn: boolean;
  #waiting: Buffer[] = [];
  #length = 0;

  constructor(fd: number) {
    const own = reopened(fd);
    this.#fd = own ?? fd;
    this.#isOwn = own !== null;
  }

  /** Bytes that wait. */
  get waiting(): number {
    return this.#length;
  }

  get isFull(): boolean {
    return this.gone || this.#length >= capacity;
  }

  /** False: there is no room, and nothing was taken. */
  push(text: string): boolean {
    if (this.isFull) return false;
    const bytes = Buffer.from(text);
    this.#waiting.push(bytes);
    this.#length += bytes.length;
    return true;
  }

  /** Writes what goes without waiting. @throws Error when it can't be written at all */
  flush(): void {
    if (this.#length === 0 || this.gone) return;
    const bytes =
      this.#waiting.length === 1 ? (this.#waiting[0] ?? noBytes) : Buffer.concat(this.#waiting);
    let done = 0;
    try {
      while (done < bytes.length) done += writeSync(this.#fd, bytes, done);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      // EIO: the terminal was closed.
      if (code === "EPIPE" || code === "EIO") this.gone = true;
      else if (code !== "EAGAIN") throw error;
    }
    this.#length = this.gone ? 0 : bytes.length - done;
    this.#waiting = this.#length === 0 ? [] : [bytes.subarray(done)];
  }

  /**
   * Writes this and nothing of what waits, which is dropped; a terminal that takes nothing for a
   * second is not waited for any longer.
   */
  urgent(text: string): void {
    this.#waiting = [];
    this.#length = 0;
    this.push(text);
    for (let tries = 0; tries < 200; tries++) {
      this.flush();
      if (this.#length === 0) return;
      Bun.sleepSync(5);
    }
  }

  close(): void {
    if (this.#isOwn) closeSync(this.#fd);
  }
}

const noBytes = Buffer.alloc(0);

/**
 * The same terminal or pipe, opened once more: O_NONBLOCK belongs to the open file, which others
 * share. Null where that is not possible or not needed; writes may wait then.
 */
function reopened(fd: number): number | null {
  const status = fstatSync(fd);
  if (!status.isFIFO() && !status.isCharacterDevice()) return null;
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
  try {
    return openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
  } catch {
    return null; // not ours, no /proc, or the reader has gone: the first write tells
  }
}
