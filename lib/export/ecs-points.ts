/**
 * THE table of how audit points are told in the Elastic Common Schema: the categories that it has
 * for them, and which of its fields hold theirs. A field that is not here becomes `sonde.<name>`.
 */

/** How a value is written: ids as text, modes in octal, times as dates. */
export type EcsForm = "same" | "keyword" | "mode" | "date";

export interface EcsField {
  readonly name: string;
  readonly form: EcsForm;
}

/** Which end of a socket the addresses of an event are. */
export type EcsEnds = Readonly<Record<"local" | "remote", "source" | "destination" | "server">>;

/** Values that are the same for all events of a point. */
type EcsAlways = Readonly<Record<string, string>>;

export interface EcsPoint {
  readonly category: readonly string[];
  readonly type: readonly string[];
  readonly fields: Readonly<Record<string, EcsField>>;
  readonly always?: EcsAlways;
  readonly ends?: EcsEnds;
}

const same = (name: string): EcsField => ({ name, form: "same" });
const keyword = (name: string): EcsField => ({ name, form: "keyword" });

const path = { path: same("file.path") };
const mode = { mode: { name: "file.mode", form: "mode" } } as const;
const inode = { inode: keyword("file.inode") };
const directory = { "file.type": "dir" } as const;

/** Who began it is the source. */
const begun: EcsEnds = { local: "source", remote: "destination" };
const taken: EcsEnds = { local: "destination", remote: "source" };
const offered: EcsEnds = { local: "server", remote: "source" };

/** Of events that tell of nothing that failed, and so have no result. */
const done = { "event.outcome": "success" } as const;

function processPoint(
  type: string,
  fields: EcsPoint["fields"] = {},
  always: EcsAlways = {},
): EcsPoint {
  return { category: ["process"], type: [type], fields, always };
}

function filePoint(
  type: string,
  fields: EcsPoint["fields"] = path,
  always: EcsAlways = {},
): EcsPoint {
  return { category: ["file"], type: [type], fields, always };
}

function netPoint(type: readonly string[], ends: EcsEnds, always: EcsAlways): EcsPoint {
  return { category: ["network"], type, fields: {}, ends, always };
}

export const ecsPoints: Readonly<Record<string, EcsPoint>> = {
  "process.exec": processPoint(
    "start",
    {
      argc: same("process.args_count"),
      cwd: same("process.working_directory"),
      sid: same("process.session_leader.pid"),
      pgid: same("process.group_leader.pid"),
    },
    done,
  ),
  "process.exec_failed": processPoint("start", path),
  "process.fork": processPoint("start", {}, done),
  "process.exit": processPoint("end", { code: same("process.exit_code") }, done),
  "process.rename": processPoint("change", {}, done),
  "process.setsid": processPoint("change", { sid: same("process.session_leader.pid") }),
  "process.signal": processPoint("access"),
  "process.ptrace": processPoint("access"),
  "process.vm_write": processPoint("change"),
  "process.memfd": processPoint("info"),
  "process.namespace": processPoint("change"),
  "process.usermodehelper": processPoint("start", path),
  "file.open": filePoint("access", { ...path, ...mode }),
  "file.create": filePoint("creation", { ...path, ...mode, ...inode }, { "file.type": "file" }),
  "file.mkdir": filePoint("creation", { ...path, ...mode }, directory),
  "file.written": filePoint("change", { ...path, ...inode, size: same("file.size") }),
  "file.rename": filePoint("change", { new_path: same("file.path") }),
  "file.link": filePoint("creation", {
    new_path: same("file.path"),
    old_path: same("file.target_path"),
  }),
  "file.symlink": filePoint(
    "creation",
    { ...path, target: same("file.target_path") },
    { "file.type": "symlink" },
  ),
  "file.unlink": filePoint("deletion"),
  "file.chmod": filePoint("change", { ...path, ...mode }),
  "file.chown": filePoint("change", {
    ...path,
    new_uid: keyword("file.uid"),
    new_gid: keyword("file.gid"),
  }),
  "fs.mount": { category: ["host"], type: ["change"], fields: { target: same("file.path") } },
  "fs.umount": { category: ["host"], type: ["change"], fields: { target: same("file.path") } },
  "net.connect": netPoint(["connection", "start"], begun, { "network.direction": "egress" }),
  "net.connected": {
    ...netPoint(["connection", "info"], begun, { "network.direction": "egress" }),
    fields: { took: same("event.duration") },
  },
  "net.accept": netPoint(["connection", "start"], taken, { "network.direction": "ingress" }),
  "net.bind": netPoint(["info"], offered, {}),
  "net.listen": netPoint(["info"], offered, {}),
  "net.dns": netPoint(["protocol"], begun, { "network.protocol": "dns" }),
  "kernel.module_load": { category: ["driver"], type: ["start"], fields: path },
  "kernel.module_load_failed": { category: ["driver"], type: ["start"], fields: path },
  "kernel.module_free": { category: ["driver"], type: ["end"], fields: {} },
  "kernel.bpf_load": { category: ["driver"], type: ["start"], fields: {} },
  "cred.change": processPoint("change"),
  "cred.escalation": processPoint("change"),
  "cred.capability": processPoint("access"),
  "mem.wx": processPoint("change", path),
};

/** Of a received message: the other end has sent it. */
export const received = taken;
