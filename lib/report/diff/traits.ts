/** THE table of what two recordings are compared in. */
import { address, type Entry, field, num, text } from "../../recording/values.ts";
import { hostText } from "../address.ts";
import { dnsOf } from "../dns/of-event.ts";
import { asText, succeeded } from "../findings/facts.ts";
import { nameIn } from "../known-names.ts";
import type { Process } from "../process.ts";
import { protocolText } from "../section-columns.ts";
import { modeText, programTypeText } from "../sections-words.ts";
import { visible } from "../visible.ts";
import { lastingPath, lastingPort } from "./lasting.ts";
import { programOf, type Seen, type Source, type Trait, type TraitColumn } from "./trait.ts";

const column = (name: string, head = name): TraitColumn => ({ name, head });
const short = (name: string, head = name): TraitColumn => ({ name, head, isShort: true });

/** What decides what runs, who may enter, and how; /root has keys and profiles. */
const system = /^\/(?:usr|etc|bin|sbin|lib\w*|boot|opt|root|var\/spool\/(?:cron|at))\//;
const sockDgram = 2;
const notSet = 0xffffffff;
const modeBits = 0o7777;

/** What became of system files. */
function touched(
  point: string,
  name: string,
  fields: readonly string[],
  what: (event: Entry) => string | null,
): Source {
  return {
    point,
    fields: [name, "ret", ...fields],
    see: (event) => {
      const path = text(event, name);
      if (path === null || !system.test(asText(path) ?? "") || !succeeded(event)) return null;
      const done = what(event);
      return done === null ? null : { key: [lastingPath(path), done] };
    },
  };
}

/** Null where it is as it was, or where it is not known what it was and that matters not. */
function newMode(event: Entry): string | null {
  const mode = num(event, "mode");
  const old = num(event, "old_mode");
  if (mode === null || (old !== null && (mode & modeBits) === (old & modeBits))) return null;
  return modeText(mode);
}

function newOwner(event: Entry): string {
  const id = (name: string) => {
    const value = num(event, name);
    return value === null ? "?" : value === notSet ? "" : String(value);
  };
  return `${id("new_uid")}:${id("new_gid")}`;
}

const socketFields = ["path", "protocol", "type"] as const;

/** One end of a socket, without the port if the kernel chose it; null when it can't be told. */
function endOf(event: Entry, name: "local" | "remote", host = hostText): string | null {
  const found = address(event, name);
  if (found !== null && typeof found.host !== "string") {
    const shown = host(found);
    return `${shown.includes(":") ? `[${shown}]` : shown}:${lastingPort(found.port)}`;
  }
  const path = text(event, "path");
  return path === null || path.length === 0 ? null : `unix:${lastingPath(path)}`;
}

function listener(event: Entry, process: Process): Seen | null {
  const end = endOf(event, "local");
  if (end === null || !succeeded(event)) return null;
  return { key: [end, protocolText(event), lastingPath(programOf(process) ?? "?")] };
}

export const traits: readonly Trait[] = [
  {
    name: "executables",
    title: "Executables",
    columns: [column("path")],
    sources: [
      {
        point: "process.exec",
        isByParent: true,
        fields: ["path", "size", "mtime", "inode", "exe_mode"],
        see: (event) => {
          const path = text(event, "path");
          if (path === null) return null;
          const shown = lastingPath(path);
          const isAnother = shown !== path || shown.startsWith("/memfd:"); // each time
          if (isAnother) return { key: [shown] };
          const version = {
            size: num(event, "size"),
            modified: Number(field(event, "mtime") ?? 0) || null,
            inode: num(event, "inode"),
            mode: num(event, "exe_mode"),
          };
          return { key: [shown], version };
        },
      },
    ],
  },
  {
    name: "listeners",
    title: "Listeners",
    columns: [column("address", "at"), short("protocol", ""), column("program", "by")],
    sources: [
      {
        point: "net.listen",
        fields: ["local", "ret", ...socketFields],
        see: listener,
      },
      {
        // A service of UDP does not listen: it has a port of its own.
        point: "net.bind",
        fields: ["local", "ret", ...socketFields],
        see: (event, process) => {
          const port = address(event, "local")?.port ?? 0;
          const isService = num(event, "type") === sockDgram && port !== 0;
          return isService && lastingPort(port) === String(port) ? listener(event, process) : null;
        },
      },
    ],
  },
  {
    name: "destinations",
    title: "Destinations",
    columns: [column("address", "to"), short("protocol", ""), short("name", "known as")],
    sources: [
      {
        point: "net.connect",
        fields: ["remote", ...socketFields],
        see: (event, _process, nameOf) => {
          const end = endOf(event, "remote");
          if (end === null) return null;
          const kind = protocolText(event);
          const remote = address(event, "remote");
          const name = remote === null ? null : nameOf(hostText(remote));
          if (name === null) return { key: [end, kind, ""] };
          const named = endOf(event, "remote", () => name);
          return { key: [end, kind, visible(name)], alias: `${named} ${kind}` };
        },
      },
    ],
  },
  {
    name: "names",
    title: "Names asked for",
    columns: [column("name")],
    sources: [
      {
        point: "net.dns",
        fields: ["message"],
        see: (event) => {
          const name = nameIn(dnsOf(event));
          return name === "" ? null : { key: [visible(name)] };
        },
      },
    ],
  },
  {
    name: "modules",
    title: "Kernel modules loaded",
    columns: [column("name", "module")],
    sources: [
      {
        point: "kernel.module_load",
        fields: ["name"],
        see: (event) => {
          const name = text(event, "name");
          return name === null ? null : { key: [visible(name)] };
        },
      },
    ],
  },
  {
    name: "bpfPrograms",
    title: "BPF programs loaded",
    columns: [column("name"), short("type")],
    sources: [
      {
        point: "kernel.bpf_load",
        fields: ["name", "prog_type", "ret"],
        see: (event) => {
          if (!succeeded(event)) return null;
          const type = num(event, "prog_type");
          const name = visible(text(event, "name") ?? "");
          return { key: [name, type === null ? "" : programTypeText(type)] };
        },
      },
    ],
  },
  {
    name: "files",
    title: "System files",
    columns: [column("path"), short("what", "was")],
    isJoined: true,
    sources: [
      touched("file.create", "path", [], () => "created"),
      touched("file.mkdir", "path", [], () => "created"),
      touched("file.symlink", "path", [], () => "created"),
      touched("file.link", "new_path", [], () => "created"),
      touched("file.written", "path", [], () => "written"),
      touched("file.rename", "new_path", [], () => "moved there"),
      touched("file.rename", "old_path", [], () => "moved away"),
      touched("file.unlink", "path", [], () => "removed"),
    ],
  },
  {
    name: "modes",
    title: "Modes and owners of system files",
    columns: [column("path"), short("what", "became")],
    isJoined: true,
    sources: [
      touched("file.chmod", "path", ["mode", "old_mode"], newMode),
      touched("file.chown", "path", ["new_uid", "new_gid"], newOwner),
    ],
  },
];
