/** What one event says, in one line: for those who look on while it happens. */
import { errnoName } from "../errno.ts";
import { address, type Entry, int, num, text, texts } from "../recording/values.ts";
import { addressText } from "./address.ts";
import { commandLine, executed } from "./command-line.ts";
import { dnsOf } from "./dns/of-event.ts";
import type { NameLookup } from "./known-names.ts";
import type { Process } from "./process.ts";
import { by, result } from "./section-columns.ts";
import { sections } from "./sections.ts";
import { signalName } from "./signals.ts";
import { durationText } from "./time.ts";
import { visible } from "./visible.ts";

type Words = (event: Entry, process: Process) => string;

/** Points whose events say more than the columns of their table. */
const words: ReadonlyMap<string, Words> = new Map<string, Words>([
  ["process.exec", (event) => executed(text(event, "path"), texts(event, "argv"))],
  ["process.fork", (event) => `child ${num(event, "child") ?? "?"}`],
  ["process.exit", exitText],
  ["net.connected", connectedText],
  ["net.dns", dnsText],
  ["process.usermodehelper", (event) => commandLine(texts(event, "argv") ?? [])],
]);

const sectionOf = new Map(sections.toReversed().map((section) => [section.point, section]));

/** Without the process that did it. Fit to be printed; empty when there is nothing to say. */
export function eventText(event: Entry, process: Process, names: NameLookup): string {
  const own = words.get(event.schema.name);
  if (own !== undefined) return joined([own(event, process), failure(event)]);
  const columns = sectionOf.get(event.schema.name)?.columns ?? [];
  const cells = columns
    .filter(({ name }) => name !== by.name && name !== result.name)
    .map(({ cell }) => cell(event, process, names));
  const shown = cells.map((cell) => (cell === null ? "" : visible(cell)));
  return joined([...shown, failure(event)]);
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("  ");
}

/** Empty when it was done, or the outcome is not known. */
function failure(event: Entry): string {
  const ret = int(event, "ret");
  return ret === null || ret >= 0 ? "" : errnoName(Number(ret));
}

function exitText(event: Entry): string {
  const signal = num(event, "signal") ?? 0;
  const how = signal > 0 ? signalName(signal) : `exit ${num(event, "code") ?? "?"}`;
  const lifetime = int(event, "lifetime");
  return lifetime === null ? how : `${how}  after ${durationText(Number(lifetime))}`;
}

function connectedText(event: Entry): string {
  const remote = address(event, "remote");
  const to = remote === null ? "" : addressText(remote);
  const took = num(event, "took") ?? 0;
  return joined([to, took === 0 ? "at once" : `after ${durationText(took)}`]);
}

function dnsText(event: Entry): string {
  const message = dnsOf(event);
  if (message === null) return "not readable";
  const asked = message.questions.map(({ name, type }) => `${visible(name)} ${visible(type)}`);
  if (!message.isResponse) return asked.join(", ");
  const answers = message.answers.map(({ data }) => visible(data));
  const said = answers.length > 0 ? answers.join(", ") : message.rcode;
  return `${asked.join(", ")} → ${said}`;
}
