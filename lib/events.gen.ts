// Generated from bpf/events.h by the build. Do not edit.
import {
  address,
  begin,
  blob,
  chars,
  s32,
  s32OrNull,
  s64IfFlag,
  text,
  texts,
  u16,
  u16OrNull,
  u32,
  u32OrNotSet,
  u32OrNull,
  u64,
  u64OrNull,
} from "./recording/encoder.ts";
import type { RecordSchema } from "./recording/schema.ts";

/** What each record holds, after its kind and in this order. */
export const schema = [
  {
    kind: 1,
    name: "process",
    fields: [
      { name: "start", type: "u64", unit: "ns" },
      { name: "pid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "sid", type: "u32" },
      { name: "pgid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "loginuid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "path", type: "text" },
      { name: "argv", type: "texts" },
      { name: "cwd", type: "text" },
      { name: "cgroup", type: "text" },
    ],
  },
  {
    kind: 2,
    name: "process.exec",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "inode", type: "u64" },
      { name: "size", type: "u64", unit: "bytes" },
      { name: "mtime", type: "u64", unit: "ns" },
      { name: "device", type: "u32" },
      { name: "argc", type: "u32" },
      { name: "sid", type: "u32" },
      { name: "pgid", type: "u32" },
      { name: "loginuid", type: "u32", unit: "id" },
      { name: "path", type: "text" },
      { name: "file", type: "text" },
      { name: "argv", type: "texts" },
      { name: "cwd", type: "text" },
      { name: "exe_flags", type: "u32", unit: "bits" },
      { name: "exe_mode", type: "u32", unit: "octal" },
      { name: "stdin", type: "text" },
      { name: "stdout", type: "text" },
      { name: "tty", type: "text" },
      { name: "ssh_connection", type: "text" },
      { name: "ld_preload", type: "text" },
      { name: "ld_library_path", type: "text" },
      { name: "socket_pid", type: "u32" },
      { name: "socket_local", type: "address" },
      { name: "socket_remote", type: "address" },
      { name: "cgroup_path", type: "text" },
    ],
  },
  {
    kind: 3,
    name: "process.fork",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "child_start", type: "u64", unit: "ns" },
      { name: "clone_flags", type: "u64", unit: "bits" },
      { name: "child", type: "u32" },
    ],
  },
  {
    kind: 4,
    name: "process.exit",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "lifetime", type: "u64", unit: "ns" },
      { name: "code", type: "u32" },
      { name: "signal", type: "u32" },
      { name: "max_rss", type: "u64", unit: "bytes" },
    ],
  },
  {
    kind: 5,
    name: "process.rename",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "target", type: "s32" },
      { name: "old_comm", type: "text" },
      { name: "new_comm", type: "text" },
    ],
  },
  {
    kind: 6,
    name: "file.open",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "path", type: "text" },
      { name: "open_flags", type: "u32", unit: "bits" },
      { name: "mode", type: "u32", unit: "octal" },
    ],
  },
  {
    kind: 7,
    name: "file.unlink",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "path", type: "text" },
      { name: "is_dir", type: "u32" },
    ],
  },
  {
    kind: 8,
    name: "net.connect",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "local", type: "address" },
      { name: "remote", type: "address" },
      { name: "type", type: "u16" },
      { name: "protocol", type: "u16" },
      { name: "path", type: "text" },
    ],
  },
  {
    kind: 9,
    name: "kernel.module_load",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "taints", type: "u64", unit: "bits" },
      { name: "name", type: "text" },
      { name: "path", type: "text" },
      { name: "call", type: "text" },
    ],
  },
  {
    kind: 10,
    name: "process.setsid",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "sid", type: "u32" },
    ],
  },
  {
    kind: 11,
    name: "process.signal",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "signal", type: "u32" },
      { name: "target", type: "s32" },
      { name: "thread", type: "s32" },
    ],
  },
  {
    kind: 12,
    name: "process.ptrace",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "addr", type: "u64" },
      { name: "data", type: "u64" },
      { name: "request", type: "u32" },
      { name: "target", type: "s32" },
    ],
  },
  {
    kind: 13,
    name: "process.vm_write",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "bytes", type: "u64", unit: "bytes" },
      { name: "target", type: "s32" },
    ],
  },
  {
    kind: 14,
    name: "process.memfd",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "name", type: "text" },
      { name: "memfd_flags", type: "u32", unit: "bits" },
    ],
  },
  {
    kind: 15,
    name: "process.namespace",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "call", type: "text" },
      { name: "namespaces", type: "u32", unit: "bits" },
      { name: "inode", type: "u32" },
    ],
  },
  {
    kind: 16,
    name: "process.exec_failed",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "path", type: "text" },
    ],
  },
  {
    kind: 17,
    name: "kernel.module_load_failed",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "call", type: "text" },
      { name: "path", type: "text" },
    ],
  },
  {
    kind: 18,
    name: "kernel.module_free",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "name", type: "text" },
    ],
  },
  {
    kind: 19,
    name: "kernel.bpf_load",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "prog_type", type: "u32" },
      { name: "attach_type", type: "u32" },
      { name: "name", type: "text" },
      { name: "tag", type: "text" },
      { name: "target", type: "text" },
    ],
  },
  {
    kind: 20,
    name: "mem.wx",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "address", type: "u64" },
      { name: "length", type: "u64", unit: "bytes" },
      { name: "path", type: "text" },
      { name: "prot", type: "u32", unit: "bits" },
    ],
  },
  {
    kind: 21,
    name: "process.usermodehelper",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "path", type: "text" },
      { name: "argv", type: "texts" },
      { name: "wait", type: "u32" },
    ],
  },
  {
    kind: 22,
    name: "file.create",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "inode", type: "u64" },
      { name: "device", type: "u32" },
      { name: "mode", type: "u32", unit: "octal" },
      { name: "path", type: "text" },
      { name: "socket_pid", type: "u32" },
      { name: "socket_local", type: "address" },
      { name: "socket_remote", type: "address" },
      { name: "fs_type", type: "text" },
    ],
  },
  {
    kind: 23,
    name: "file.mkdir",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "path", type: "text" },
      { name: "mode", type: "u32", unit: "octal" },
    ],
  },
  {
    kind: 24,
    name: "file.written",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "inode", type: "u64" },
      { name: "size", type: "u64", unit: "bytes" },
      { name: "device", type: "u32" },
      { name: "path", type: "text" },
    ],
  },
  {
    kind: 25,
    name: "file.rename",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "old_path", type: "text" },
      { name: "new_path", type: "text" },
      { name: "rename_flags", type: "u32", unit: "bits" },
    ],
  },
  {
    kind: 26,
    name: "file.link",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "old_path", type: "text" },
      { name: "new_path", type: "text" },
    ],
  },
  {
    kind: 27,
    name: "file.symlink",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "target", type: "text" },
      { name: "path", type: "text" },
    ],
  },
  {
    kind: 28,
    name: "file.chmod",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "path", type: "text" },
      { name: "mode", type: "u32", unit: "octal" },
      { name: "old_mode", type: "u32", unit: "octal" },
    ],
  },
  {
    kind: 29,
    name: "file.chown",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "path", type: "text" },
      { name: "new_uid", type: "u32", unit: "id" },
      { name: "new_gid", type: "u32", unit: "id" },
    ],
  },
  {
    kind: 30,
    name: "fs.mount",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "source", type: "text" },
      { name: "target", type: "text" },
      { name: "fs_type", type: "text" },
      { name: "options", type: "text" },
      { name: "mount_flags", type: "u64", unit: "bits" },
      { name: "call", type: "text" },
    ],
  },
  {
    kind: 31,
    name: "fs.umount",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "target", type: "text" },
      { name: "umount_flags", type: "u32", unit: "bits" },
    ],
  },
  {
    kind: 32,
    name: "net.bind",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "local", type: "address" },
      { name: "type", type: "u16" },
      { name: "protocol", type: "u16" },
      { name: "path", type: "text" },
    ],
  },
  {
    kind: 33,
    name: "net.listen",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "local", type: "address" },
      { name: "type", type: "u16" },
      { name: "protocol", type: "u16" },
      { name: "path", type: "text" },
      { name: "backlog", type: "s32" },
    ],
  },
  {
    kind: 34,
    name: "net.accept",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "local", type: "address" },
      { name: "remote", type: "address" },
      { name: "type", type: "u16" },
      { name: "protocol", type: "u16" },
      { name: "path", type: "text" },
    ],
  },
  {
    kind: 35,
    name: "net.dns",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "local", type: "address" },
      { name: "remote", type: "address" },
      { name: "protocol", type: "u16" },
      { name: "sent", type: "u16" },
      { name: "message", type: "bytes" },
      { name: "length", type: "u32" },
    ],
  },
  {
    kind: 36,
    name: "cred.change",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "old_caps", type: "u64", unit: "bits" },
      { name: "new_caps", type: "u64", unit: "bits" },
      { name: "old_uid", type: "u32", unit: "id" },
      { name: "new_uid", type: "u32", unit: "id" },
      { name: "old_euid", type: "u32", unit: "id" },
      { name: "new_euid", type: "u32", unit: "id" },
      { name: "old_suid", type: "u32", unit: "id" },
      { name: "new_suid", type: "u32", unit: "id" },
      { name: "old_fsuid", type: "u32", unit: "id" },
      { name: "new_fsuid", type: "u32", unit: "id" },
      { name: "old_gid", type: "u32", unit: "id" },
      { name: "new_gid", type: "u32", unit: "id" },
      { name: "old_egid", type: "u32", unit: "id" },
      { name: "new_egid", type: "u32", unit: "id" },
    ],
  },
  {
    kind: 37,
    name: "cred.escalation",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "old_caps", type: "u64", unit: "bits" },
      { name: "new_caps", type: "u64", unit: "bits" },
      { name: "old_uid", type: "u32", unit: "id" },
      { name: "new_uid", type: "u32", unit: "id" },
      { name: "old_euid", type: "u32", unit: "id" },
      { name: "new_euid", type: "u32", unit: "id" },
      { name: "old_gid", type: "u32", unit: "id" },
      { name: "new_gid", type: "u32", unit: "id" },
      { name: "shown_by", type: "u32" },
    ],
  },
  {
    kind: 38,
    name: "cred.capability",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "start", type: "u64", unit: "ns" },
      { name: "cgroup", type: "u64" },
      { name: "ret", type: "ret" },
      { name: "flags", type: "u32", unit: "bits" },
      { name: "cpu", type: "u16" },
      { name: "pid", type: "u32" },
      { name: "tid", type: "u32" },
      { name: "ppid", type: "u32" },
      { name: "uid", type: "u32", unit: "id" },
      { name: "gid", type: "u32", unit: "id" },
      { name: "euid", type: "u32", unit: "id" },
      { name: "pidns", type: "u32" },
      { name: "mntns", type: "u32" },
      { name: "comm", type: "text" },
      { name: "capability", type: "u32" },
    ],
  },
] as const satisfies readonly RecordSchema[];

