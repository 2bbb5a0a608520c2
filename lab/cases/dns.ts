/** net.dns: messages as they were on the wire. */
import { eventFlag } from "../../lib/events.gen.ts";
import { type PointCase, shown } from "../compare.ts";
import type { RecordedEvent } from "../recorded.ts";
import type { Act } from "../truth.ts";
import { acts } from "./told.ts";

const words = ["compat", "sent", "local", "remote", "head", "kept", "length", "cut", "ret"];
/** Of a message, that a workload tells. */
const headBytes = 64;

/** The end of a system call shows its result, nothing of other entries, and a sender only to who asks for one. */
function expectedLine(act: Act, atEnd: boolean): string {
  const own: Readonly<Record<string, string>> = {
    cut: act.num("kept") < act.num("length") ? "1" : "0",
    ...(atEnd ? {} : { ret: "null" }),
    ...(atEnd && act.num("unnamed") === 1 && act.text("how") === "unnamed"
      ? { remote: "null" }
      : {}),
  };
  return ["pid", ...words].map((word) => `${word}=${own[word] ?? act.text(word)}`).join(" ");
}

function lineOf(event: RecordedEvent): string {
  const flags = Number(shown(event, "flags"));
  const message = Buffer.from(shown(event, "message"), "latin1");
  const own: Readonly<Record<string, string>> = {
    compat: flags & eventFlag.compat ? "1" : "0",
    cut: flags & eventFlag.truncated ? "1" : "0",
    head: message.subarray(0, headBytes).toString("hex"),
    kept: String(message.length),
  };
  return ["pid", ...words].map((word) => `${word}=${own[word] ?? shown(event, word)}`).join(" ");
}

const dns: PointCase = {
  name: "dns",
  point: "net.dns",
  workload: "dns",
  expected({ truth }, flavour) {
    const atEnd = flavour.startsWith("sys_exit/");
    return acts(truth, "dns")
      .filter((act) => !atEnd || act.text("entry") === "call")
      .map((act) => expectedLine(act, atEnd));
  },
  line: lineOf,
};

export const dnsPoints: readonly PointCase[] = [dns];
