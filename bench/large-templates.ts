/** The events of a large recording, encoded once, with holes for what is different in each. */
import { schema } from "../lib/events.gen.ts";
import { recordItem } from "../lib/recording/testdata/builder.ts";
import { encodeItem } from "../lib/recording/writer.ts";

export type Hole = "ts" | "start" | "pid" | "file" | "host";

export interface Template {
  readonly point: string;
  readonly bytes: Uint8Array;
  readonly holes: readonly (readonly [Hole, number])[];
}

/** What marks a hole in the encoded bytes. */
const marks = {
  ts: 0x0011b2c3d4e5f601,
  start: 0x0011b2c3d4e5f602,
  pid: 0x7a1b2c3d,
  file: "#########",
  host: Uint8Array.of(0xfa, 0xce, 0xb0, 0x0c),
} as const;

const shell = {
  ts: marks.ts,
  start: 7_000_000_000,
  pid: 1_000_000,
  tid: 1_000_000,
  ppid: 1,
  uid: 1000,
  gid: 1000,
  euid: 1000,
  cgroup: 4711,
  pidns: 4026531836,
  mntns: 4026531841,
  cpu: 1,
  comm: "bash",
};
const child = {
  ...shell,
  start: marks.start,
  pid: marks.pid,
  tid: marks.pid,
  ppid: 1_000_000,
  comm: "cc1",
};
const object = `/home/user/src/project/build/module-7/${marks.file}.o`;
const temporary = `/tmp/cc${marks.file}.s`;
const stream = { type: 1, protocol: 6, ret: -115 };
const remote = [2, marks.host, 443];
const server = [2, Uint8Array.of(192, 0, 2, 53), 53];

const query = Buffer.from(
  "123401000001000000000000037777770765786d61706c6503636f6d0000010001",
  "hex",
);
const answer = Buffer.concat([query, Buffer.from("c00c00010001000000ff0004", "hex"), marks.host]);
answer.set([0x81, 0x80, 0, 1, 0, 1], 2);

const argv = ["cc1", "-O2", "-g", "-Wall", "-I", "include", "-o", object, "module.c"];
const exec = {
  ...child,
  path: "/usr/lib/gcc/x86_64-linux-gnu/12/cc1",
  argv,
  cwd: "/home/user/src",
};

/** One of everything that the jobs are made of. */
const events = {
  fork: recordItem("process.fork", { ...shell, child: marks.pid, child_start: marks.start }),
  exec: recordItem("process.exec", { ...exec, file: "/usr/bin/cc1", argc: 9, size: 33_000_000 }),
  create: recordItem("file.create", {
    ...child,
    ret: 3,
    path: object,
    mode: 0o644,
    fs_type: "ext4",
  }),
  scratch: recordItem("file.create", { ...child, ret: 3, path: temporary, mode: 0o600 }),
  written: recordItem("file.written", { ...child, path: object, size: 12_345, inode: 123_456 }),
  rename: recordItem("file.rename", { ...child, ret: 0, old_path: object, new_path: `${object}~` }),
  unlink: recordItem("file.unlink", { ...child, ret: 0, path: temporary }),
  missing: recordItem("file.unlink", { ...child, ret: -2, path: "/home/user/src/project/.lock" }),
  chmod: recordItem("file.chmod", { ...child, ret: 0, path: object, mode: 0o755, old_mode: 0o644 }),
  connect: recordItem("net.connect", { ...child, ...stream, remote }),
  query: recordItem("net.dns", { ...child, remote: server, sent: 1, message: query, length: 33 }),
  answer: recordItem("net.dns", { ...child, remote: server, message: answer, length: 49 }),
  signal: recordItem("process.signal", { ...child, ret: 0, signal: 0, target: 1_000_000 }),
  exit: recordItem("process.exit", {
    ...child,
    lifetime: 12_345_678,
    code: 0,
    max_rss: 99_000_000,
  }),
  open: recordItem("file.open", {
    ...shell,
    ret: 3,
    path: "/usr/include/stdio.h",
    open_flags: 0x8000,
  }),
} as const;

type Name = keyof typeof events;

const compile: readonly Name[] = [
  "fork",
  "exec",
  "create",
  "written",
  "scratch",
  "written",
  "rename",
  "unlink",
  "missing",
  "chmod",
  "exit",
];
const fetching: readonly Name[] = [
  "fork",
  "exec",
  "query",
  "answer",
  "connect",
  "create",
  "written",
  "signal",
  "exit",
];

/** The events of one process, and the next one's, again and again. */
export const jobs = {
  build: [...Array.from({ length: 9 }, () => compile), fetching],
  flood: [["open"]],
} as const satisfies Readonly<Record<string, readonly (readonly Name[])[]>>;

export function templates(): Map<string, Template> {
  return new Map(
    Object.entries(events).map(([name, values]) => {
      const bytes = encodeItem(values);
      return [name, { point: pointOf(values), bytes, holes: holesOf(bytes) }] as const;
    }),
  );
}

function pointOf([kind]: readonly unknown[]): string {
  return schema.find((each) => each.kind === kind)?.name ?? "";
}

/** Where the marks are; each may be there several times. */
function holesOf(bytes: Uint8Array): (readonly [Hole, number])[] {
  const buffer = Buffer.from(bytes);
  return patterns.flatMap(([hole, pattern]) => {
    const found: (readonly [Hole, number])[] = [];
    for (let at = buffer.indexOf(pattern); at >= 0; at = buffer.indexOf(pattern, at + 1)) {
      found.push([hole, at]);
    }
    return found;
  });
}

function wide(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const patterns: readonly (readonly [Hole, Buffer])[] = [
  ["ts", wide(marks.ts)],
  ["start", wide(marks.start)],
  ["pid", word(marks.pid)],
  ["file", Buffer.from(marks.file)],
  ["host", Buffer.from(marks.host)],
];