/** The number that a record begins with. */
export const kind = {
  process: 1,
  processExec: 2,
  processFork: 3,
  processExit: 4,
  processRename: 5,
  fileOpen: 6,
  fileUnlink: 7,
  netConnect: 8,
  kernelModuleLoad: 9,
  processSetsid: 10,
  processSignal: 11,
  processPtrace: 12,
  processVmWrite: 13,
  processMemfd: 14,
  processNamespace: 15,
  processExecFailed: 16,
  kernelModuleLoadFailed: 17,
  kernelModuleFree: 18,
  kernelBpfLoad: 19,
  memWx: 20,
  processUsermodehelper: 21,
  fileCreate: 22,
  fileMkdir: 23,
  fileWritten: 24,
  fileRename: 25,
  fileLink: 26,
  fileSymlink: 27,
  fileChmod: 28,
  fileChown: 29,
  fsMount: 30,
  fsUmount: 31,
  netBind: 32,
  netListen: 33,
  netAccept: 34,
  netDns: 35,
  credChange: 36,
  credEscalation: 37,
  credCapability: 38,
} as const;

/** Bits of the common field `flags`. */
export const eventFlag = {
  hasRet: 1,
  compat: 2,
  x32: 4,
  kthread: 8,
  ioWorker: 16,
  attempt: 32,
  argsAfter: 64,
  unresolved: 128,
  truncated: 256,
} as const;

