import { constants } from "node:os";
import { exitCode } from "../lib/error.ts";
import { OutputFile } from "../lib/record/output.ts";
import { Recorder } from "../lib/record/recorder.ts";
import { runSession } from "../lib/record/session.ts";
import { duration, flavourList, pointList, usage } from "./arguments.ts";
import { defaultFile, finalReport, statusLine } from "./status.ts";

export interface RecordFlags {
  readonly output: string | undefined;
  readonly for: string | undefined;
  readonly events: string | undefined;
  readonly flavour: readonly string[];
  readonly force: boolean;
  readonly command: readonly string[];
}

/** Records the host, or with a command its process tree. Returns the exit code. @throws SondeError */
export async function record(flags: RecordFlags): Promise<number> {
  const command = flags.command.length > 0 ? flags.command : null;
  const time = flags.for === undefined ? undefined : duration(flags.for);
  const points = pointList(flags.events);
  const forced = flavourList(flags.flavour);
  for (const name of forced.keys()) {
    if (!points.includes(name))
      throw usage(`--flavour ${name}: it is not recorded`, "Add it to --events.");
  }
  const output = OutputFile.create(flags.output ?? defaultFile(), flags.force);
  const recorder = await startOrRemove(
    output,
    () => new Recorder({ points, forced, command }, output),
  );
  const status = statusLine(recorder.plan);
  const end = await runSession(recorder, { time, onProgress: status.show });
  status.clear();
  console.error(finalReport(output.path, end));
  if (!end.command) return exitCode.done;
  return end.command.code ?? 128 + (end.command.signal ?? constants.signals.SIGTERM);
}

/** A file that never became a recording is not left behind. */
async function startOrRemove<T>(output: OutputFile, start: () => T): Promise<T> {
  try {
    return start();
  } catch (error) {
    output.discard();
    throw error;
  }
}
