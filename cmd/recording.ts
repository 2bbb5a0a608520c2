/** Records to a file, telling on stderr how it goes. */

import type { RecordOptions } from "../lib/record/options.ts";
import { OutputFile } from "../lib/record/output.ts";
import { Recorder } from "../lib/record/recorder.ts";
import { runSession, type SessionEnd } from "../lib/record/session.ts";
import { StandardOutput } from "../lib/record/stdout.ts";
import { type VolumeOptions, Volumes } from "../lib/record/volumes.ts";
import { say } from "./output.ts";
import { finalReport, rotationReport, statusLine } from "./status.ts";

export interface Target {
  /** Undefined: a name of its own in the working directory. "-": standard output. */
  readonly path: string | undefined;
  readonly force: boolean;
  /** Several files of this size. */
  readonly volumes: Omit<VolumeOptions, "force"> | null;
  /** Milliseconds; undefined: until something else ends it. */
  readonly time: number | undefined;
  /** Take the hooks away even while that may harm the kernel. */
  readonly forceExit: boolean;
}

/** Returns how it ended, and where it went. @throws SondeError */
export async function recordTo(target: Target, options: RecordOptions): Promise<SessionEnd> {
  return await recordInto(openTarget(target, options.compress), target, options);
}

/** The same with a descriptor to read the file with. @throws SondeError */
export async function recordAndOpen(
  target: Omit<Target, "volumes">,
  options: RecordOptions,
): Promise<{ readonly path: string; readonly fd: number }> {
  const { path, force } = target;
  const output = OutputFile.create(path ?? defaultFile(options.compress), force);
  const fd = output.openForReading(); // later there may be no right to
  await recordInto(Volumes.single(output), target, options);
  return { path: output.path, fd };
}

async function recordInto(
  output: Volumes,
  { time, forceExit }: Pick<Target, "time" | "forceExit">,
  options: RecordOptions,
): Promise<SessionEnd> {
  const status = statusLine();
  const onRotate = (path: string, hash: Uint8Array) => {
    status.clear();
    say(rotationReport(path, hash));
  };
  const start = () => {
    const recorder = startOrDiscard({ ...options, onRotate }, output);
    status.start(recorder.plan);
    return recorder;
  };
  const end = await runSession(start, {
    time,
    forceExit,
    onProgress: status.show,
    onIncident: status.tell,
    onHeld: (reason) => status.tell(heldText(output.path, reason)),
  }).finally(status.clear);
  say(finalReport(output.path, end));
  return end;
}

function openTarget({ path, force, volumes }: Target, compress: boolean): Volumes {
  if (path === "-") return Volumes.single(new StandardOutput());
  const name = path ?? defaultFile(compress);
  if (volumes !== null) return Volumes.numbered(name, { ...volumes, force });
  return Volumes.single(OutputFile.create(name, force));
}

function heldText(path: string, reason: string): string {
  return (
    `${path} is complete, but the hooks stay for now: ${reason}, and taking them away could break ftrace until reboot.\n` +
    "sysctl kernel.ftrace_enabled=1 ends this; --force-exit does not wait."
  );
}

/** A name that sorts by time. */
function defaultFile(compress: boolean): string {
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
  return `sonde-${stamp}.sonde.cbor${compress ? ".zst" : ""}`;
}

/** A file that never became a recording is not left behind. */
function startOrDiscard(options: RecordOptions, output: Volumes): Recorder {
  try {
    return new Recorder(options, output);
  } catch (error) {
    output.discard();
    throw error;
  }
}
