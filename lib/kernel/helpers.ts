/** Which helpers programs of each type may call: asked by loading a program that calls it. */
import type { HelperGroups } from "../probe/report.ts";
import { Descriptor } from "./descriptor.ts";
import { helperNames } from "./helper-names.ts";
import { callNumber, exit } from "./instructions.ts";
import { loadOfType, type ProgramType, programTypes } from "./program-types.ts";
import type { Session } from "./session.ts";
import { usedHelpers, usedTypes } from "./used-helpers.ts";

/** What is lost without a helper, where sonde's programs call it. */
export const lostWithout: Readonly<Record<string, string>> = {
  map_lookup_elem: "everything that is counted or kept",
  map_update_elem: "everything that is counted or kept",
  map_delete_elem: "following the processes of a command",
  get_smp_processor_id: "counters without locks",
  get_current_pid_tgid: "who did it",
  get_current_task: "who did it",
  get_current_task_btf: "cheap reading of the task",
  get_current_comm: "the name of a thread",
  get_current_uid_gid: "filters by user",
  get_current_cgroup_id: "which container or unit an event belongs to",
  probe_read_user: "arguments as the process gave them",
  probe_read_user_str: "paths as the process gave them",
  probe_read_kernel: "what kernel structures point to",
  probe_read_kernel_str: "names that kernel structures point to",
  ktime_get_boot_ns: "event times that hold over a suspend",
  ktime_get_ns: "event times",
  ringbuf_output: "events through the ring buffer",
  perf_event_output: "events through the perf buffer",
  get_func_ret: "results of functions whose arguments other kernels count otherwise",
  sock_from_file: "sockets of io_uring, where kernel memory may not be read",
  task_pt_regs: "arguments of a system call at its exit",
};

/** Merely asking for them leaves something behind; kernel/trace/bpf_trace.c. */
const unasked: Readonly<Record<string, string>> = {
  trace_printk: "not tried: asking for it switches a trace event on (5.9, ac5a72ea5c89)",
  trace_vprintk: "not tried: asking for it switches a trace event on (5.16)",
  probe_write_user: "not tried: asking for it writes a warning to the kernel's log",
};

export function askHelpers(session: Session, all: boolean): Record<string, HelperGroups> {
  const used = usedHelpers();
  const types = programTypes.filter(({ name }) => all || usedTypes.includes(name));
  return Object.fromEntries(
    types.map((type) => {
      const needed = used.get(type.name) ?? new Set();
      const names = helperNames.filter((name) => name !== "unspec" && (all || needed.has(name)));
      return [type.name, ofType(session, type, names, needed)];
    }),
  );
}

function ofType(
  session: Session,
  type: ProgramType,
  names: readonly string[],
  needed: ReadonlySet<string>,
): HelperGroups {
  const answers = names.map((name) => ({ name, ...ask(session, type, name) }));
  const groups = Map.groupBy(
    answers.filter(({ says }) => says !== "yes"),
    ({ says, reason, errno }) => JSON.stringify([says, reason, errno]),
  );
  return {
    yes: answers.filter(({ says }) => says === "yes").map(({ name }) => name),
    no: groups
      .values()
      .flatMap(([first, ...more]) => {
        if (first?.says !== "no") return [];
        const { reason, errno, remedy } = first;
        const helpers = [first, ...more].map(({ name }) => name);
        const lost = new Set(
          helpers.filter((name) => needed.has(name)).map((name) => lostWithout[name] ?? name),
        );
        return [{ helpers, errno, reason, lost: [...lost].join("; ") || nothingUsed, remedy }];
      })
      .toArray(),
    unknown: groups
      .values()
      .flatMap(([first, ...more]) =>
        first?.says === "unknown"
          ? [{ helpers: [first, ...more].map(({ name }) => name), reason: first.reason }]
          : [],
      )
      .toArray(),
  };
}

const nothingUsed = "nothing that sonde uses";

type Says =
  | { readonly says: "yes"; readonly reason: ""; readonly errno: "" }
  | {
      readonly says: "no" | "unknown";
      readonly reason: string;
      readonly errno: string;
      readonly remedy: string;
    };

const says = (word: "no" | "unknown", reason: string, errno = "", remedy = ""): Says => ({
  ...{ says: word, reason, errno, remedy },
});

/** Of a type that has several kinds, one that may call it is enough. */
function ask(session: Session, type: ProgramType, name: string): Says {
  const left = unasked[name];
  if (left !== undefined) return says("unknown", left);
  const said = askOne(session, type, name);
  if (said.says !== "no" || type.other === undefined) return said;
  const other = askOne(session, type.other, name);
  return other.says === "unknown" ? said : other;
}

/** The call without arguments: what the verifier has against it tells whether it may be made. */
function askOne(session: Session, type: ProgramType, name: string): Says {
  const program = [callNumber(helperNames.indexOf(name)), exit];
  const loaded = loadOfType(session, type, program);
  if (loaded === undefined) return says("unknown", "no such program can be loaded to ask");
  if (loaded instanceof Descriptor) {
    loaded[Symbol.dispose]();
    return { says: "yes", reason: "", errno: "" };
  }
  const { errno, log } = loaded;
  if (log === "" || type.known !== undefined) {
    const forbidden = errno === "EPERM" || errno === "EACCES";
    if (forbidden && session.restrictedNetwork !== undefined) {
      return says("unknown", `not permitted to ask: ${session.restrictedNetwork}`);
    }
    return forbidden
      ? says("no", "this kernel forbids such programs", errno, "another policy of its provider")
      : says("unknown", `no such program can be loaded to ask (${errno})`);
  }
  if (/invalid func /.test(log)) {
    return says("no", "this kernel has no such helper", errno, "a newer kernel");
  }
  return /unknown func |cannot use helper |helper call is not allowed/.test(log)
    ? says("no", "such programs may not call it here", errno, "another type of program, or kernel")
    : { says: "yes", reason: "", errno: "" };
}
