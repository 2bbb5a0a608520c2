/** What strace saw of a job: its own account of the system calls on names and modes of files. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Traced {
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
const calls: Readonly<
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

/** argv that runs a command under strace, which writes to `folder`. */
export function underStrace(folder: string, argv: readonly string[]): string[] {
  const options = ["-ff", "-y", "-xx", "-qq", "-s", "4096", "-e", "signal=none"];
  const names = Object.keys(calls).join(",");
  return ["strace", ...options, "-o", join(folder, "trace"), "-e", `trace=${names}`, ...argv];
}

/** All that it wrote, each thread in its order. */
export function readTraces(folder: string): Traced[] {
  return readdirSync(folder).flatMap((file) => {
    const tid = Number(file.split(".").at(-1));
    const lines = readFileSync(join(folder, file), "latin1").split("\n");
    return lines.flatMap((line) => parse(line, tid));
  });
}

function parse(line: string, tid: number): Traced[] {
  const [, name = "", list = "", returned = ""] = /^(\w+)\((.*)\)\s+= (.*)$/.exec(line) ?? [];
  const call = calls[name];
  if (call === undefined) return [];
  if (call.point === "file.create" && name !== "creat" && !list.includes("O_CREAT")) return [];
  const args = list.split(", ");
  const paths = call.paths.map(([folder, path]) => joined(args, folder, path));
  const ret = returned.startsWith("-1 ") ? -1 : 0;
  return [{ tid, point: call.point, paths, ret, exclusive: list.includes("O_EXCL") }];
}

function joined(args: readonly string[], folder: number | null, path: number): string {
  const given = path < 0 ? "" : text(/^"(.*)"/.exec(args[path] ?? "")?.[1] ?? "");
  if (given.startsWith("/") || folder === null) return given;
  const from = text(/<(.*)>$/.exec(args[folder] ?? "")?.[1] ?? "");
  return given === "" ? from : `${from === "/" ? "" : from}/${given}`;
}

/** `\\x2f\\x61` as Latin-1. */
function text(hex: string): string {
  return hex.replace(/\\x([0-9a-f]{2})/g, (_, byte: string) =>
    String.fromCharCode(Number.parseInt(byte, 16)),
  );
}
