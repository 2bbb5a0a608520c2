/**
 * THE table of what a summary lists: for an audit point, events that are equal in these columns
 * become one row with a count. A new audit point needs an entry here and nothing else.
 */
import { errnoName } from "../errno.ts";
import { address, type Entry, int, num, type Text, text } from "../recording/values.ts";
import { addressText } from "./address.ts";
import type { Process } from "./process.ts";
import {
  namespacesText,
  programTypeText,
  requestText,
  signalTarget,
  signalText,
} from "./sections-words.ts";

export interface SectionColumn {
  /** In JSON. */
  readonly name: string;
  readonly head: string;
  /** Null where there is nothing to say. */
  readonly cell: (event: Entry, process: Process) => Text | null;
  /** Where a long value is cut; the middle, unless its end says least. */
  readonly cut?: "middle" | "end";
}

export interface Section {
  /** In JSON. */
  readonly name: string;
  readonly title: string;
  readonly point: string;
  readonly columns: readonly SectionColumn[];
}

const by: SectionColumn = {
  name: "program",
  head: "by",
  cell: (event, process) => process.program?.path ?? process.comm ?? text(event, "comm"),
};

const result: SectionColumn = {
  name: "result",
  head: "result",
  cell: (event) => resultText(event),
};

const target: SectionColumn = {
  name: "target",
  head: "process",
  cell: (event) => String(num(event, "target") ?? ""),
};

const path: SectionColumn = {
  name: "path",
  head: "path",
  cell: (event) => text(event, "path"),
};

export const sections: readonly Section[] = [
  {
    name: "notRun",
    title: "Programs that could not be run",
    point: "process.exec_failed",
    columns: [path, by, result],
  },
  {
    name: "connections",
    title: "Connections",
    point: "net.connect",
    columns: [{ ...by, head: "from" }, { name: "remote", head: "to", cell: remoteText }, result],
  },
  {
    name: "deleted",
    title: "Deleted",
    point: "file.unlink",
    columns: [
      path,
      { name: "what", head: "", cell: (event) => (num(event, "is_dir") ? "dir" : "file") },
      by,
      result,
    ],
  },
  {
    name: "opened",
    title: "Opened",
    point: "file.open",
    columns: [path, { name: "access", head: "for", cell: accessText }, by, result],
  },
  {
    name: "modules",
    title: "Kernel modules loaded",
    point: "kernel.module_load",
    columns: [{ name: "module", head: "module", cell: (event) => text(event, "name") }, by],
  },
  {
    name: "modulesFailed",
    title: "Kernel modules not loaded",
    point: "kernel.module_load_failed",
    columns: [{ ...path, head: "file" }, by, result],
  },
  {
    name: "modulesUnloaded",
    title: "Kernel modules unloaded",
    point: "kernel.module_free",
    columns: [{ name: "module", head: "module", cell: (event) => text(event, "name") }, by],
  },
  {
    name: "bpfPrograms",
    title: "BPF programs loaded",
    point: "kernel.bpf_load",
    columns: [
      { name: "name", head: "name", cell: (event) => text(event, "name") },
      { name: "type", head: "type", cell: programTypeText },
      { ...target, head: "on", cell: (event) => text(event, "target") },
      by,
      result,
    ],
  },
  {
    name: "writableCode",
    title: "Memory to write and execute",
    point: "mem.wx",
    columns: [by, { ...path, head: "file" }, result],
  },
  {
    name: "renamed",
    title: "Processes that changed their name",
    point: "process.rename",
    columns: [
      by,
      { name: "old", head: "old", cell: (event) => text(event, "old_comm") },
      { name: "new", head: "new", cell: (event) => text(event, "new_comm") },
    ],
  },
  {
    name: "sessions",
    title: "Sessions started",
    point: "process.setsid",
    columns: [by, result],
  },
  {
    name: "signals",
    title: "Signals sent",
    point: "process.signal",
    columns: [
      by,
      { name: "signal", head: "signal", cell: signalText },
      { ...target, head: "to", cell: signalTarget },
      result,
    ],
  },
  {
    name: "traced",
    title: "Processes traced",
    point: "process.ptrace",
    columns: [by, { name: "request", head: "request", cell: requestText }, target, result],
  },
  {
    name: "writtenInto",
    title: "Processes written into",
    point: "process.vm_write",
    columns: [by, target, result],
  },
  {
    name: "memoryFiles",
    title: "Files in memory only",
    point: "process.memfd",
    columns: [{ name: "file", head: "name", cell: (event) => text(event, "name") }, by, result],
  },
  {
    name: "namespaces",
    title: "Namespaces made and entered",
    point: "process.namespace",
    columns: [
      by,
      { name: "call", head: "call", cell: (event) => text(event, "call") },
      { name: "namespaces", head: "namespaces", cell: namespacesText },
      result,
    ],
  },
];

/** "ok", the name of the error, or null where the hook does not show the outcome. */
function resultText(event: Entry): string | null {
  const ret = int(event, "ret");
  if (ret === null) return null;
  return ret < 0 ? errnoName(Number(ret)) : "ok";
}

function remoteText(event: Entry): string | null {
  const remote = address(event, "remote");
  return remote === null ? null : addressText(remote);
}

/** asm-generic/fcntl.h; arm64 differs in none of these. */
const openFlag = { accessMode: 0o3, create: 0o100, truncate: 0o1000 } as const;
const accessModes = ["read", "write", "both", "none"] as const;

function accessText(event: Entry): string | null {
  const flags = num(event, "open_flags");
  if (flags === null) return null;
  const mode = accessModes[flags & openFlag.accessMode] ?? "read";
  const creates = (flags & openFlag.create) !== 0 ? "+create" : "";
  return `${mode}${creates}${(flags & openFlag.truncate) !== 0 ? "+empty" : ""}`;
}
