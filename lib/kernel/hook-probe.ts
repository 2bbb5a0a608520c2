/** Programs on kprobes and uprobes. */
import { closeSync, constants, openSync, readFileSync, writeSync } from "node:fs";
import { errnoName } from "../errno.ts";
import { exitCode, SondeError } from "../error.ts";
import { cstring, libraryFile, native } from "../native/library.ts";
import { type Answer, type No, no } from "../probe/answer.ts";
import { errorCode, withKernelFs } from "./filesystem.ts";
import { ftraceOff } from "./ftrace.ts";
import { attachPerf, ftraceIsOff, lessLockdown, openAFile } from "./hook-attach.ts";
import { unnumbered } from "./hook-tracepoint.ts";
import { aFunction } from "./kernel-types.ts";
import { perfForbidden } from "./perf.ts";
import { programKind } from "./program.ts";
import { lockdownMode } from "./security.ts";
import type { Session } from "./session.ts";
import { sysfsMissing } from "./sysfs.ts";
import { findTracepoint } from "./tracefs.ts";
import { type Trial, tryHook } from "./trial.ts";

const withKprobes = "a kernel with CONFIG_KPROBES=y";

/** BPF_PERF_EVENT */
const linkToPerf = 41;

const switchedOff = no(
  "the probe is placed but never hit: kprobes are switched off",
  undefined,
  "echo 1 > /sys/kernel/debug/kprobes/enabled",
);

/** How perf_event_open() calls them, which sysfs tells where there are any. */
function perfType(source: "kprobe" | "uprobe", remedy: string): number | Answer {
  try {
    return Number(readFileSync(`/sys/bus/event_source/devices/${source}/type`, "utf8"));
  } catch (error) {
    return sysfsMissing() ?? no(`this kernel has no ${source}s`, errorCode(error), remedy);
  }
}

/** A kprobe that perf places; `attach` puts the program on it. */
function placed(session: Session, attach: (open: () => number) => Trial["attach"]): Answer {
  const type = perfType("kprobe", withKprobes);
  if (typeof type !== "number") return type;
  if (ftraceOff()) return ftraceIsOff;
  const place = attach(() => native().sonde_perf_probe(type, cstring(aFunction), 0, 1));
  return tryHook(session, {
    kind: "kprobe",
    patches: true,
    attach: (program) => {
      const attached = place(program);
      return typeof attached === "number" && attached < 0 && lockdownMode() === "confidentiality"
        ? no("lockdown=confidentiality forbids kprobes", errnoName(attached), lessLockdown)
        : attached;
    },
    fire: openAFile,
    silent: switchedOff,
  });
}

export const perfKprobe = (session: Session): Answer =>
  placed(session, (open) => attachPerf(session, open));

/** A link ends with the process, whatever happens to the perf event; Linux 5.15, b89fbfbb854c. */
export const linkedKprobe = (session: Session): Answer =>
  placed(session, (open) => (program) => {
    const perf = open();
    if (perf < 0) return perfForbidden(session, perf) ?? perf;
    const link = native().bpf_link_create(program.fd, perf, linkToPerf, null);
    closeSync(perf);
    return link === -22 // EINVAL
      ? no("this kernel has no links for perf events", "EINVAL", "Linux 5.15 or newer")
      : link;
  });

/** A kprobe that has a name and a place in tracefs for as long as it lasts. */
export function tracefsKprobe(session: Session): Answer {
  const type = perfType("kprobe", withKprobes);
  if (typeof type !== "number") return type;
  if (ftraceOff()) return ftraceIsOff;
  const group = `sonde_probe_${process.pid}`;
  return tryHook(session, {
    kind: "kprobe",
    patches: true,
    attach: (program) => {
      const failed = command(`p:${group}/hit ${aFunction}`);
      if (failed !== undefined) return unnumbered(failed);
      const id = findTracepoint(group, "hit");
      if (typeof id !== "number") return id;
      const attached = attachPerf(session, () => native().sonde_perf_tracepoint(id))(program);
      if (typeof attached !== "number" || attached < 0) remove(group);
      return attached;
    },
    fire: openAFile,
    silent: switchedOff,
    gone: () => remove(group),
  });
}

/** Not with a flag that makes the file: in an empty tracefs that is another error. */
const append = constants.O_WRONLY | constants.O_APPEND;

/** One line for kprobe_events; undefined: the kernel has taken it. */
function command(line: string): No | undefined {
  return withKernelFs("tracefs", (directory) => {
    try {
      const fd = openSync(`${directory}/kprobe_events`, append);
      try {
        writeSync(fd, `${line}\n`);
      } finally {
        closeSync(fd);
      }
      return undefined;
    } catch (error) {
      const errno = error instanceof Error && "code" in error ? String(error.code) : undefined;
      return no("kprobe_events of tracefs cannot be written", errno, withKprobes);
    }
  });
}

/** The kernel may take a moment to see that nobody uses it any more. @throws SondeError */
function remove(group: string): void {
  for (let i = 0; i < 100; i++) {
    if (command(`-:${group}/hit`) === undefined) return;
    Bun.sleepSync(10);
  }
  throw new SondeError(
    exitCode.ownFailure,
    `the kprobe ${group} cannot be removed`,
    `echo -:${group}/hit >> /sys/kernel/tracing/kprobe_events`,
  );
}

/** One link for many functions, by fprobe instead of breakpoints. */
export function multiKprobe(session: Session, kind: "kprobe.multi" | "kprobe.session"): Answer {
  if (ftraceOff()) return ftraceIsOff;
  return tryHook(session, {
    kind,
    patches: true,
    attach: (program) => {
      const { attach } = programKind[kind];
      const link = native().sonde_link_kprobe_multi(program.fd, attach, cstring(aFunction));
      if (link === -22) return no(`this kernel has no ${kind}`, "EINVAL"); // 0dcac2725406, 5.18
      return link === -95
        ? no("this kernel is built without fprobe", "EOPNOTSUPP", "a kernel with CONFIG_FPROBE=y")
        : link;
    },
    fire: openAFile,
  });
}

/**
 * In a function of sonde's own library, for this process only. By a link, 89ae89f53d20, 6.6, or by
 * perf, which the kernel takes several times as long to give up.
 */
export function uprobe(session: Session): Answer {
  const type = perfType("uprobe", "a kernel with CONFIG_UPROBES=y");
  if (typeof type !== "number") return type;
  const offset = native().sonde_uprobe_offset();
  const file = libraryFile;
  if (offset < 0n || file === undefined) return no("sonde does not find its own library");
  const path = cstring(file);
  const fire = () => void native().sonde_uprobe_target();
  const linked = tryHook(session, {
    ...{ kind: "uprobe.multi", patches: true, fire },
    attach: (program) => native().sonde_link_uprobe_multi(program.fd, path, offset),
  });
  if (linked.answer !== "no") return linked;
  return tryHook(session, {
    ...{ kind: "kprobe", patches: true, fire },
    attach: attachPerf(session, () => native().sonde_perf_probe(type, path, offset, 0)),
  });
}
