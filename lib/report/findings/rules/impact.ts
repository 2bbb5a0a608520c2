/** Damage: many files at a time, disks, services. */
import { num } from "../../../recording/values.ts";
import { succeeded } from "../facts.ts";
import { fileMovers, init, logKeepers, packageManagers, shells } from "../groups.ts";
import { Distinct, PerProcess } from "../memory.ts";
import type { Rule } from "../rule.ts";

const manyRenamed = 50;
const manyRemoved = 500;
const manyNotes = 10;
const manyKilled = 20;

export const impactRules: readonly Rule[] = [
  {
    id: "mass-rename",
    title: "Many files get another ending",
    severity: "critical",
    technique: "T1486",
    why: "Ransomware encrypts file after file and adds its own ending.",
    look: "Stop the process, keep its memory (the key may be there), see which files.",
    on: ["file.rename"],
    lowBy: [logKeepers],
    lowWithin: [packageManagers],
    follow: () => {
      const counts = new PerProcess(() => ({ count: 0 }));
      return (event, scene) => {
        const old = scene.path("old_path");
        const made = scene.path("new_path");
        if (old === null || made === null || made[old.length] !== ".") return null;
        if (!made.startsWith(old) || !succeeded(event)) return null;
        const state = counts.of(scene.process);
        return ++state.count === manyRenamed ? { subject: `*${made.slice(old.length)}` } : null;
      };
    },
  },
  {
    id: "mass-remove",
    title: "One program removes very many files",
    severity: "medium",
    technique: "T1485",
    why: "Wipers and ransomware do so, and so do clean-ups.",
    look: "See which directories (file.unlink).",
    on: ["file.unlink"],
    lowBy: [fileMovers, init],
    lowWithin: [packageManagers],
    follow: () => {
      const counts = new PerProcess(() => ({ count: 0 }));
      return (event, scene) => {
        if (!succeeded(event)) return null;
        const state = counts.of(scene.process);
        if (++state.count !== manyRemoved) return null;
        return { subject: scene.path()?.replace(/[^/]*$/, "") ?? null };
      };
    },
  },
  {
    id: "ransom-note",
    title: "The same note is put into many directories",
    severity: "critical",
    technique: "T1486",
    why: "A text about recovering files, in directory after directory, is a ransom note.",
    look: "Stop the process; read the note; see which files were changed.",
    on: ["file.create"],
    follow: () => {
      const places = new PerProcess(() => new Distinct(manyNotes));
      return (_event, scene) => {
        const path = scene.path();
        if (path === null || !isDocument(path) || !note.test(path)) return null;
        const isMany = places.of(scene.process).add(path.slice(0, path.lastIndexOf("/")));
        return isMany ? { subject: path.slice(path.lastIndexOf("/") + 1) } : null;
      };
    },
  },
  {
    id: "remove-system",
    title: "Files that the system needs are removed",
    severity: "high",
    technique: "T1485",
    why: "Without them the host does not start, or nobody can log in.",
    look: "Restore them before the next start.",
    access: "remove",
    under: ["boot", "etc", "usr", "bin", "sbin", "lib", "lib64"],
    match:
      /^\/boot\/(?:vmlinuz|initrd|grub)|^\/etc\/(?:passwd|shadow|group|fstab|sudoers)$|^(?:\/usr)?\/s?bin\/(?:bash|sh|login|sshd|sudo|su|systemctl|mount|ls|cat)$|^(?:\/usr)?\/lib(?:64)?\/(?:[^/]+\/)?(?:libc\.so|ld-linux)/,
    lowWithin: [packageManagers],
    also: (path, event, scene) =>
      event.schema.name === "file.unlink" || !/^\/etc\//.test(path) || scene.is(shells),
  },
  {
    id: "disk-overwritten",
    title: "A disk is written over by a command",
    severity: "high",
    technique: "T1561",
    why: "What was on it is gone.",
    look: "Stop the host; what was not yet written over can be saved.",
    on: ["process.exec"],
    programs: ["dd", "shred", "wipe", "wipefs", "blkdiscard"],
    lowWithin: [packageManagers],
    when: (_event, scene) => {
      const name = scene.plainName();
      const line = scene.line();
      const disk = /\/dev\/(?:[shv]d[a-z]|xvd[a-z]|nvme\d|mmcblk\d|mapper\/)/;
      const isWipe =
        (name === "dd" &&
          /\bof=\/dev\//.test(line) &&
          disk.test(line.slice(line.indexOf("of=")))) ||
        (/^(?:shred|wipe|wipefs|blkdiscard)$/.test(name) && disk.test(line));
      return isWipe ? { subject: line } : null;
    },
  },
  {
    id: "wipe-command",
    title: "A command removes all files",
    severity: "high",
    technique: "T1485",
    why: "rm -rf on the root directory, or on one of its largest parts.",
    look: "See who ran it and what is left.",
    on: ["process.exec"],
    programs: ["rm"],
    lowWithin: [packageManagers],
    when: (_event, scene) => {
      const line = scene.line();
      const isAll =
        /\s-[a-zA-Z]*[rR]/.test(line) &&
        /\s\/(?:\*|etc|usr|var|home|boot|lib|bin|root)?\/?(?:\s|$)/.test(line);
      return isAll ? { subject: line } : null;
    },
  },
  {
    id: "mass-kill",
    title: "One program kills many processes",
    severity: "medium",
    technique: "T1489",
    why: "Ransomware stops databases before it encrypts them; miners stop other miners.",
    look: "See which processes (process.signal).",
    on: ["process.signal"],
    exceptBy: [init],
    lowWithin: [packageManagers],
    follow: () => {
      const killed = new PerProcess(() => new Distinct(manyKilled));
      return (event, scene) => {
        const target = num(event, "target") ?? 0;
        if (num(event, "signal") !== 9 || target <= 0 || !succeeded(event)) return null;
        const isMany = killed.of(scene.process).add(String(target));
        return isMany ? { subject: scene.process.program?.path ?? scene.process.comm } : null;
      };
    },
  },
  {
    id: "backup-removed",
    title: "Snapshots or backups are removed by a command",
    severity: "medium",
    technique: "T1490",
    why: "Without them nothing can be recovered: the last step before encryption.",
    look: "See who ran it and whether others are left.",
    on: ["process.exec"],
    programs: ["zfs", "btrfs", "lvremove", "restic", "snapper", "timeshift"],
    when: (_event, scene) => {
      const name = scene.plainName();
      const line = scene.line();
      const isRemoved =
        (/^(?:zfs|btrfs)$/.test(name) && /\s(?:destroy|subvolume\s+delete)\b/.test(line)) ||
        /^(?:lvremove)$/.test(name) ||
        (name === "restic" && /\sforget\b/.test(line) && /--prune/.test(line)) ||
        (/^(?:snapper|timeshift)$/.test(name) && /\b(?:delete|--delete)/.test(line));
      return isRemoved ? { subject: line } : null;
    },
  },
];

/** Extensions of up to four letters; most other files are told by where their dot is. */
const documents = /\.(?:txt|html?|hta|md|rtf)$/i;
const dot = ".".charCodeAt(0);

function isDocument(path: string): boolean {
  const end = path.length;
  const isShort =
    path.charCodeAt(end - 3) === dot ||
    path.charCodeAt(end - 4) === dot ||
    path.charCodeAt(end - 5) === dot;
  return isShort && documents.test(path);
}

const note =
  /\/[^/]*(?:ransom|decrypt|unlock[-_ ]?(?:my|your)?[-_ ]?files|restore[-_ ]?(?:my|your)?[-_ ]?files|recover[-_ ]?(?:my|your)?[-_ ]?files|how[-_ ]to[-_ ](?:get|back|restore|recover|decrypt))[^/]*\.(?:txt|html?|hta|md|rtf)$/i;
