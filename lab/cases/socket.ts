/** net.connect, net.bind, net.listen, net.accept: one workload does all of them; net.connected has its own. */
import { eventFlag } from "../../lib/events.gen.ts";
import { type PointCase, shown } from "../compare.ts";
import type { RecordedEvent } from "../recorded.ts";
import type { Act } from "../truth.ts";
import { acts } from "./told.ts";

const byRing = (act: Act): boolean => act.text("how").startsWith("ring-");
const end = "sys_exit-";

/** How what was told looks in the events of a flavour. */
interface Seen {
  /** Words that are null; beside them all are as told. */
  readonly lacks?: readonly string[];
  /** It sees nothing of io_uring. */
  readonly noRing?: true;
  /** No return value but errors. */
  readonly errorsOnly?: true;
}

function socketCase(
  point: string,
  words: readonly string[],
  seen: (flavour: string) => Seen,
  { limits = [], workload = "socket" }: Partial<Pick<PointCase, "limits" | "workload">> = {},
): PointCase {
  const name = point.replace("net.", "");
  return {
    name,
    point,
    workload,
    limits,
    expected({ truth }, flavour) {
      const { lacks = [], noRing, errorsOnly } = seen(flavour.replaceAll("/", "-"));
      const word = (act: Act, key: string): string => {
        if (lacks.includes(key)) return "null";
        return errorsOnly && key === "ret" && act.num("ret") >= 0 ? "null" : act.text(key);
      };
      return acts(truth, name)
        .filter((act) => !(noRing && byRing(act)))
        .map((act) =>
          ["pid", "compat", ...words].map((key) => `${key}=${word(act, key)}`).join(" "),
        );
    },
    line: (event) => lineOf(event, words),
  };
}

function lineOf(event: RecordedEvent, words: readonly string[]): string {
  const compat = Number(shown(event, "flags")) & eventFlag.compat ? 1 : 0;
  const rest = words.map((word) => `${word}=${shown(event, word)}`);
  return [`pid=${shown(event, "pid")}`, `compat=${compat}`, ...rest].join(" ");
}

const atEnd = (flavour: string): Seen => (flavour.startsWith(end) ? { noRing: true } : {});

/** io_uring binds and listens since 6.11, by functions of their own. */
const oldKernel = (name: string): NonNullable<PointCase["limits"]>[number] => ({
  kernel: "{5.10,6.1,6.1-x32}",
  flavour: "fexit",
  reason: new RegExp(`no function __sys_${name}_socket`),
  why: "the function came with 6.11, together with that operation of io_uring",
});

export const socketPoints: readonly PointCase[] = [
  socketCase("net.connect", ["type", "protocol", "remote", "local", "path", "ret"], (flavour) =>
    flavour === "kprobe" ? { lacks: ["ret", "local"] } : atEnd(flavour),
  ),
  socketCase("net.connected", ["type", "protocol", "remote", "local", "ret"], atEnd, {
    workload: "connected",
  }),
  socketCase(
    "net.bind",
    ["type", "protocol", "local", "path", "ret"],
    (flavour) => (flavour === "__sys_bind-fexit" ? { noRing: true } : atEnd(flavour)),
    { limits: [oldKernel("bind")] },
  ),
  socketCase(
    "net.listen",
    ["type", "protocol", "local", "path", "backlog", "ret"],
    (flavour) => {
      if (flavour === "fentry") return { lacks: ["ret"] };
      return flavour === "__sys_listen-fexit" ? { noRing: true } : atEnd(flavour);
    },
    { limits: [oldKernel("listen")] },
  ),
  socketCase("net.accept", ["type", "protocol", "local", "remote", "path", "ret"], (flavour) =>
    flavour === "fexit" ? { errorsOnly: true } : atEnd(flavour),
  ),
];
