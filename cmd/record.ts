import { exitCode, SondeError } from "../lib/error.ts";
import { OutputFile } from "../lib/record/output.ts";
import { Recorder, type RecordOptions } from "../lib/record/recorder.ts";
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
    if (points.includes(name)) continue;
    throw usage(`--flavour ${name}: it is not recorded`, "Add it to --events.");
  }
  const run = () =>
    recordTo(flags.output ?? defaultFile(), flags.force, { points, forced, command }, time);
  return command ? await run().catch(asOwnFailure) : await run();
}

async function recordTo(
  path: string,
  force: boolean,
  options: RecordOptions,
  time: number | undefined,
): Promise<number> {
  const output = OutputFile.create(path, force);
  const status = statusLine();
  const start = () => {
    const recorder = startOrDiscard(options, output);
    status.start(recorder.plan);
    return recorder;
  };
  const end = await runSession(start, { time, onProgress: status.show });
  status.clear();
  console.error(finalReport(output.path, end));
  if (!end.command) return exitCode.done;
  return end.command.code ?? 128 + (end.command.signal ?? 0);
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

/** With a command every other code is the command's own. */
function asOwnFailure(error: unknown): never {
  if (!(error instanceof SondeError)) throw error;
  if (error.code === exitCode.commandNotFound || error.code === exitCode.commandNotRun) throw error;
  throw new SondeError(exitCode.ownFailure, error.message, error.hint, error.cause);
}
