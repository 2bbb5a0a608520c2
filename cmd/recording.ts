/** Records to a file, telling on stderr how it goes. */
import { OutputFile } from "../lib/record/output.ts";
import { Recorder, type RecordOptions } from "../lib/record/recorder.ts";
import { runSession, type SessionEnd } from "../lib/record/session.ts";
import { say } from "./output.ts";
import { finalReport, statusLine } from "./status.ts";

export interface Target {
  /** Undefined: a name of its own in the working directory. */
  readonly path: string | undefined;
  readonly force: boolean;
  /** Milliseconds; undefined: until something else ends it. */
  readonly time: number | undefined;
  /** Take the hooks away even while that may harm the kernel. */
  readonly forceExit: boolean;
}

/** Returns how it ended, where it went, and a descriptor to read it with. @throws SondeError */
export async function recordTo(
  { path, force, time, forceExit }: Target,
  options: RecordOptions,
): Promise<SessionEnd & { readonly path: string; readonly fd: number }> {
  const output = OutputFile.create(path ?? defaultFile(), force);
  const fd = output.openForReading(); // later there may be no right to
  const status = statusLine();
  const start = () => {
    const recorder = startOrDiscard(options, output);
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
  return { ...end, path: output.path, fd };
}

function heldText(path: string, reason: string): string {
  return (
    `${path} is complete, but the hooks stay for now: ${reason}, and taking them away could break ftrace until reboot.\n` +
    "sysctl kernel.ftrace_enabled=1 ends this; --force-exit does not wait."
  );
}

/** A name that sorts by time. */
function defaultFile(): string {
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
  return `sonde-${stamp}.sonde.cbor`;
}

/** A file that never became a recording is not left behind. */
function startOrDiscard(options: RecordOptions, output: OutputFile): Recorder {
  try {
    return new Recorder(options, output);
  } catch (error) {
    output.discard();
    throw error;
  }
}
