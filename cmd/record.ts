import { exitCode, SondeError } from "../lib/error.ts";
import { parseLacking } from "../lib/hook/lacking.ts";
import { type FilterRule, type Transport, transports } from "../lib/recording/format.ts";
import { bytes, duration, flavourList, pointList, usage, wholeNumber } from "./arguments.ts";
import { kernelTypes } from "./kernel-types.ts";
import { say } from "./output.ts";
import { recordTo, type Target } from "./recording.ts";

export interface RecordFlags {
  readonly output: string | undefined;
  readonly for: string | undefined;
  readonly events: string | undefined;
  readonly flavour: readonly string[];
  readonly unix: boolean;
  readonly force: boolean;
  readonly forceExit: boolean;
  readonly selfTest: boolean;
  readonly redact: boolean;
  readonly allCreds: boolean;
  readonly compress: boolean;
  readonly buffer: string | undefined;
  readonly transport: string | undefined;
  readonly maxSize: string | undefined;
  readonly rotate: string | undefined;
  readonly rules: readonly FilterRule[];
  /** BTF for a kernel without. */
  readonly btf: string | undefined;
  /** Comma-separated; undefined: nothing. */
  readonly without: string | undefined;
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
  if (command && flags.rules.some(({ field, exclude }) => field === "pid" && !exclude)) {
    throw usage("--pid and a command: only one tree can be recorded", "Leave one of them out.");
  }
  if (command && flags.output === "-") {
    throw usage(
      "-o - and a command: both would write to standard output",
      "Name a file, or a descriptor of your own: `-o /dev/fd/3 3> FILE`.",
    );
  }
  const { force, forceExit } = flags;
  const target = { path: flags.output, force, volumes: volumesOf(flags), time, forceExit };
  const { rules, redact, allCreds, compress, selfTest, unix: unixSockets } = flags;
  const transport = transportOf(flags.transport);
  const buffer = flags.buffer === undefined ? undefined : bytes(flags.buffer);
  const run = async () => {
    const lacking = parseLacking(flags.without);
    const types = kernelTypes(flags.btf, lacking);
    const what = { points, forced, command, rules, redact, allCreds, unixSockets };
    const options = { ...what, compress, selfTest, types, lacking, buffer, transport };
    return await recordTo(target, options);
  };
  const end = await (command ? run().catch(asOwnFailure) : run());
  if (!command) return exitCode.done;
  if (end.command) return end.command.code ?? 128 + (end.command.signal ?? 0);
  say(`sonde: ${command[0]} still runs: the recording ended without it`);
  return exitCode.ownFailure;
}

function transportOf(name: string | undefined): Transport | undefined {
  const found = transports.find((each) => each === name);
  if (found !== undefined || name === undefined) return found;
  throw usage(
    `--transport ${name}: there is none of that name`,
    `It is ${transports.join(" or ")}.`,
  );
}

function volumesOf({ maxSize, rotate, output }: RecordFlags): Target["volumes"] {
  if (maxSize === undefined) {
    if (rotate === undefined) return null;
    throw usage("--rotate needs --max-size", "Say how large a file may get: --max-size 100M.");
  }
  if (output === "-") throw usage("-o - and --max-size: there is no next file", "Leave one out.");
  return { maxBytes: bytes(maxSize), keep: rotate === undefined ? null : wholeNumber(rotate) };
}

/** With a command every other code is the command's own. */
function asOwnFailure(error: unknown): never {
  if (!(error instanceof SondeError)) throw error;
  if (error.code === exitCode.commandNotFound || error.code === exitCode.commandNotRun) throw error;
  throw new SondeError(exitCode.ownFailure, error.message, error.hint, error.cause);
}