/** Bits of `exe_flags` of process.exec. */
export const exeFlag = {
  memfd: 1,
  deleted: 2,
  setuid: 4,
  setgid: 8,
  caps: 16,
} as const;

/** What the program at the end of every system call can run. */
export const body = {
  none: 0,
  open: 1,
  openat: 2,
  openat2: 3,
  creat: 4,
  unlink: 5,
  unlinkat: 6,
  rmdir: 7,
  connect: 8,
  socketcall: 9,
  setsid: 10,
  kill: 11,
  tkill: 12,
  tgkill: 13,
  pidfdSendSignal: 14,
  rtSigqueueinfo: 15,
  rtTgsigqueueinfo: 16,
  ptrace: 17,
  processVmWritev: 18,
  memfdCreate: 19,
  unshare: 20,
  setns: 21,
  clone: 22,
  clone3: 23,
  execve: 24,
  execveat: 25,
  initModule: 26,
  finitModule: 27,
  bpf: 28,
  creds: 29,
  mprotect: 30,
  mmap: 31,
  mmap2: 32,
  rename: 33,
  renameat: 34,
  renameat2: 35,
  link: 36,
  linkat: 37,
  symlink: 38,
  symlinkat: 39,
  mkdir: 40,
  mkdirat: 41,
  mknod: 42,
  mknodat: 43,
  chmod: 44,
  fchmod: 45,
  fchmodat: 46,
  chown: 47,
  chown16: 48,
  fchown: 49,
  fchown16: 50,
  fchownat: 51,
  mount: 52,
  moveMount: 53,
  umount: 54,
  umount2: 55,
  bind: 56,
  listen: 57,
  accept: 58,
  send: 59,
  sendto: 60,
  sendmsg: 61,
  sendmmsg: 62,
  recv: 63,
  recvfrom: 64,
  recvmsg: 65,
  recvmmsg: 66,
} as const;

