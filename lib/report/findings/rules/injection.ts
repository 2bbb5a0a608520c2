/** One process reaches into another. */
import { type Entry, num, text } from "../../../recording/values.ts";
import { isInContainer, succeeded } from "../facts.ts";
import {
  debuggers,
  init,
  interpreters,
  packageManagers,
  runtimes,
  serviceTools,
  shells,
  watchers,
} from "../groups.ts";
import type { Rule } from "../rule.ts";
import type { Scene } from "../scene.ts";

/** linux/ptrace.h */
const request = {
  traceme: 0,
  poketext: 4,
  pokedata: 5,
  pokeusr: 6,
  attach: 16,
  seize: 0x4206,
} as const;

/** They hold passwords or keys. */
const keepers =
  /^(?:sshd|sshd-session|ssh-agent|sudo|su|login|passwd|gpg-agent|gnome-keyring-daemon|polkitd|systemd|init|gdm-password|vsftpd|apache|nginx)$/;

/** Name of the target's program, or its pid. */
function targetOf(event: Entry, scene: Scene): string {
  const pid = num(event, "target") ?? 0;
  const target = isInContainer(event) ? null : scene.processOf(pid);
  return target === null ? `process ${pid}` : scene.plainName(target) || `process ${pid}`;
}

export const injectionRules: readonly Rule[] = [
  {
    id: "ptrace-write",
    title: "Code or registers of another process are written (ptrace)",
    severity: "high",
    technique: "T1055.008",
    why: "Debuggers do so for breakpoints; others to run their own code inside the process.",
    look: "See who the target is, and what it did from then on.",
    on: ["process.ptrace"],
    lowWithin: [debuggers],
    when: (event, scene) => {
      const kind = num(event, "request");
      const isWrite =
        kind === request.poketext || kind === request.pokedata || kind === request.pokeusr;
      return isWrite && succeeded(event) ? { subject: targetOf(event, scene) } : null;
    },
  },
  {
    id: "ptrace-attach",
    title: "A process takes control of a running one (ptrace)",
    severity: "medium",
    technique: "T1055.008",
    why: "What it attaches to can be read, changed and steered. Debuggers and crash handlers do so.",
    look: "See who the target is; a process that holds passwords or keys is what thieves look for.",
    on: ["process.ptrace"],
    lowWithin: [debuggers],
    when: (event, scene) => {
      const kind = num(event, "request");
      if ((kind !== request.attach && kind !== request.seize) || !succeeded(event)) return null;
      const target = targetOf(event, scene);
      return keepers.test(target) ? { subject: target, severity: "high" } : { subject: target };
    },
  },
  {
    id: "trace-secret-keeper",
    title: "A tracer reads a process that handles passwords",
    severity: "high",
    technique: "T1056",
    why: "strace or gdb on sshd, sudo or login shows every password that is typed.",
    look: "See who started the tracer and where its output goes.",
    on: ["process.ptrace"],
    when: (event, scene) => {
      if (!scene.is(debuggers)) return null;
      const kind = num(event, "request");
      const target = targetOf(event, scene);
      const isAttach = kind === request.attach || kind === request.seize;
      return isAttach && succeeded(event) && keepers.test(target) ? { subject: target } : null;
    },
  },
  {
    id: "anti-debug",
    title: "A program traces itself to keep debuggers away",
    severity: "low",
    technique: "T1622",
    why: "A process that asks to be traced by its parent can't be traced by anyone else.",
    look: "See what the program is; packers and malware do so, some licence checks too.",
    on: ["process.ptrace"],
    when: (event, scene) => {
      if (num(event, "request") !== request.traceme || !succeeded(event)) return null;
      if (scene.within(debuggers)) return null;
      return { subject: scene.process.program?.path ?? scene.process.comm };
    },
  },
  {
    id: "memory-write",
    title: "Memory of another process is written",
    severity: "high",
    technique: "T1055",
    why: "Apart from debuggers and programs that write to their own copies, only injection does so.",
    look: "See who the target is, and what it did from then on.",
    on: ["process.vm_write"],
    lowWithin: [debuggers],
    when: (event, scene) => {
      if (!succeeded(event)) return null;
      const pid = num(event, "target") ?? 0;
      if (pid === scene.process.pid) return null;
      const target = isInContainer(event) ? null : scene.processOf(pid);
      const program = scene.process.program?.path ?? null;
      const isCopy = target !== null && program !== null && target.program?.path === program;
      return { subject: targetOf(event, scene), ...(isCopy ? { severity: "low" } : {}) };
    },
  },
  {
    id: "memory-file-write",
    title: "The memory file of a process is opened for writing",
    severity: "high",
    technique: "T1055.009",
    why: "Through /proc/PID/mem even memory that is read-only is changed.",
    look: "See who the target is, and what it did from then on.",
    access: "change",
    under: ["proc"],
    match: /^\/proc\/(?:\d+|self|thread-self)\/(?:task\/\d+\/)?mem$/,
    lowWithin: [debuggers],
    lowBy: [runtimes],
  },
  {
    id: "memfd-by-script",
    title: "A script makes a file that is only memory",
    severity: "medium",
    technique: "T1620",
    why: "Interpreters seldom need memfd_create; scripts that load programs from the network do.",
    look: "See whether it is executed (exec-memfd) and what the script is.",
    on: ["process.memfd"],
    programs: [...shells.programs, "python", "perl", "ruby", "php", "lua", "tclsh"],
    when: (event, scene) => {
      const name = scene.plainName();
      const isScript =
        shells.programs.has(name) || /^(?:python|perl|ruby|php|lua|tclsh)$/.test(name);
      return isScript && succeeded(event) && !scene.within(packageManagers)
        ? { subject: text(event, "name") }
        : null;
    },
  },
  {
    id: "code-made-writable",
    title: "Code of a file in memory is made writable",
    severity: "medium",
    technique: "T1055",
    why: "Compilers at run time write to memory of their own; a program's or library's code is changed by injection and by packers.",
    look: "See which file, and compare its pages with the file.",
    on: ["mem.wx"],
    lowBy: [interpreters],
    when: (event, scene) => {
      const path = scene.path();
      const isFile =
        path !== null && path !== "" && !/^\/(?:memfd:|dev\/zero|SYSV|anon_hugepage)/.test(path);
      return isFile && succeeded(event) ? { subject: path } : null;
    },
  },
  {
    id: "kill-watcher",
    title: "A security or logging tool is stopped",
    severity: "high",
    technique: "T1562.001",
    why: "From here on it sees nothing: often the step before the real one.",
    look: "See who stopped it, whether it runs again, and what happened meanwhile.",
    on: ["process.signal"],
    lowWithin: [packageManagers],
    when: (event, scene) => {
      const signal = num(event, "signal");
      const ends = signal === 9 || signal === 15 || signal === 19 || signal === 6;
      const pid = num(event, "target") ?? 0;
      if (!ends || pid <= 0 || !succeeded(event) || isInContainer(event)) return null;
      const target = scene.processOf(pid);
      if (target === null || target === scene.process || !scene.is(watchers, target)) return null;
      const isInit =
        scene.is(init) ||
        scene.is(serviceTools) ||
        target.program?.path === scene.process.program?.path;
      return { subject: target.program?.path ?? null, ...(isInit ? { severity: "low" } : {}) };
    },
  },
  {
    id: "rootkit-signal",
    title: "A signal that rootkits listen to",
    severity: "medium",
    technique: "T1014",
    why: "kill -63 and kill -64 are the doors of well-known kernel rootkits (Diamorphine and its kin): they hide the module or give root.",
    look: "See whether the sender's user changed next; look for hidden modules.",
    on: ["process.signal"],
    when: (event, scene) => {
      const signal = num(event, "signal") ?? 0;
      const isByHand = scene.is(shells) || scene.plainName() === "kill";
      return (signal === 63 || signal === 64) && isByHand ? { subject: `signal ${signal}` } : null;
    },
  },
];
