/** Shells that belong to someone far away. */
import { address, type Entry, num, text } from "../../../recording/values.ts";
import { addressText } from "../../address.ts";
import { isLocal, isPrivate } from "../addresses.ts";
import { succeeded, wordsOf } from "../facts.ts";
import {
  init,
  interpreters,
  logins,
  packageManagers,
  runtimes,
  services,
  shells,
} from "../groups.ts";
import { PerProcess } from "../memory.ts";
import type { Rule } from "../rule.ts";

function isSocket(event: Entry, name: "stdin" | "stdout"): boolean {
  const target = text(event, name);
  return typeof target === "string" && target.startsWith("socket:");
}

/** Shells connect when they open such a file. */
const shellDevice = /\/dev\/(?:tcp|udp)\/[^/\s]+\/\d+/;

/**
 * Command lines that make a shell of a connection: all parts of one of these. Each part is quick
 * on any line: whoever is watched chooses the line.
 */
const oneLiners: readonly (readonly RegExp[])[] = [
  // Not every use: scripts wait for a port that way, or fetch a page through descriptor 3.
  [shellDevice, /\b(?:ba|da|z|k|c|tc)?sh\s(?!-\w{0,5}c\b)[^;|]{0,80}(?:[<>]&|&>|<\s?\/dev\/)/],
  [shellDevice, /\bexec\s+0?</],
  [shellDevice, /\bread\b[^;]{0,60};\s?do\s+["']?\$|\|\s?\S{0,20}sh\b|\beval\b/],
  [/\b(?:nc|ncat|netcat)\b/, /\s(?:-[a-z]*[ec]|--exec|--sh-exec)\s+\S*(?:sh|cmd)\b/],
  [/\bsocat\b/i, /\b(?:exec|system):/i],
  [/\bmkfifo\b/, /\b(?:nc|ncat|netcat|telnet|s_client)\b/],
  [/\bs_client\b/, /\|\s?\S{0,20}sh\b|\bsh\b[^|]{0,40}\|/],
  [/\bpython/, /\bsocket\b/, /\bdup2\b|\bpty\b|\bsubprocess\b/],
  [/\bperl\b/, /\bSocket\b/, /\bexec\b|\bsystem\b|\bopen\b/],
  [/\bphp/, /\bfsockopen\b/],
  [/\bruby/, /\bTCPSocket\b/],
  [/\blua/, /\bsocket\b/, /\bexecute\b|\bpopen\b/],
  [/\bawk\b/, /\/inet\/(?:tcp|udp)\//],
  [/\bxterm\b/, /\s-display\s\d/],
];

/** A pipe ends in one of these. */
const takesCommands =
  /^\s?(?:sudo\s(?:-\S{1,20}\s){0,4})?(?:\S{0,40}\/)?(?:(?:ba|da|z|k|a)?sh|python[\d.]{0,5}|perl)\b/;

/** Does the output of `first` become what an interpreter runs? */
function isRunFrom(line: string, first: RegExp): boolean {
  const parts = line.split("|");
  return parts.some((part, i) => {
    const before = parts[i - 1]?.split(/[;&]/).at(-1);
    return before !== undefined && takesCommands.test(part) && first.test(before);
  });
}

const decoder = /\bbase64\s+(?:-d|-D|--decode)\b|\bxxd\s+-r\b|\bopenssl\s+enc\b/;
const decodes =
  /\bexec\s?\(\s?(?:__import__|base64|zlib|codecs|bytes\.fromhex)|\beval[\s("'$`]+(?:base64|gzinflate|base64_decode|echo\s)/;

const downloader = /\b(?:curl|wget)\b/;
const runsSubstituted = /(?:<\(|\$\(|`)\s?(?:curl|wget)\b/;
const shellWord = /\b(?:(?:ba|da|z|k)?sh|eval|source)\b/;

/** `script` that keeps nothing and runs a shell; with another command it only lends a terminal. */
function isLogToNothing(words: readonly string[]): boolean {
  const command = words[words.findIndex((word) => /^-\w*c$|^--command$/.test(word)) + 1];
  const isShell = command === words[0] || /^\S*\b(?:ba|da|z|k)?sh(?:\s+-\w+)*$/.test(command ?? "");
  return words.includes("/dev/null") && isShell;
}

export const shellRules: readonly Rule[] = [
  {
    id: "reverse-shell",
    title: "A shell whose input and output is a connection",
    severity: "critical",
    technique: "T1059.004",
    why: "Whoever is at the other end of the connection types into this shell.",
    look: "See the address, what the shell started, and how its parent came to run it.",
    on: ["process.exec"],
    exceptBy: [logins],
    when: (event, scene) => {
      if (!isSocket(event, "stdin") || !isSocket(event, "stdout")) return null;
      const parent = scene.parent();
      const isShell = shells.programs.has(scene.plainName());
      const isBelow = parent !== null && shells.programs.has(scene.plainName(parent));
      if (!isShell && !isBelow && !scene.is(interpreters)) return null;
      const remote = address(event, "socket_remote");
      const isOwn = num(event, "socket_pid") === scene.process.pid;
      // Pairs of local sockets are what sshd, node and others use as pipes.
      if (!isOwn || remote === null) return null;
      return {
        subject: `${addressText(remote)} ${scene.line()}`.slice(0, 300),
        ...(isLocal(remote) ? { severity: "high" } : {}),
      };
    },
  },
  {
    id: "shell-connects",
    title: "A shell itself opens a connection",
    severity: "high",
    technique: "T1059.004",
    why: "Shells connect only when told so with /dev/tcp: to wait for a port, to fetch something where no tool is, or to hand over the shell.",
    look: "See the address and what the shell did next.",
    on: ["net.connect"],
    when: (event, scene) => {
      const remote = address(event, "remote");
      const isInternet = remote?.family === 2 || remote?.family === 10;
      const name = scene.plainName();
      const isPlain = shells.programs.has(name) && name !== "busybox" && name !== "nu";
      if (remote === null || !isInternet || !isPlain || remote.port === 53) return null;
      const near = isLocal(remote) ? "low" : isPrivate(remote) ? "medium" : null;
      return { subject: addressText(remote), ...(near === null ? {} : { severity: near }) };
    },
  },
  {
    id: "reverse-shell-command",
    title: "A command line that hands a shell to the network",
    severity: "high",
    technique: "T1059",
    why: "These words are known from reverse and bind shells in many languages.",
    look: "See whether it connected (net.connect, net.accept) and what ran below it.",
    on: ["process.exec"],
    programs: [
      ...shells.programs,
      ...interpreters.programs,
      "nc",
      "ncat",
      "netcat",
      "nc.traditional",
      "nc.openbsd",
      "socat",
      "openssl",
      "telnet",
      "xterm",
    ],
    orElsewhere: true,
    when: (_event, scene) => {
      const line = scene.line();
      const isKnown = oneLiners.some((parts) => parts.every((part) => part.test(line)));
      return isKnown ? { subject: line } : null;
    },
  },
  {
    id: "encoded-command",
    title: "A command line decodes what it runs",
    severity: "high",
    technique: "T1027.010",
    why: "Commands are encoded to get past filters and readers.",
    look: "Decode it by hand; do not run it.",
    on: ["process.exec"],
    programs: [...shells.programs, ...interpreters.programs],
    orElsewhere: true,
    lowWithin: [packageManagers],
    when: (_event, scene) => {
      const line = scene.line();
      return decodes.test(line) || isRunFrom(line, decoder) ? { subject: line } : null;
    },
  },
  {
    id: "piped-download",
    title: "A download is run without being looked at",
    severity: "medium",
    technique: "T1105",
    why: "Whoever controls the address, or the way to it, runs commands here. Installers are often offered that way.",
    look: "Fetch the address again, apart from this host, and read it.",
    on: ["process.exec"],
    programs: [...shells.programs],
    lowWithin: [packageManagers],
    when: (_event, scene) => {
      const line = scene.line();
      const isSubstituted = runsSubstituted.test(line) && shellWord.test(line);
      return isSubstituted || isRunFrom(line, downloader) ? { subject: line } : null;
    },
  },
  {
    id: "shell-from-service",
    title: "A network service starts a shell",
    severity: "high",
    technique: "T1190",
    why: "Services that answer strangers seldom need a shell; one that was broken into does.",
    look: "See the request that it answered then, and what the shell ran.",
    on: ["process.exec"],
    lowWithin: [packageManagers],
    when: (_event, scene) => {
      if (!shells.programs.has(scene.plainName())) return null;
      const parent = scene.parent();
      return parent !== null && scene.is(services, parent) ? { subject: scene.line() } : null;
    },
  },
  {
    id: "shell-after-accept",
    title: "A program that took a connection starts a shell",
    severity: "high",
    technique: "T1059.004",
    why: "It listens, someone comes, a shell starts: a bind shell, or a service that was broken into.",
    look: "See who connected (net.accept) and what the shell ran.",
    on: ["net.accept", "process.exec"],
    follow: () => {
      const accepted = new PerProcess(() => ({ local: true }));
      return (event, scene) => {
        if (event.schema.name === "net.accept") {
          const remote = address(event, "remote");
          const isInternet = remote?.family === 2 || remote?.family === 10;
          if (remote === null || !isInternet || !succeeded(event)) return null;
          const known = accepted.of(scene.process);
          if (!isLocal(remote)) known.local = false;
          return null;
        }
        if (!shells.programs.has(scene.plainName())) return null;
        const by = [scene.process, ...scene.ancestors().slice(0, 2)].find((each) =>
          accepted.has(each),
        );
        if (by === undefined) return null;
        const isUsual = [logins, init, runtimes].some((group) => scene.is(group, by));
        if (isUsual) return null;
        const { local } = accepted.of(by);
        return { subject: scene.line(), ...(local ? { severity: "medium" } : {}) };
      };
    },
  },
  {
    id: "tty-upgrade",
    title: "A shell is given a terminal by hand",
    severity: "medium",
    technique: "T1059.006",
    why: "Python's pty.spawn, or `script /dev/null`, make a real terminal of a shell that came over the network.",
    look: "See what its ancestors are connected to.",
    on: ["process.exec"],
    programs: [...shells.programs, ...interpreters.programs, "script"],
    orElsewhere: true,
    when: (event, scene) => {
      const line = scene.line();
      const isScript = /^\S*\bscript\s/.test(line) && isLogToNothing(wordsOf(event) ?? []);
      return isScript || /\bpty\.spawn\b/.test(line) ? { subject: text(event, "path") } : null;
    },
  },
];
