/** process.setsid, .signal, .ptrace, .vm_write, .memfd, .namespace, .exec_failed; kernel.bpf_load; mem.wx. */
import { type PointCase, shown } from "../compare.ts";
import { acts, line, told, toldCase } from "./told.ts";

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
  toldCase({ point: "process.ptrace", words: ["request", "target", "addr", "data", "ret"] }),
  toldCase({ point: "process.vm_write", words: ["target", "bytes", "ret"] }),
  memfd,
  toldCase({ point: "process.namespace", words: ["call", "namespaces", "inode", "ret"] }),
  toldCase({
    point: "kernel.bpf_load",
    words: ["type", "name", "attach", "tag", "ret"],
    fields: { type: "prog_type", attach: "attach_type" },
  }),
  wx,
];
