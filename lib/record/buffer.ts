/** How large the buffer between the programs and the recorder is. */
import { exitCode, SondeError } from "../error.ts";

const MiB = 1 << 20;
/** A CPU that does nothing but audited things fills this in some 40 ms. */
const perCpu = 8 * MiB;
const least = MiB;
const most = 256 * MiB;
/** What sonde itself, and the kernel while it looks at programs, take beside. */
const reserve = 40 * MiB;

export interface Surroundings {
  /** CPUs that are online. */
  readonly cpus: number;
  /** Of the machine, bytes; undefined: not known. */
  readonly memory: number | undefined;
  /** What a control group's limit leaves, bytes; undefined: there is none. */
  readonly left: number | undefined;
  /** What the programs' other tables take. */
  readonly tables: number;
}

/**
 * Bytes: a power of two, which is also a multiple of every page size from 4 to 64 KiB. asked: what
 * it shall hold, rounded up. @throws SondeError when the memory is not there
 */
export function bufferBytes(asked: number | undefined, around: Surroundings): number {
  const available = around.left === undefined ? most * 4 : around.left - around.tables - reserve;
  if (asked !== undefined) {
    const bytes = Math.max(upToPower(asked), 64 << 10);
    if (bytes > most * 4) throw tooMuch(bytes);
    if (bytes > available) throw tooLittle(bytes, around);
    return bytes;
  }
  const share = Math.min(around.cpus * perCpu, (around.memory ?? Number.POSITIVE_INFINITY) / 64);
  const wanted = upToPower(Math.min(Math.max(share, least), most));
  if (wanted <= available) return wanted;
  if (available < least) throw tooLittle(least, around);
  return downToPower(available);
}

function upToPower(bytes: number): number {
  return 2 ** Math.ceil(Math.log2(bytes));
}

function downToPower(bytes: number): number {
  return 2 ** Math.floor(Math.log2(bytes));
}

function mib(bytes: number): string {
  return `${(bytes / MiB).toFixed(bytes < MiB ? 2 : 0)} MiB`;
}

function tooMuch(bytes: number): SondeError {
  const hint = `At most ${mib(most * 4)}.`;
  return new SondeError(exitCode.usage, `--buffer: ${mib(bytes)} are too much`, hint);
}

function tooLittle(bytes: number, { left = 0, tables }: Surroundings): SondeError {
  return new SondeError(
    exitCode.unsupported,
    `the memory limit of this control group leaves ${mib(left)}, and recording takes ${mib(bytes + tables + reserve)}: ${mib(bytes)} of buffer, ${mib(tables)} of tables, ${mib(reserve)} for sonde itself`,
    "Raise the limit (memory.max), start sonde outside the group, or ask for less with --buffer.",
  );
}
