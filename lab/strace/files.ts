/** Names and modes of files: strace's own account of the system calls, and whether the same was recorded. */
import { normalize } from "node:path";
import { type Entry, field, num } from "../../lib/recording/values.ts";
import { plain, type Trace } from "./trace.ts";

interface Traced {
  readonly tid: number;
  /** The audit point's. */
  readonly point: string;
  /** As passed: absolute, or what a path must end with where strace does not tell the folder. */
  readonly paths: readonly string[];
  readonly ret: number;
  /** An open that makes the file, or fails. */
  readonly exclusive: boolean;
}

/** Where the arguments of a call are: pairs of a folder's descriptor, null without one, and a path. */
const table: Readonly<
  Record<string, { point: string; paths: readonly (readonly [number | null, number])[] }>
> = {
  rename: {
    point: "file.rename",
    paths: [
      [null, 0],
      [null, 1],
    ],
  },
  renameat: {
    point: "file.rename",
    paths: [
      [0, 1],
      [2, 3],
    ],
  },
  renameat2: {
    point: "file.rename",
    paths: [
      [0, 1],
      [2, 3],
    ],
  },
  link: {
    point: "file.link",
    paths: [
      [null, 0],
      [null, 1],
    ],
  },
  linkat: {
    point: "file.link",
    paths: [
      [0, 1],
      [2, 3],
    ],
  },
  symlink: { point: "file.symlink", paths: [[null, 1]] },
  symlinkat: { point: "file.symlink", paths: [[1, 2]] },
  mkdir: { point: "file.mkdir", paths: [[null, 0]] },
  mkdirat: { point: "file.mkdir", paths: [[0, 1]] },
  unlink: { point: "file.unlink", paths: [[null, 0]] },
  unlinkat: { point: "file.unlink", paths: [[0, 1]] },
  rmdir: { point: "file.unlink", paths: [[null, 0]] },
  chmod: { point: "file.chmod", paths: [[null, 0]] },
  fchmod: { point: "file.chmod", paths: [[0, -1]] },
  fchmodat: { point: "file.chmod", paths: [[0, 1]] },
  chown: { point: "file.chown", paths: [[null, 0]] },
  lchown: { point: "file.chown", paths: [[null, 0]] },
  fchown: { point: "file.chown", paths: [[0, -1]] },
  fchownat: { point: "file.chown", paths: [[0, 1]] },
  open: { point: "file.create", paths: [[null, 0]] },
  creat: { point: "file.create", paths: [[null, 0]] },
  openat: { point: "file.create", paths: [[0, 1]] },
};

export const fileCalls: readonly string[] = Object.keys(table);

export const filePoints: readonly string[] = [
  ...new Set(Object.values(table).map(({ point }) => point)),
];

/** A line for each that misses or is too much. */
export function fileDifferences(traces: readonly Trace[], events: readonly Entry[]): string[] {
  const traced = traces.flatMap(({ tid, lines }) => lines.flatMap((line) => parse(line, tid)));
  const rest = events.filter(({ schema }) => filePoints.includes(schema.name));
  const missing = traced.flatMap((one) => {
    const at = rest.findIndex((event) => isSame(one, event));
    if (at >= 0) rest.splice(at, 1);
    // An open with O_CREAT that succeeds may have found the file.
    else if (one.point !== "file.create" || (one.exclusive && one.ret === 0))
      return [`- ${one.tid} ${one.point} ${one.paths.join(" ")} = ${one.ret}`];
    return [];
  });
  return [
    ...missing,
    ...rest.map(
      (event) => `+ ${num(event, "tid")} ${event.schema.name} ${pathsOf(event).join(" ")}`,
    ),
  ];
}

function isSame(one: Traced, event: Entry): boolean {
  const ret = (num(event, "ret") ?? 0) < 0 ? -1 : 0;
  const paths = pathsOf(event);
  return (
    event.schema.name === one.point &&
    num(event, "tid") === one.tid &&
    ret === one.ret &&
    one.paths.length === paths.length &&
    one.paths.every((path, i) => fits(path, paths[i] ?? ""))
  );
}

/** A path of which strace knows no folder is the end of the whole one. What is open is known by its resolved path. */
function fits(path: string, whole: string): boolean {
  if (!path.startsWith("/")) return whole.endsWith(`/${path}`);
  return path === whole || normalize(path).replace(/(?<=.)\/$/, "") === whole;
}

function pathsOf(event: Entry): string[] {
  const names = ["old_path", "new_path", "path"];
  return names.flatMap((name) => {
    if (!event.schema.fields.some((one) => one.name === name)) return [];
    const value = field(event, name);
    return [
      typeof value === "string" || value instanceof Uint8Array
        ? Buffer.from(value).toString("latin1")
        : "",
    ];
  });
}

function parse(line: string, tid: number): Traced[] {
  const [, name = "", list = "", returned = ""] = /^(\w+)\((.*)\)\s+= (.*)$/.exec(line) ?? [];
  const call = table[name];
  if (call === undefined) return [];
  if (call.point === "file.create" && name !== "creat" && !list.includes("O_CREAT")) return [];
  const args = list.split(", ");
  const paths = call.paths.map(([folder, path]) => joined(args, folder, path));
  const ret = returned.startsWith("-1 ") ? -1 : 0;
  return [{ tid, point: call.point, paths, ret, exclusive: list.includes("O_EXCL") }];
}

function joined(args: readonly string[], folder: number | null, path: number): string {
  const given = path < 0 ? "" : plain(/^"(.*)"/.exec(args[path] ?? "")?.[1] ?? "");
  if (given.startsWith("/") || folder === null) return given;
  const from = plain(/<(.*)>$/.exec(args[folder] ?? "")?.[1] ?? "");
  return given === "" ? from : `${from === "/" ? "" : from}/${given}`;
}
