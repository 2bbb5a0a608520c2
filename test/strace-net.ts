/** What strace saw of a job's sockets, and the same of what was recorded, both as lines that can be compared. */
import { readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { address, type Entry, field, num } from "../lib/recording/values.ts";
import { addressText } from "../lib/report/address.ts";

const calls = ["connect", "bind", "listen", "accept", "accept4"] as const;

/** argv that runs a command under strace, which writes to `folder`. */
export function socketsUnderStrace(folder: string, argv: readonly string[]): string[] {
  const options = ["-ff", "-yy", "-xx", "-qq", "-s", "4096", "-e", "signal=none"];
  return [
    ...["strace", ...options, "-o", join(folder, "trace")],
    ...["-e", `trace=${calls.join(",")}`, ...argv],
  ];
}

export interface Sockets {
  readonly tids: ReadonlySet<number>;
  /** `TID POINT ADDRESS RET`, each thread's in its order. */
  readonly lines: readonly string[];
}

/** All that it wrote. */
export function readSockets(folder: string): Sockets {
  const files = readdirSync(folder).map((file) => ({ file, tid: Number(file.split(".").at(-1)) }));
  return {
    tids: new Set(files.map(({ tid }) => tid)),
    lines: files.flatMap(({ file, tid }) => {
      const lines = readFileSync(join(folder, file), "latin1").split("\n").map(plain);
      return lines.flatMap((line, at) => parse(line, tid, lines.slice(at + 1)));
    }),
  };
}

/** `\\x2f\\x61` as Latin-1. */
function plain(line: string): string {
  return line.replace(/\\x([0-9a-f]{2})/g, (_, byte: string) =>
    String.fromCharCode(Number.parseInt(byte, 16)),
  );
}

function parse(line: string, tid: number, later: readonly string[]): string[] {
  const [, call = "", args = "", returned = "", errno = ""] =
    /^(\w+)\((.*)\) += (-?\d+)(?:<.*>)?(?: (E\w+))?/.exec(line) ?? [];
  const ret = errno === "" ? 0 : -(new Map(Object.entries(constants.errno)).get(errno) ?? 0);
  const named = (text: string): string[] => [`${tid} net.${call} ${text} ${ret}`];
  switch (call) {
    case "connect":
      return addressIn(args).flatMap(named);
    case "bind":
      return addressIn(args).flatMap((text) => named(chosen(text, args, later)));
    case "listen": {
      const [, local = "", backlog = ""] = listening.exec(args) ?? [];
      return local === "" ? [] : named(`${endpoint(local)} backlog ${backlog}`);
    }
    case "accept":
    case "accept4": {
      // Nobody there is none.
      const [, local = "", remote = ""] = /= \d+<TCP\w*:\[(.*)->(.*)\]>$/.exec(line) ?? [];
      const ends = `${endpoint(local)} from ${endpoint(remote)}`;
      return Number(returned) < 0 || local === "" ? [] : [`${tid} net.accept ${ends} 0`];
    }
    default:
      return [];
  }
}

const listening = /<TCP\w*:\[(.*)\]>, (-?\d+)/;

/** Whoever binds to port 0 gets one that the kernel chooses: strace sees it when the socket listens. */
function chosen(text: string, args: string, later: readonly string[]): string {
  const fd = Number.parseInt(args, 10);
  const listen = text.endsWith(":0") && later.find((line) => line.startsWith(`listen(${fd}<`));
  return listen ? endpoint(listening.exec(listen)?.[1] ?? text) : text;
}

/** The families that are recorded. */
function addressIn(args: string): string[] {
  const v4 = /sin_port=htons\((\d+)\), sin_addr=inet_addr\("(.*?)"\)/.exec(args);
  if (v4) return [`${v4[2]}:${v4[1]}`];
  const v6 = /sin6_port=htons\((\d+)\).*inet_pton\(AF_INET6, "(.*?)"/.exec(args);
  if (v6) return [endpoint(`[${v6[2]}]:${v6[1]}`)];
  const unix = /sa_family=AF_UNIX, sun_path=(@?)"(.*)"\}/.exec(args);
  return unix ? [`${unix[1]}${unix[2]}`] : [];
}

/** `127.0.0.1:80` or `[::1]:80`, in the one form that a URL has. */
function endpoint(text: string): string {
  const at = text.lastIndexOf(":");
  const host = text.slice(0, at);
  return `${host.startsWith("[") ? new URL(`http://${host}`).hostname : host}${text.slice(at)}`;
}

/** The same of an event. */
export function socketLine(event: Entry): string {
  const head = `${num(event, "tid")} ${event.schema.name}`;
  const ret = Math.min(num(event, "ret") ?? Number.NaN, 0);
  switch (event.schema.name) {
    case "net.connect":
      return `${head} ${shown(event, "remote")} ${ret}`;
    case "net.bind":
      return `${head} ${shown(event, "local")} ${ret}`;
    case "net.listen":
      return `${head} ${shown(event, "local")} backlog ${num(event, "backlog")} ${ret}`;
    default:
      return `${head} ${shown(event, "local")} from ${shown(event, "remote")} ${ret}`;
  }
}

function shown(event: Entry, name: string): string {
  const found = address(event, name);
  if (found !== null) return endpoint(addressText(found));
  const path = field(event, "path");
  const isPath = typeof path === "string" || path instanceof Uint8Array;
  return isPath ? Buffer.from(path).toString("latin1") : "nothing";
}