/** Index into `lost` of struct point_counts. */
export const loss = {
  buffer: 0,
  scratch: 1,
  map: 2,
} as const;

/** What the map `tree` says of a process. */
export const member = {
  waiting: 0,
  in: 1,
  out: 2,
} as const;

/** What there are rules about, beside processes. */
export const filter = {
  comm: 0,
  uid: 1,
  mntns: 2,
  cgroup: 3,
  path: 4,
  port: 5,
} as const;

/** Of a rule. */
export const verdict = {
  none: 0,
  accept: 1,
  reject: 2,
} as const;

/** Bytes of text in a rule about paths, its ending NUL included. */
export const pathKeyBytes = 256;
export const ruleKeyBytes = 24;

/** Where in a record of each kind its paths and addresses are: struct carried. */
export const carried = [
  { kind: 2, paths: [132], addresses: [] },
  { kind: 6, paths: [88], addresses: [] },
  { kind: 7, paths: [88], addresses: [] },
  { kind: 8, paths: [132], addresses: [88, 108] },
  { kind: 9, paths: [100], addresses: [] },
  { kind: 16, paths: [88], addresses: [] },
  { kind: 17, paths: [104], addresses: [] },
  { kind: 20, paths: [104], addresses: [] },
  { kind: 21, paths: [88], addresses: [] },
  { kind: 22, paths: [104], addresses: [] },
  { kind: 23, paths: [88], addresses: [] },
  { kind: 24, paths: [108], addresses: [] },
  { kind: 25, paths: [88, 92], addresses: [] },
  { kind: 26, paths: [88, 92], addresses: [] },
  { kind: 27, paths: [92], addresses: [] },
  { kind: 28, paths: [88], addresses: [] },
  { kind: 29, paths: [88], addresses: [] },
  { kind: 32, paths: [112], addresses: [88] },
  { kind: 33, paths: [112], addresses: [88] },
  { kind: 34, paths: [132], addresses: [88, 108] },
  { kind: 35, paths: [], addresses: [88, 108] },
] as const;

/** Where in a record of each kind arguments are. */
export const textsAt: Readonly<Record<number, readonly number[]>> = {
  2: [140],
  21: [92],
};

/** Programs that have scratch memory on each CPU. */
export const scratchBytes = 21240;
export const slots = 10;

/** u64 words in struct point_counts, and which of them counts what fired in the self-test. */
export const countWords = 8;
export const firedWord = 4;

/** Of a thread: the key of what explains them is its number. */
export const idsLayout = {
  size: 40,
  fields: {
    start: { at: 0, size: 8 },
    caps: { at: 8, size: 8 },
    uid: { at: 16, size: 4 },
    euid: { at: 20, size: 4 },
    suid: { at: 24, size: 4 },
    gid: { at: 28, size: 4 },
    egid: { at: 32, size: 4 },
    sgid: { at: 36, size: 4 },
  },
} as const;

