/** Sockets: strace's own account of the system calls, and whether the same was recorded; as lines `TID POINT ADDRESS RET`. */
import { constants } from "node:os";
import { address, type Entry, field, num } from "../../lib/recording/values.ts";
import { addressText } from "../../lib/report/address.ts";
import { difference } from "../compare.ts";
import { plain, type Trace } from "./trace.ts";

export const socketCalls = ["connect", "bind", "listen", "accept", "accept4"] as const;

export const socketPoints = ["net.connect", "net.bind", "net.listen", "net.accept"] as const;

/** A line for each that misses or is too much. */
export function socketDifferences(traces: readonly Trace[], events: readonly Entry[]): string[] {
  const traced = traces.flatMap(({ tid, lines }) => {
    const all = lines.map(plain);
    return all.flatMap((line, at) => parse(line, tid, all.slice(at + 1)));
  });
  const recorded = events.filter(({ schema }) => socketPoints.some((name) => name === schema.name));
  const known = traces.some(({ lines }) => lines.some((line) => withAddress.test(line)));
  const comparable = (line: string): boolean => known || passed.test(line);
  return difference(
    traced.filter(comparable).sort(),
    recorded.map(socketLine).filter(comparable).sort(),
  );
}

/** Without the kernel's sock_diag strace knows no more of a socket than what a call was passed. */
const withAddress = /<TCP\w*:\[\S*:\d/;
const passed = / net\.(connect|bind) /;

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
function socketLine(event: Entry): string {
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
