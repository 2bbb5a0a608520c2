/** `-- CMD …`: forked natively, held until every hook is in place, waited for. */
import { ptr } from "bun:ffi";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { errnoName } from "../errno.ts";
import { exitCode, SondeError } from "../error.ts";
import { cstring, native } from "../native/library.ts";

/** How a process ended: one of the two is a number. */
export interface Ending {
  readonly code: number | null;
  readonly signal: number | null;
}

export class Command {
  readonly argv: readonly string[];
  readonly #pid: number;
  readonly #fds = new Int32Array(2);
  /** Forks; the child waits. @throws SondeError when the command can't be found or started */
  constructor(argv: readonly string[]) {
    this.argv = argv;
    const file = findExecutable(argv[0] ?? "");
    const args = cstrings(argv);
    const env = cstrings(Object.entries(process.env).map(([name, value]) => `${name}=${value}`));
    held.push(args, env);
    this.#pid = native().sonde_spawn(cstring(file), args.pointers, env.pointers, this.#fds);
    if (this.#pid < 0) throw notStarted(argv, -this.#pid);
  }

  /** Lets the child call exec. @throws SondeError when exec fails */
  release(): void {
    const result = native().sonde_release(this.#fds);
    if (result < 0) throw notStarted(this.argv, -result);
  }

  /** Undefined while it runs. */
  poll(): Ending | undefined {
    const status = new Int32Array(1);
    if (native().sonde_wait(this.#pid, status) === 0) return undefined;
    const word = status[0] ?? 0;
    const signal = word & 0x7f;
    return signal === 0 ? { code: (word >> 8) & 0xff, signal: null } : { code: null, signal };
  }

  /** False: not permitted. */
  kill(signal: NodeJS.Signals): boolean {
    try {
      return process.kill(this.#pid, signal);
    } catch {
      return false;
    }
  }
}

/** As a shell looks for it, but along absolute directories only. */
function findExecutable(name: string): string {
  const candidates = name.includes("/")
    ? [name]
    : (process.env.PATH ?? "/usr/bin:/bin")
        .split(delimiter)
        .filter((dir) => dir.startsWith("/")) // never the working directory
        .map((dir) => join(dir, name));
  const found = candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
  if (found === undefined) {
    throw new SondeError(
      exitCode.commandNotFound,
      `cannot run ${name}: not found, or not executable`,
      "Name a program on the PATH, or its path.",
    );
  }
  return found;
}

/** A char *[] for C, and the bytes that it points to. */
interface CStrings {
  readonly pointers: BigUint64Array;
  readonly bytes: readonly Uint8Array[];
}

/** C knows the bytes by address only: held here, so that the collector leaves them. */
const held: CStrings[] = [];

function cstrings(strings: readonly string[]): CStrings {
  const bytes = strings.map(cstring);
  return { pointers: BigUint64Array.from([...bytes.map((b) => BigInt(ptr(b))), 0n]), bytes };
}

function notStarted(argv: readonly string[], errno: number): SondeError {
  return new SondeError(
    exitCode.commandNotRun,
    `cannot run ${argv[0]}: ${errnoName(errno)}`,
    errnoName(errno) === "ENOEXEC" ? "A script needs a first line such as #!/bin/sh." : undefined,
  );
}
