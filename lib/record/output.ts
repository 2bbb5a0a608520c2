/** The file a recording goes to: never through a link, never over an existing file unless told. */
import { closeSync, constants, fstatSync, openSync, unlinkSync, writeSync } from "node:fs";
import { exitCode, SondeError } from "../error.ts";
import type { Sink } from "../recording/writer.ts";

export class OutputFile implements Sink {
  readonly path: string;
  /** Bytes written so far. */
  size = 0;
  readonly #fd: number;

  private constructor(path: string, fd: number) {
    this.path = path;
    this.#fd = fd;
  }

  /** force: an existing regular file is emptied and written over. @throws SondeError */
  static create(path: string, force: boolean): OutputFile {
    const { O_WRONLY, O_CREAT, O_EXCL, O_TRUNC, O_NOFOLLOW } = constants;
    const how = O_WRONLY | O_CREAT | O_NOFOLLOW | (force ? O_TRUNC : O_EXCL);
    let fd: number;
    try {
      fd = openSync(path, how, 0o600);
    } catch (error) {
      throw openFailed(path, error);
    }
    if (!fstatSync(fd).isFile()) {
      closeSync(fd);
      throw new SondeError(
        exitCode.badOutput,
        `${path} is not a regular file`,
        "Name another file.",
      );
    }
    return new OutputFile(path, fd);
  }

  /** Writes all of it. @throws SondeError when the disk is full or the file can't be written */
  write(bytes: Uint8Array): void {
    let done = 0;
    try {
      while (done < bytes.length) done += writeSync(this.#fd, bytes, done);
    } catch (error) {
      throw new SondeError(
        exitCode.badOutput,
        `cannot write to ${this.path}: ${reason(error)}`,
        `Its ${this.size + done} bytes are intact up to the last whole event: \`sonde summary ${this.path}\` reads it.`,
        error,
      );
    } finally {
      this.size += done;
    }
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** Closes the file and removes it, if nothing was written to it. */
  discard(): void {
    this.close();
    if (this.size === 0) unlinkSync(this.path);
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
      "A recording is never written through a link: name the file itself.",
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
