/** What a case sees of the machine it runs on: a guest under QEMU, or this host. */
import type { Overwrite } from "./kernel-image.ts";
import type { Arch } from "./kernels.ts";

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  /** After this many milliseconds the process group is killed and the result says so. */
  readonly timeout?: number;
}

export interface RunResult {
  readonly pid: number;
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  /** Number of the signal that ended it; null otherwise. */
  readonly signal: number | null;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs while the case goes on. */
export interface Running {
  /** Resolves when standard error has a line that matches. @throws Error when the program ends without one. */
  stderrLine(pattern: RegExp): Promise<string>;
  signal(number: number): Promise<void>;
  readonly ended: Promise<RunResult>;
}

/** Program-running ABIs; the second of each architecture is the 32-bit one. */
export type Abi = "x86_64" | "i386" | "x32" | "arm64" | "arm";

export interface Machine {
  /** For people, for example `x86_64 6.1 lockdown=integrity`. */
  readonly name: string;
  readonly arch: Arch;
  /** Name in the table of kernels, or the release of this host. */
  readonly kernel: string;
  /** `uname -r`. */
  readonly release: string;
  readonly mode: string;
  /** Glob of the cases about points that the mode runs. */
  readonly points: string;
  /** ABIs whose programs run here, the native one first. */
  readonly abis: readonly Abi[];
  /** A module of this kernel that may be loaded and unloaded; null where that would touch a host. */
  readonly module: { readonly path: string; readonly name: string } | null;
  /** Where the module that overwrites credentials is, or why there is none. */
  readonly overwrite: Overwrite;
  /** A folder for the case's files, on the root file system where the machine has one of its own. */
  readonly scratch: string;
  /** Runs a program as full root, outside the mode's limits on sonde. */
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  start(argv: readonly string[], options?: RunOptions): Promise<Running>;
  /** Runs sonde with the capabilities and limits of the mode. */
  sonde(args: readonly string[], options?: RunOptions): Promise<RunResult>;
  startSonde(args: readonly string[], options?: RunOptions): Promise<Running>;
  /** Path, on the machine, of a workload. */
  workload(name: string, abi: Abi): string;
  /** With the folders above it. */
  makeFolder(path: string): Promise<void>;
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, data: string | Uint8Array, mode?: number): Promise<void>;
}
