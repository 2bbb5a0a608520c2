/** The file that a recording, or an export of one, goes to: never through a link, never over an existing file unless told. */
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { exitCode, SondeError } from "../error.ts";

export class OutputFile {
  readonly path: string;
  /** Bytes written so far. */
  size = 0;
  readonly #fd: number;
  /** False: it was there before, and is emptied by the first write. */
  readonly #isNew: boolean;

  /** What of it is good when a write failed. */
  readonly #intact: (bytes: number) => string;

  private constructor(
    path: string,
    fd: number,
    isNew: boolean,
    intact: (bytes: number) => string = (bytes) =>
      `Its ${bytes} bytes are intact up to the last whole event: \`sonde summary ${path}\` reads it.`,
  ) {
    this.path = path;
    this.#intact = intact;
    this.#fd = fd;
    this.#isNew = isNew;
  }

  /**
   * force: an existing regular file is written over. intact: a sentence about what there is of the
   * file when a write failed; it is taken for a recording where there is none. @throws SondeError
   */
  static create(path: string, force: boolean, intact?: (bytes: number) => string): OutputFile {
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    try {
      return new OutputFile(path, openSync(path, O_WRONLY | O_CREAT | O_EXCL, 0o600), true, intact);
    } catch (error) {
      if (!force || codeOf(error) !== "EEXIST") throw openFailed(path, error);
    }
    try {
      const fd = openSync(path, O_WRONLY | O_NOFOLLOW);
      if (fstatSync(fd).isFile()) return new OutputFile(path, fd, false, intact);
      closeSync(fd);
    } catch (error) {
      throw openFailed(path, error);
    }
    throw new SondeError(exitCode.badOutput, `${path} is not a regular file`, "Name another file.");
  }

  /** Writes all of it. @throws SondeError when the disk is full or the file can't be written */
  write(bytes: Uint8Array): void {
    let done = 0;
    try {
      if (this.size === 0 && !this.#isNew) ftruncateSync(this.#fd);
      while (done < bytes.length) done += writeSync(this.#fd, bytes, done);
    } catch (error) {
      throw new SondeError(
        exitCode.badOutput,
        `cannot write to ${this.path}: ${reason(error)}`,
        this.#intact(this.size + done),
        error,
      );
    } finally {
      this.size += done;
    }
  }

  /** What was written is the kernel's: it stays when this process is killed. */
  flush(): void {}

  /** A descriptor to read it with, also when its name can't be followed any more. */
  openForReading(): number {
    return openSync(`/proc/self/fd/${this.#fd}`, "r");
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** Closes a file that did not become a recording; one that was there before is left as it is. */
  discard(): void {
    if (this.#isNew) ftruncateSync(this.#fd);
    this.close();
    try {
      if (this.#isNew) unlinkSync(this.path);
    } catch {
      // The right to is given up by now: it stays, empty.
    }
  }
}

function openFailed(path: string, error: unknown): SondeError {
  const code = codeOf(error);
  if (code === "EEXIST") {
    return new SondeError(
      exitCode.badOutput,
      `${path} exists`,
      "Name another file with -o, or overwrite it with --force.",
      error,
    );
  }
  if (code === "ELOOP") {
    return new SondeError(
      exitCode.badOutput,
      `${path} is a symbolic link`,
      "sonde never writes through a link: name the file itself.",
      error,
    );
  }
  return new SondeError(
    exitCode.badOutput,
    `cannot create ${path}: ${reason(error)}`,
    "Name a file in a directory that exists and can be written, with -o.",
    error,
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}

function reason(error: unknown): string {
  return codeOf(error) === "ENOSPC"
    ? "the disk is full"
    : String(error instanceof Error ? error.message : error);
}
