/** process.setsid, .signal, .ptrace, .vm_write, .memfd, .namespace, .exec_failed; kernel.bpf_load; mem.wx. */
import { type PointCase, shown } from "../compare.ts";
import type { RecordedEvent } from "../recorded.ts";
import type { Act, Truth } from "../truth.ts";

/** `pid=… word=…` of what a workload said, in the fields' order. */
function told(act: Act, words: readonly string[]): string {
  return ["pid", ...words].map((word) => `${word}=${act.text(word)}`).join(" ");
}

/** The same of an event; a word is the field of that name unless `fields` says otherwise. */
function line(
  event: RecordedEvent,
  words: readonly string[],
  fields: Readonly<Record<string, string>> = {},
): string {
  return ["pid", ...words].map((word) => `${word}=${shown(event, fields[word] ?? word)}`).join(" ");
}

function acts(truth: Truth, name: string): Act[] {
  return truth.workloads.flatMap((workload) => workload.acts).filter((act) => act.name === name);
}

function simple(
  point: string,
  words: readonly string[],
  fields: Readonly<Record<string, string>> = {},
): PointCase {
  const name = point.replace(/^\w+\./, "");
  return {
    name,
    point,
    expected: ({ truth }) => acts(truth, name).map((act) => told(act, words)),
    line: (event) => line(event, words, fields),
  };
}

const setsid: PointCase = {
  name: "setsid",
  point: "process.setsid",
  expected: ({ truth }) =>
    acts(truth, "setsid").map((act) => {
      const sid = act.num("ret") < 0 ? null : act.num("ret");
      return `${told(act, ["ret"])} sid=${sid}`;
    }),
  line: (event) => line(event, ["ret", "sid"]),
};

const signalWords = ["target", "thread", "signal", "ret"];

/** The children of the fork workload kill themselves. */
const signal: PointCase = {
  name: "signal",
  point: "process.signal",
  expected: ({ truth }) =>
    truth.workloads.flatMap(({ name, acts }) =>
      acts.flatMap((act) => {
        if (act.name === "signal") return [told(act, signalWords)];
        if (name !== "fork" || act.name !== "exit" || act.num("signal") === 0) return [];
        const pid = act.num("pid");
        return [`pid=${pid} target=${pid} thread=null signal=${act.num("signal")} ret=0`];
      }),
    ),
  line: (event) => line(event, signalWords),
};

const memfdWords = ["name", "flags", "ret"];

/** The exec workload has one too, and does not tell. */
const memfd: PointCase = {
  name: "memfd",
  point: "process.memfd",
  expected: ({ truth }) => acts(truth, "memfd").map((act) => told(act, memfdWords)),
  line: (event, { truth }) =>
    truth.workloads.some(({ name, pid }) => name === "exec" && String(pid) === shown(event, "pid"))
      ? null
      : line(event, memfdWords, { flags: "memfd_flags" }),
};

/** The exec workload has children that fail, and says the same of them. */
const execFailed: PointCase = {
  name: "exec-failed",
  point: "process.exec_failed",
  expected: ({ truth }) =>
    truth.workloads
      .flatMap(({ acts }) => acts)
      .filter((act) => act.name === "exec_failed" || act.name === "exec_refused")
      .map((act) => told(act, ["path", "ret"])),
  line: (event) => line(event, ["path", "ret"]),
};

const wxWords = ["address", "length", "prot", "path", "ret"];

/** What mmap returns is the address. */
const wx: PointCase = {
  name: "wx",
  point: "mem.wx",
  expected: ({ truth }) =>
    acts(truth, "wx").map((act) => {
      const ret = act.text("ret") === "address" ? act.text("address") : act.text("ret");
      return `${told(act, wxWords.slice(0, -1))} ret=${ret}`;
    }),
  line: (event) => line(event, wxWords),
};

export const processCallPoints: readonly PointCase[] = [
  execFailed,
  setsid,
  signal,
  simple("process.ptrace", ["request", "target", "addr", "data", "ret"]),
  simple("process.vm_write", ["target", "bytes", "ret"]),
  memfd,
  simple("process.namespace", ["call", "namespaces", "inode", "ret"]),
  simple("kernel.bpf_load", ["type", "name", "attach", "tag", "ret"], {
    type: "prog_type",
    attach: "attach_type",
  }),
  wx,
];