/** Constants of the programs, set before they are loaded. */
export const configLayout = {
  size: 40,
  fields: {
    judgedLate: { at: 0, size: 8 },
    cpus: { at: 8, size: 4 },
    typedTask: { at: 12, size: 1 },
    taskPtRegs: { at: 13, size: 1 },
    kernelReads: { at: 14, size: 1 },
    filters: { at: 15, size: 1 },
    watchCreds: { at: 16, size: 1 },
    allCreds: { at: 17, size: 1 },
    helpersByExec: { at: 18, size: 1 },
    includes: { at: 19, size: 1 },
    perf: { at: 20, size: 1 },
    unixSockets: { at: 21, size: 1 },
    bootOffset: { at: 24, size: 8 },
    atSysExit: { at: 32, size: 8 },
  },
} as const;

/** What steers the programs while they run. */
export const controlLayout = {
  size: 56,
  fields: {
    enabled: { at: 0, size: 8 },
    self: { at: 8, size: 4 },
    follow: { at: 12, size: 4 },
    strangers: { at: 16, size: 4 },
    adopt: { at: 20, size: 4 },
    testing: { at: 24, size: 4 },
    unfollowed: { at: 28, size: 4 },
    canaryTpBtf: { at: 32, size: 4 },
    canaryRawTp: { at: 36, size: 4 },
    canaryTracepoint: { at: 40, size: 4 },
    canaryFexit: { at: 44, size: 4 },
    canaryLsm: { at: 48, size: 4 },
    canaryKprobe: { at: 52, size: 4 },
  },
} as const;

/** The programs of the object. */
export const programs = [
  "__fput_fentry",
  "__fput_kprobe",
  "__sys_bind_fexit",
  "__sys_bind_socket_fexit",
  "__sys_connect_file_fexit",
  "__sys_listen_fexit",
  "__sys_listen_socket_fexit",
  "call_usermodehelper_exec_fentry",
  "call_usermodehelper_exec_kprobe",
  "canary_fexit",
  "canary_kprobe",
  "canary_lsm",
  "canary_raw_tp",
  "canary_tp",
  "canary_tp_btf",
  "cap_capable_fexit",
  "cap_capable_kprobe",
  "capable_raw_tp",
  "capable_tp",
  "capable_tp_btf",
  "chmod_common_fentry",
  "chmod_common_fexit",
  "chmod_common_kprobe",
  "chown_common_fentry",
  "chown_common_fexit",
  "chown_common_kprobe",
  "commit_creds_fentry",
  "commit_creds_kprobe",
  "do_accept_fexit",
  "do_file_open_fexit",
  "do_filp_open_fexit",
  "do_linkat_fexit",
  "do_mkdirat_fexit",
  "do_mknodat_fexit",
  "do_move_mount_fexit",
  "do_renameat2_fexit",
  "do_rmdir_fexit",
  "do_symlinkat_fexit",
  "do_unlinkat_fexit",
  "exec_raw_tp",
  "exec_tp",
  "exec_tp_btf",
  "exit_raw_tp",
  "exit_tp",
  "exit_tp_btf",
  "filename_linkat_fexit",
  "filename_mkdirat_fexit",
  "filename_mknodat_fexit",
  "filename_renameat2_fexit",
  "filename_rmdir_fexit",
  "filename_symlinkat_fexit",
  "filename_unlinkat_fexit",
  "fork_raw_tp",
  "fork_tp",
  "fork_tp_btf",
  "ksys_setsid_fexit",
  "module_free_raw_tp",
  "module_free_tp",
  "module_free_tp_btf",
  "module_load_raw_tp",
  "module_load_tp",
  "module_load_tp_btf",
  "path_mount_fentry",
  "path_mount_fexit",
  "path_mount_kprobe",
  "path_umount_fentry",
  "path_umount_fexit",
  "path_umount_kprobe",
  "rename_raw_tp",
  "rename_tp",
  "rename_tp_btf",
  "security_file_mprotect_fentry",
  "security_file_mprotect_kprobe",
  "security_file_open_fentry",
  "security_file_open_kprobe",
  "security_mmap_file_fentry",
  "security_mmap_file_kprobe",
  "security_move_mount_attempt_fentry",
  "security_move_mount_fentry",
  "security_move_mount_kprobe",
  "security_path_link_fentry",
  "security_path_link_kprobe",
  "security_path_mkdir_fentry",
  "security_path_mkdir_kprobe",
  "security_path_mknod_fentry",
  "security_path_mknod_kprobe",
  "security_path_rename_fentry",
  "security_path_rename_kprobe",
  "security_path_rmdir_fentry",
  "security_path_rmdir_kprobe",
  "security_path_symlink_fentry",
  "security_path_symlink_kprobe",
  "security_path_unlink_fentry",
  "security_path_unlink_kprobe",
  "security_socket_connect_kprobe",
  "security_socket_listen_fentry",
  "skb_consume_udp_fentry",
  "skb_consume_udp_kprobe",
  "sys_exit_raw_tp",
  "sys_exit_tp",
  "sys_exit_tp_btf",
  "udp_recvmsg_fentry",
  "udp_recvmsg_kprobe",
  "udp_sendmsg_fentry",
  "udp_sendmsg_kprobe",
  "udpv6_recvmsg_fentry",
  "udpv6_recvmsg_kprobe",
  "udpv6_sendmsg_fentry",
  "udpv6_sendmsg_kprobe",
] as const;
export type Program = (typeof programs)[number];

