/** A probe's report out of a file: what `sonde probe --json` printed, or a recording. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { exitCode, SondeError } from "../error.ts";
import type { PlannedPoint } from "../recording/format.ts";
import { readItems } from "../recording/reader.ts";
import { visible } from "../report/visible.ts";
import { ProbeShapeError, parseProbe } from "./parse.ts";
import type { ProbeReport } from "./report.ts";

export interface StoredProbe {
  readonly report: ProbeReport;
  /** How the recording's points were watched; undefined: the file is not a recording. */
  readonly plan: readonly PlannedPoint[] | undefined;
}

/** No report comes near it. */
const maxBytes = 64 << 20;
const brace = 0x7b;

/** @throws SondeError when there is no report in the file that this version can read */
export function readProbe(path: string): StoredProbe {
  return isPrinted(path) ? fromJson(path) : fromRecording(path);
}

/** Is it a printed probe, and no recording? False also for what can't be read. */
export function isPrinted(path: string): boolean {
  return path !== "-" && beginsWithBrace(path);
}

function beginsWithBrace(path: string): boolean {
  try {
    const fd = openSync(path, "r");
    try {
      const first = new Uint8Array(1);
      readSync(fd, first, 0, 1, fstatSync(fd).isFile() ? 0 : null);
      return first[0] === brace;
    } finally {
      closeSync(fd);
    }
  } catch {
    return false; // whoever reads it as a recording says what is wrong
  }
}

function fromJson(path: string): StoredProbe {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > maxBytes) throw new ProbeShapeError("it is too large");
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return { report: parseProbe(inner(value)), plan: undefined };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** `sonde audit --json` has the report as a member. */
function inner(value: unknown): unknown {
  const whole = typeof value === "object" && value !== null ? value : {};
  return "probe" in whole && !("features" in whole) ? whole.probe : value;
}

function fromRecording(path: string): StoredProbe {
  let plan: readonly PlannedPoint[] | undefined;
  for (const item of readItems(path)) {
    if (item.type === "header") plan = item.header.plan;
    if (item.type !== "probe") continue;
    try {
      return { report: parseProbe(item.report), plan };
    } catch (error) {
      throw unreadable(path, error);
    }
  }
  throw new SondeError(
    exitCode.badInput,
    `${visible(path)} holds no probe`,
    "`sonde audit -o FILE` makes recordings that do.",
  );
}

function unreadable(path: string, error: unknown): SondeError {
  const why = error instanceof Error ? error.message : String(error);
  return new SondeError(
    exitCode.badInput,
    `${visible(path)} is not a probe that this sonde can read: ${visible(why)}`,
    "`sonde probe --json > FILE` makes one.",
    error,
  );
}
