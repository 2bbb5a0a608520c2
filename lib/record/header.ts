/** The header of a recording that begins now. */
import { schema } from "../events.gen.ts";
import { readClocks } from "../kernel/clock.ts";
import { hostInfo } from "../kernel/host.ts";
import { formatVersion, type Header } from "../recording/format.ts";
import { version } from "../version.ts";
import type { RecordOptions } from "./options.ts";
import { redactCommand } from "./redact.ts";

/** What the recorder knows of itself. */
type Known = Pick<Header, "plan" | "transport" | "buffer" | "charged" | "previous">;

export function headerOf(options: RecordOptions, { plan, ...known }: Known): Header {
  const { points, command, rules, redact, types, unixSockets } = options;
  const { wall, clock } = readClocks();
  return {
    type: "header",
    format: formatVersion,
    sonde: version,
    host: hostInfo(),
    types: types.from,
    time: { wall, clock },
    plan,
    schema,
    filter: {
      points,
      command: command && redact ? redactCommand(command) : command,
      rules,
      redacted: redact,
      unix: unixSockets,
    },
    ...known,
  };
}