const FLAGS = 32;

/** Encodes the record at `r` of `s` to `p` in `o`; returns the position behind it. */
export type Encode = (o: DataView, p: number, s: DataView, r: number) => number;

/** By kind. All in one piece: the JIT pays a third more when the common part is a call. */
export const encoders: readonly (Encode | undefined)[] = [
  undefined,
  undefined,
  function processExec(o, p, s, r) {
    p = begin(o, p, 40, 2);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = u64(o, p, s, r + 88);
    p = u64(o, p, s, r + 96);
    p = u64(o, p, s, r + 104);
    p = u32(o, p, s, r + 112);
    p = u32OrNull(o, p, s, r + 116);
    p = u32(o, p, s, r + 120);
    p = u32(o, p, s, r + 124);
    p = u32(o, p, s, r + 128);
    p = text(o, p, s, r, r + 132);
    p = text(o, p, s, r, r + 136);
    p = texts(o, p, s, r, r + 140);
    p = text(o, p, s, r, r + 144);
    p = u32(o, p, s, r + 148);
    p = u32OrNotSet(o, p, s, r + 152);
    p = text(o, p, s, r, r + 156);
    p = text(o, p, s, r, r + 160);
    p = text(o, p, s, r, r + 164);
    p = text(o, p, s, r, r + 168);
    p = text(o, p, s, r, r + 172);
    p = text(o, p, s, r, r + 176);
    p = u32OrNull(o, p, s, r + 180);
    p = address(o, p, s, r + 184);
    p = address(o, p, s, r + 204);
    p = text(o, p, s, r, r + 224);
    return p;
  },
  function processFork(o, p, s, r) {
    p = begin(o, p, 19, 3);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = u64OrNull(o, p, s, r + 88);
    p = u64(o, p, s, r + 96);
    p = u32(o, p, s, r + 104);
    return p;
  },
  function processExit(o, p, s, r) {
    p = begin(o, p, 20, 4);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = u64(o, p, s, r + 88);
    p = u32(o, p, s, r + 96);
    p = u32(o, p, s, r + 100);
    p = u64OrNull(o, p, s, r + 104);
    return p;
  },
  function processRename(o, p, s, r) {
    p = begin(o, p, 19, 5);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = s32OrNull(o, p, s, r + 88);
    p = chars(o, p, s, r + 96, 16);
    p = chars(o, p, s, r + 112, 16);
    return p;
  },
  function fileOpen(o, p, s, r) {
    p = begin(o, p, 19, 6);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = text(o, p, s, r, r + 88);
    p = u32(o, p, s, r + 92);
    p = u32(o, p, s, r + 96);
    return p;
  },
  function fileUnlink(o, p, s, r) {
    p = begin(o, p, 18, 7);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = text(o, p, s, r, r + 88);
    p = u32(o, p, s, r + 92);
    return p;
  },
  function netConnect(o, p, s, r) {
    p = begin(o, p, 21, 8);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = address(o, p, s, r + 88);
    p = address(o, p, s, r + 108);
    p = u16OrNull(o, p, s, r + 128);
    p = u16OrNull(o, p, s, r + 130);
    p = text(o, p, s, r, r + 132);
    return p;
  },
  function kernelModuleLoad(o, p, s, r) {
    p = begin(o, p, 20, 9);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = u64(o, p, s, r + 88);
    p = text(o, p, s, r, r + 96);
    p = text(o, p, s, r, r + 100);
    p = chars(o, p, s, r + 104, 16);
    return p;
  },
  function processSetsid(o, p, s, r) {
    p = begin(o, p, 17, 10);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = u32OrNull(o, p, s, r + 88);
    return p;
  },
  function processSignal(o, p, s, r) {
    p = begin(o, p, 19, 11);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = u32(o, p, s, r + 88);
    p = s32OrNull(o, p, s, r + 92);
    p = s32OrNull(o, p, s, r + 96);
    return p;
  },
  function processPtrace(o, p, s, r) {
    p = begin(o, p, 20, 12);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = u64(o, p, s, r + 88);
    p = u64(o, p, s, r + 96);
    p = u32(o, p, s, r + 104);
    p = s32OrNull(o, p, s, r + 108);
    return p;
  },
  function processVmWrite(o, p, s, r) {
    p = begin(o, p, 18, 13);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = u64(o, p, s, r + 88);
    p = s32OrNull(o, p, s, r + 96);
    return p;
  },
  function processMemfd(o, p, s, r) {
    p = begin(o, p, 18, 14);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = text(o, p, s, r, r + 88);
    p = u32(o, p, s, r + 92);
    return p;
  },
  function processNamespace(o, p, s, r) {
    p = begin(o, p, 19, 15);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = chars(o, p, s, r + 88, 8);
    p = u32OrNull(o, p, s, r + 96);
    p = u32OrNull(o, p, s, r + 100);
    return p;
  },
  function processExecFailed(o, p, s, r) {
    p = begin(o, p, 17, 16);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = text(o, p, s, r, r + 88);
    return p;
  },
  function kernelModuleLoadFailed(o, p, s, r) {
    p = begin(o, p, 18, 17);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = chars(o, p, s, r + 88, 16);
    p = text(o, p, s, r, r + 104);
    return p;
  },
  function kernelModuleFree(o, p, s, r) {
    p = begin(o, p, 17, 18);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = chars(o, p, s, r + 88, 64);
    return p;
  },
  function kernelBpfLoad(o, p, s, r) {
    p = begin(o, p, 21, 19);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = u32(o, p, s, r + 88);
    p = u32(o, p, s, r + 92);
    p = chars(o, p, s, r + 96, 16);
    p = text(o, p, s, r, r + 112);
    p = text(o, p, s, r, r + 116);
    return p;
  },
  function memWx(o, p, s, r) {
    p = begin(o, p, 20, 20);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = u64(o, p, s, r + 88);
    p = u64(o, p, s, r + 96);
    p = text(o, p, s, r, r + 104);
    p = u32(o, p, s, r + 108);
    return p;
  },
  function processUsermodehelper(o, p, s, r) {
    p = begin(o, p, 19, 21);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = text(o, p, s, r, r + 88);
    p = texts(o, p, s, r, r + 92);
    p = u32OrNull(o, p, s, r + 96);
    return p;
  },
  function fileCreate(o, p, s, r) {
    p = begin(o, p, 24, 22);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = u64OrNull(o, p, s, r + 88);
    p = u32OrNull(o, p, s, r + 96);
    p = u32(o, p, s, r + 100);
    p = text(o, p, s, r, r + 104);
    p = u32OrNull(o, p, s, r + 108);
    p = address(o, p, s, r + 112);
    p = address(o, p, s, r + 132);
    p = chars(o, p, s, r + 152, 16);
    return p;
  },
  function fileMkdir(o, p, s, r) {
    p = begin(o, p, 18, 23);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = text(o, p, s, r, r + 88);
    p = u32(o, p, s, r + 92);
    return p;
  },
  function fileWritten(o, p, s, r) {
    p = begin(o, p, 20, 24);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = u64(o, p, s, r + 88);
    p = u64(o, p, s, r + 96);
    p = u32(o, p, s, r + 104);
    p = text(o, p, s, r, r + 108);
    return p;
  },
  function fileRename(o, p, s, r) {
    p = begin(o, p, 19, 25);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = text(o, p, s, r, r + 88);
    p = text(o, p, s, r, r + 92);
    p = u32(o, p, s, r + 96);
    return p;
  },
  function fileLink(o, p, s, r) {
    p = begin(o, p, 18, 26);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = text(o, p, s, r, r + 88);
    p = text(o, p, s, r, r + 92);
    return p;
  },
  function fileSymlink(o, p, s, r) {
    p = begin(o, p, 18, 27);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = text(o, p, s, r, r + 88);
    p = text(o, p, s, r, r + 92);
    return p;
  },
  function fileChmod(o, p, s, r) {
    p = begin(o, p, 19, 28);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = text(o, p, s, r, r + 88);
    p = u32(o, p, s, r + 92);
    p = u32OrNotSet(o, p, s, r + 96);
    return p;
  },
  function fileChown(o, p, s, r) {
    p = begin(o, p, 19, 29);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = text(o, p, s, r, r + 88);
    p = u32(o, p, s, r + 92);
    p = u32(o, p, s, r + 96);
    return p;
  },
  function fsMount(o, p, s, r) {
    p = begin(o, p, 22, 30);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = text(o, p, s, r, r + 88);
    p = text(o, p, s, r, r + 92);
    p = text(o, p, s, r, r + 96);
    p = text(o, p, s, r, r + 100);
    p = u64(o, p, s, r + 104);
    p = chars(o, p, s, r + 112, 16);
    return p;
  },
  function fsUmount(o, p, s, r) {
    p = begin(o, p, 18, 31);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = text(o, p, s, r, r + 88);
    p = u32(o, p, s, r + 92);
    return p;
  },
  function netBind(o, p, s, r) {
    p = begin(o, p, 20, 32);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = address(o, p, s, r + 88);
    p = u16OrNull(o, p, s, r + 108);
    p = u16OrNull(o, p, s, r + 110);
    p = text(o, p, s, r, r + 112);
    return p;
  },
  function netListen(o, p, s, r) {
    p = begin(o, p, 21, 33);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = address(o, p, s, r + 88);
    p = u16OrNull(o, p, s, r + 108);
    p = u16OrNull(o, p, s, r + 110);
    p = text(o, p, s, r, r + 112);
    p = s32(o, p, s, r + 116);
    return p;
  },
  function netAccept(o, p, s, r) {
    p = begin(o, p, 21, 34);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = address(o, p, s, r + 88);
    p = address(o, p, s, r + 108);
    p = u16OrNull(o, p, s, r + 128);
    p = u16OrNull(o, p, s, r + 130);
    p = text(o, p, s, r, r + 132);
    return p;
  },
  function netDns(o, p, s, r) {
    p = begin(o, p, 22, 35);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = address(o, p, s, r + 88);
    p = address(o, p, s, r + 108);
    p = u16(o, p, s, r + 128);
    p = u16(o, p, s, r + 130);
    p = blob(o, p, s, r, r + 132);
    p = u32(o, p, s, r + 136);
    return p;
  },
  function credChange(o, p, s, r) {
    p = begin(o, p, 30, 36);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = u64(o, p, s, r + 88);
    p = u64(o, p, s, r + 96);
    p = u32(o, p, s, r + 104);
    p = u32(o, p, s, r + 108);
    p = u32(o, p, s, r + 112);
    p = u32(o, p, s, r + 116);
    p = u32(o, p, s, r + 120);
    p = u32(o, p, s, r + 124);
    p = u32(o, p, s, r + 128);
    p = u32(o, p, s, r + 132);
    p = u32(o, p, s, r + 136);
    p = u32(o, p, s, r + 140);
    p = u32(o, p, s, r + 144);
    p = u32(o, p, s, r + 148);
    return p;
  },
  function credEscalation(o, p, s, r) {
    p = begin(o, p, 25, 37);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = u64(o, p, s, r + 88);
    p = u64(o, p, s, r + 96);
    p = u32(o, p, s, r + 104);
    p = u32(o, p, s, r + 108);
    p = u32(o, p, s, r + 112);
    p = u32(o, p, s, r + 116);
    p = u32(o, p, s, r + 120);
    p = u32(o, p, s, r + 124);
    p = u32(o, p, s, r + 128);
    return p;
  },
  function credCapability(o, p, s, r) {
    p = begin(o, p, 17, 38);
    p = u64(o, p, s, r + 0);
    p = u64(o, p, s, r + 8);
    p = u64(o, p, s, r + 16);
    p = s64IfFlag(o, p, s, r + 24, r + FLAGS, eventFlag.hasRet);
    p = u32(o, p, s, r + 32);
    p = u16(o, p, s, r + 38);
    p = u32(o, p, s, r + 40);
    p = u32(o, p, s, r + 44);
    p = u32(o, p, s, r + 48);
    p = u32(o, p, s, r + 52);
    p = u32(o, p, s, r + 56);
    p = u32(o, p, s, r + 60);
    p = u32(o, p, s, r + 64);
    p = u32(o, p, s, r + 68);
    p = chars(o, p, s, r + 72, 16);
    p = u32(o, p, s, r + 88);
    return p;
  },
];
