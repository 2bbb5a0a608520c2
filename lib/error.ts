/** What the process exits with; the meaning is the same for every command. */
export const exitCode = {
  done: 0,
  /** A check that was asked for did not hold. */
  checkFailed: 1,
  usage: 2,
  notPermitted: 3,
  /** This kernel lacks what is needed. */
  unsupported: 4,
  badInput: 5,
  badOutput: 6,
  /** With `-- CMD`: sonde itself failed, whatever the command would have returned. */
  ownFailure: 125,
  /** With `-- CMD`, as shells have it: it was found but could not be run. */
  commandNotRun: 126,
  commandNotFound: 127,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** An error that the user can act on: what happened, why (`cause`), and the next step (`hint`). */
export class SondeError extends Error {
  readonly code: ExitCode;
  readonly hint: string | undefined;

  constructor(code: ExitCode, message: string, hint?: string, cause?: unknown) {
    super(message, { cause });
    this.name = "SondeError";
    this.code = code;
    this.hint = hint;
  }
}
