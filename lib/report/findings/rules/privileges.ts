/** Rights that grow. */

import { exeFlag } from "../../../events.gen.ts";
import { int, num, type Text, text } from "../../../recording/values.ts";
import type { Process } from "../../process.ts";
import { hasBit, isForAll, succeeded, wordsOf } from "../facts.ts";
import { accountTools, init, logins, packageManagers, runtimes } from "../groups.ts";
import type { Rule } from "../rule.ts";

const setUserId = 0o4000;
const setGroupId = 0o2000;
const execute = 0o111;
const maxWaiting = 1024;

export const privilegeRules: readonly Rule[] = [
  {
    id: "escalation",
    title: "A process has rights that no system call gave it",
    severity: "critical",
    technique: "T1068",
    why: "The kernel's record of its user or capabilities changed by itself: that is what exploits of the kernel do.",
    look: "Keep the program; see what it did just before. Trust nothing on this host until it is rebuilt.",
    on: ["cred.escalation"],
    when: (event) => {
      const uid = num(event, "new_uid");
      const old = num(event, "old_uid");
      return { subject: uid === old ? "capabilities" : `user ${old ?? "?"} → ${uid ?? "?"}` };
    },
  },
  {
    id: "became-root",
    title: "A process became root, and not by a known way",
    severity: "high",
    technique: "T1548",
    why: "Users become root through set-user-id programs, or programs like sshd that are root already.",
    look: "See what it ran before and after; a capability (CAP_SETUID) on its program explains it.",
    on: ["cred.change", "process.exec", "process.exit"],
    exceptBy: [logins, accountTools, runtimes, init],
    follow: () => {
      // A set-user-id program's change comes just before its exec event, so the next event tells.
      const waiting = new Map<Process, Text | null>();
      return (event, scene) => {
        const { process } = scene;
        if (event.schema.name === "cred.change") {
          const wasRoot = num(event, "old_uid") === 0 || num(event, "old_euid") === 0;
          const wasSaved = num(event, "old_suid") === 0;
          const isRoot = num(event, "new_uid") === 0 || num(event, "new_euid") === 0;
          if (wasRoot || wasSaved || !isRoot) return null;
          if (waiting.size < maxWaiting)
            waiting.set(process, process.program?.path ?? process.comm);
          return null;
        }
        const subject = waiting.get(process);
        if (subject === undefined) return null;
        waiting.delete(process);
        const isExec = event.schema.name === "process.exec";
        return isExec && hasBit(event, "exe_flags", exeFlag.setuid) ? null : { subject };
      };
    },
  },
  {
    id: "setuid-bit",
    title: "A file gets the right to run as its owner",
    severity: "high",
    technique: "T1548.001",
    why: "A set-user-id program of root gives root to everyone who runs it.",
    look: "See whose the file is and what it does; only packages should do this.",
    on: ["file.chmod", "file.create"],
    lowWithin: [packageManagers],
    when: (event) => {
      const mode = num(event, "mode") ?? 0;
      const old = num(event, "old_mode") ?? 0;
      const isUser = (mode & setUserId) !== 0 && (old & setUserId) === 0;
      const isGroup =
        (mode & setGroupId) !== 0 && (mode & execute) !== 0 && (old & setGroupId) === 0;
      if ((!isUser && !isGroup) || !succeeded(event)) return null;
      // On a directory set-group-id only hands the group down; its type is in the old mode.
      const isDirectory = (old & 0o170000) === 0o040000;
      if (isDirectory) return null;
      return { subject: text(event, "path"), ...(isUser ? {} : { severity: "low" }) };
    },
  },
  {
    id: "set-capabilities",
    title: "A file gets capabilities",
    severity: "high",
    technique: "T1548.001",
    why: "With cap_setuid, cap_dac_override and their like it is as good as root.",
    look: "`getcap -r /` lists them all.",
    on: ["process.exec"],
    programs: ["setcap"],
    lowWithin: [packageManagers],
    when: (event, scene) => (!wordsOf(event)?.includes("-r") ? { subject: scene.line() } : null),
  },
  {
    id: "world-writable",
    title: "A file of the system becomes writable for all",
    severity: "medium",
    technique: "T1222.002",
    why: "Whoever is on this host can change it then.",
    look: "Take the right away, and compare the file with its package's.",
    on: ["file.chmod"],
    when: (event, scene) => {
      const mode = num(event, "mode") ?? 0;
      const isForOthers = (mode & 0o002) !== 0 && (mode & 0o1000) === 0; // not sticky
      const path = scene.path() ?? "";
      return isForOthers && systemFile.test(path) && succeeded(event) ? { subject: path } : null;
    },
  },
  {
    id: "made-executable",
    title: "A file in a directory for all is made executable",
    severity: "low",
    technique: "T1222.002",
    why: "The step between a download and running it; compilers' output looks the same.",
    look: "See who wrote the file and whether it was run.",
    on: ["file.chmod"],
    when: (event, scene) => {
      const old = num(event, "old_mode") ?? 0;
      const isProgram = ((num(event, "mode") ?? 0) & execute) !== 0;
      const isDirectory = (old & 0o170000) === 0o040000;
      if (!isProgram || isDirectory || (old & execute) !== 0) return null;
      const path = scene.path() ?? "";
      return isForAll(path) && succeeded(event) ? { subject: path } : null;
    },
  },
  {
    id: "give-away",
    title: "A file that guards the system is given to another user",
    severity: "high",
    technique: "T1222.002",
    why: "Its new owner can change it, and so who may enter.",
    look: "Give it back to root; see what was changed.",
    on: ["file.chown"],
    lowWithin: [packageManagers],
    when: (event, scene) => {
      const uid = num(event, "new_uid");
      const path = scene.path() ?? "";
      const guards =
        /^\/etc\/(?:passwd|shadow|gshadow|group|sudoers|pam\.d|ssh\/|crontab|cron\.|ld\.so|systemd\/|profile)|^(?:\/usr)?\/s?bin\//;
      return uid !== null && uid !== 0 && guards.test(path) && succeeded(event)
        ? { subject: path }
        : null;
    },
  },
  {
    id: "second-root",
    title: "A user with root's id is made",
    severity: "critical",
    technique: "T1136.001",
    why: "A second name for root, with its own password.",
    look: "Look for all lines of /etc/passwd with id 0.",
    on: ["process.exec"],
    programs: ["useradd", "usermod", "adduser"],
    when: (event, scene) => {
      const words = wordsOf(event) ?? [];
      const isRoot = words.some(
        (word, i) =>
          /^(?:-u0|--uid=0)$/.test(word) ||
          (/^(?:-u|--uid|-ou|-uo)$/.test(word) && words[i + 1] === "0"),
      );
      return isRoot ? { subject: scene.line() } : null;
    },
  },
  {
    id: "new-administrator",
    title: "A user joins a group that can become root",
    severity: "high",
    technique: "T1098.007",
    why: "Members of sudo, wheel, docker, lxd, disk and shadow are as good as root.",
    look: "Ask who the user is and who asked for it.",
    on: ["process.exec"],
    programs: ["useradd", "usermod", "adduser", "gpasswd", "groupmems"],
    lowWithin: [packageManagers],
    when: (event, scene) => {
      const words = wordsOf(event) ?? [];
      const isGroup = words
        .slice(1)
        .some((word) =>
          word
            .split(/[,=]/)
            .some((each) =>
              /^(?:sudo|wheel|root|admin|docker|lxd|incus-admin|disk|shadow|libvirt)$/.test(each),
            ),
        );
      const isChange =
        words.some((word) => /^-[a-zA-Z]*[GgaM]|^--(?:groups|append|gid|add)/.test(word)) ||
        scene.plainName() === "adduser";
      return isGroup && isChange ? { subject: scene.line() } : null;
    },
  },
  {
    id: "new-user",
    title: "A user is made",
    severity: "medium",
    technique: "T1136.001",
    why: "A new user is a way in.",
    look: "Ask who the user is and who asked for it.",
    on: ["process.exec"],
    programs: ["useradd", "adduser", "newusers"],
    lowWithin: [packageManagers, init],
    when: (event, scene) => ((wordsOf(event)?.length ?? 0) > 1 ? { subject: scene.line() } : null),
  },
  {
    id: "setuid-search",
    title: "Someone looks for programs that give root",
    severity: "medium",
    technique: "T1083",
    why: "A search for set-user-id files or capabilities is the beginning of most ways to root.",
    look: "See what was run next.",
    on: ["process.exec"],
    programs: ["find", "getcap"],
    lowWithin: [packageManagers],
    when: (_event, scene) => {
      const name = scene.plainName();
      const line = scene.line();
      const finds =
        name === "find" && /\s-perm\s+[-/+]?(?:[ug]=?\+?s|[ug]\+s|0?[246]000)/.test(line);
      const lists = name === "getcap" && /\s-\S*r/.test(line);
      return finds || lists ? { subject: line } : null;
    },
  },
  {
    id: "user-namespace",
    title: "A user without rights makes a user namespace",
    severity: "low",
    technique: "T1068",
    why: "Inside it everyone is root towards much of the kernel: most exploits of recent years begin so. Browsers and containers without root do it too.",
    look: "See what the process did next (cred.change, cred.escalation, fs.mount).",
    on: ["process.namespace"],
    exceptBy: [runtimes],
    when: (event, scene) => {
      const uid = num(event, "uid");
      const isUser =
        ((int(event, "namespaces") === null ? 0 : Number(int(event, "namespaces"))) &
          0x10000000) !==
        0;
      const isMade = text(event, "call") !== "setns";
      const isBrowser = /^(?:chrome|chromium|firefox|brave|msedge|electron|code|slack)/.test(
        scene.plainName(),
      );
      return uid !== null && uid !== 0 && isUser && isMade && succeeded(event) && !isBrowser
        ? { subject: scene.process.program?.path ?? scene.process.comm }
        : null;
    },
  },
];

const systemFile = /^\/(?:etc|usr|bin|sbin|lib|lib64|boot|root)\//;
