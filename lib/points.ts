/**
 * THE table: every audit point, its event, and the ways to hook it, best first. Data only: nothing
 * here changes at run time; which flavour is used is decided in lib/hook/ladder.ts, by trying.
 */
import { kind, type Program, programs } from "./events.gen.ts";

/** Where a program is attached. All but tracepoints and kprobes need the kernel's BTF. */
export type Hook =
  | {
      readonly via: "tp_btf" | "raw_tp" | "tracepoint";
      readonly category: string;
      readonly name: string;
    }
  /** A kernel function: at its entry, at its end with what it returns, or at a breakpoint. */
  | { readonly via: "fentry" | "fexit" | "kprobe"; readonly name: string }
  /** A hook of the security modules, without the prefix bpf_lsm_. */
  | { readonly via: "lsm"; readonly name: string };

export type Via = Hook["via"];

/** A program and its place. */
export interface Hooked {
  readonly program: Program;
  readonly hook: Hook;
}

/** What events of a flavour cannot show. */
export type Blind =
  /** Operations that are submitted through io_uring. */
  | "io_uring"
  /** The outcome: its events are attempts. */
  | "result"
  /** Paths as the kernel resolved them: they are what was passed. */
  | "resolved path"
  /** Calls that fail because the path is not there. */
  | "missing path"
  /** Programs that the kernel wanted to start and could not. */
  | "helpers that did not start"
  /** Messages over TCP, TLS and HTTPS. */
  | "dns over tcp"
  /** Messages by read and write of sockets that were connected before, or elsewhere. */
  | "read and write of older sockets";

/** One way to hook a point: programs that only together see all of it. */
export interface Flavour {
  readonly name: string;
  readonly hooks: readonly [Hooked, ...Hooked[]];
  readonly blind: readonly Blind[];
}

/** Best first. */
export type Ladder = readonly [Flavour, ...Flavour[]];

export interface Point {
  /** Of its event. */
  readonly kind: number;
  readonly desc: string;
  /** Recorded unless other points are asked for. */
  readonly byDefault: boolean;
  readonly flavours: Ladder;
}

type Stem<P, Ending extends string> = P extends `${infer S}_${Ending}` ? S : never;

/** The three ways to a tracepoint. raw_tp needs no BTF; the last one works on the oldest kernels. */
function tracepoint(
  category: string,
  name: string,
  stem: Stem<Program, "tp_btf">,
  prefix = "",
  blind: readonly Blind[] = [],
): Ladder {
  const one = (via: "tp_btf" | "raw_tp" | "tracepoint", program: Program): Flavour => ({
    name: `${prefix}${via}`,
    hooks: [{ program, hook: { via, category, name } }],
    blind,
  });
  return [
    one("tp_btf", `${stem}_tp_btf`),
    one("raw_tp", `${stem}_raw_tp`),
    one("tracepoint", `${stem}_tp`),
  ];
}

/** `via/name`, as in the section of the program that goes there; `=program` where that is not `<name>_<via>`. */
type Place = `${"fentry" | "fexit" | "lsm" | "kprobe"}/${string}` | "tp_btf/sys_exit";

/** The same functions for `together`, at one kind of place. */
function all(via: "fentry" | "fexit" | "kprobe", names: readonly string[]): readonly Place[] {
  return names.map((name): Place => `${via}/${name}`);
}

/** Hooks that only together see all of the point: in functions the program is called `<name>_<via>`. */
function together(name: string, places: readonly Place[], blind: readonly Blind[] = []): Flavour {
  const [first, ...others] = places.map(hooked);
  if (first === undefined) throw new Error(`no hooks: ${name}`);
  return { name, hooks: [first, ...others], blind };
}

function hooked(place: Place): Hooked {
  const [path = "", called] = place.split("=");
  const [via, name] = partsOf(path);
  const program = programs.find((one) => one === (called ?? `${name}_${via}`));
  if (program === undefined) throw new Error(`the object has no program for ${place}`);
  if (via === "tp_btf") return { program, hook: { via, category: "raw_syscalls", name } };
  return { program, hook: { via, name } };
}

function partsOf(
  place: string,
): readonly ["fentry" | "fexit" | "lsm" | "kprobe" | "tp_btf", string] {
  const [via, name] = place.split("/");
  switch (via) {
    case "fentry":
    case "fexit":
    case "lsm":
    case "kprobe":
    case "tp_btf":
      return [via, name ?? ""];
    default:
      throw new Error(`no kind of hook: ${place}`);
  }
}

/**
 * The end of the system call: sees 32-bit tasks, not io_uring, and the arguments only as they are
 * after the call. All points that use it share the program.
 */
const sysExit = tracepoint("raw_syscalls", "sys_exit", "sys_exit", "sys_exit/");

/** The same for what can be asked of io_uring as well, without the system call. */
const sysExitOrRing = tracepoint("raw_syscalls", "sys_exit", "sys_exit", "sys_exit/", ["io_uring"]);

/** The end of a system call, and what of the point it cannot show beside io_uring. */
const endOfCall = (...blind: readonly Blind[]): Ladder =>
  tracepoint("raw_syscalls", "sys_exit", "sys_exit", "sys_exit/", ["io_uring", ...blind]);

const connectionEnds = tracepoint("sock", "inet_sock_set_state", "inet_sock_set_state");

/** A way to see connections begin, and the tracepoint at which they end, by the same kind of hook where it is one. */
function toItsEnd(begin: Flavour): Flavour {
  const end = connectionEnds.find(({ name }) => begin.name.endsWith(name)) ?? connectionEnds[0];
  return { ...begin, hooks: [...begin.hooks, ...end.hooks] };
}

/** The same for what only a process itself can ask for, by a path. */
const pathOfCall = tracepoint("raw_syscalls", "sys_exit", "sys_exit", "sys_exit/", [
  "resolved path",
]);

/** Where all messages of UDP come by. */
const everyMessage = (via: "fentry" | "kprobe"): Flavour =>
  together(
    via,
    all(via, ["skb_consume_udp", "udp_recvmsg", "udpv6_recvmsg", "udp_sendmsg", "udpv6_sendmsg"]),
    ["dns over tcp"],
  );

/**
 * What happens to a name: where its path is resolved, and the function around that, which has the
 * outcome. That one is do_* up to 6.19 and filename_* from 7.0 on. Without trampolines a kprobe
 * resolves, and the end of the system call has the outcome.
 */
function named(resolved: readonly string[], outcome: readonly string[]): Ladder {
  const around = (prefix: string) =>
    all(
      "fexit",
      outcome.map((name) => `${prefix}_${name}`),
    );
  return [
    together("fexit", [...all("fentry", resolved), ...around("do")]),
    together("filename/fexit", [...all("fentry", resolved), ...around("filename")]),
    together("kprobe", [...all("kprobe", resolved), "tp_btf/sys_exit"]),
    ...endOfCall("resolved path"),
  ];
}

/** Functions that have both the path and the outcome, once the path is found. */
function found(name: string, function_: readonly Place[]): Ladder {
  return [
    together("fexit", function_, ["missing path"]),
    together("kprobe", [`kprobe/${name}`, "tp_btf/sys_exit"]),
    ...pathOfCall,
  ];
}

const mountCalls: readonly Place[] = ["fentry/path_mount", "fexit/path_mount"];

/** To see what was written, a file must be seen when it is opened, mapped and closed. */
const openToClose: readonly string[] = [
  "security_file_open",
  "security_mmap_file",
  "security_file_mprotect",
  "__fput",
];

export const points = {
  "process.exec": {
    kind: kind.processExec,
    desc: "a process runs another program",
    byDefault: true,
    flavours: tracepoint("sched", "sched_process_exec", "exec"),
  },
  "process.exec_failed": {
    kind: kind.processExecFailed,
    desc: "a program could not be run",
    byDefault: true,
    flavours: sysExit,
  },
  "process.fork": {
    kind: kind.processFork,
    desc: "a process starts another one",
    byDefault: true,
    flavours: tracepoint("task", "task_newtask", "fork"),
  },
  "process.exit": {
    kind: kind.processExit,
    desc: "the last thread of a process leaves",
    byDefault: true,
    flavours: tracepoint("sched", "sched_process_exit", "exit"),
  },
  "process.rename": {
    kind: kind.processRename,
    desc: "a thread changes its name",
    byDefault: true,
    flavours: tracepoint("task", "task_rename", "rename"),
  },
  "process.setsid": {
    kind: kind.processSetsid,
    desc: "a process starts a session",
    byDefault: true,
    flavours: [together("fexit", ["fexit/ksys_setsid"]), ...sysExit],
  },
  "process.signal": {
    kind: kind.processSignal,
    desc: "a process sends a signal",
    byDefault: true,
    flavours: sysExit,
  },
  "process.ptrace": {
    kind: kind.processPtrace,
    desc: "a process traces another one, or writes into it so",
    byDefault: true,
    flavours: sysExit,
  },
  "process.vm_write": {
    kind: kind.processVmWrite,
    desc: "memory of another process is written",
    byDefault: true,
    flavours: sysExit,
  },
  "process.memfd": {
    kind: kind.processMemfd,
    desc: "a file is made that is only memory",
    byDefault: true,
    flavours: sysExit,
  },
  "process.namespace": {
    kind: kind.processNamespace,
    desc: "a process enters or makes namespaces",
    byDefault: true,
    flavours: sysExit,
  },
  "process.usermodehelper": {
    kind: kind.processUsermodehelper,
    desc: "the kernel itself starts a program",
    byDefault: true,
    flavours: [
      together("fentry", ["fentry/call_usermodehelper_exec"]),
      together("kprobe", ["kprobe/call_usermodehelper_exec"]),
      ...tracepoint("sched", "sched_process_exec", "exec", "exec/", ["helpers that did not start"]),
    ],
  },
  "file.open": {
    kind: kind.fileOpen,
    desc: "a file is opened; many events",
    byDefault: false,
    flavours: [
      together("fexit", ["fexit/do_filp_open"]),
      // Its name from 7.0 on.
      together("file/fexit", ["fexit/do_file_open"]),
      ...endOfCall("resolved path"),
    ],
  },
  "file.create": {
    kind: kind.fileCreate,
    desc: "a regular file is made",
    byDefault: true,
    flavours: named(
      ["security_file_open", "security_path_mknod", "security_path_link"],
      ["mknodat", "linkat"],
    ),
  },
  "file.mkdir": {
    kind: kind.fileMkdir,
    desc: "a directory is made",
    byDefault: true,
    flavours: named(["security_path_mkdir"], ["mkdirat"]),
  },
  "file.written": {
    kind: kind.fileWritten,
    desc: "a file that was changed is closed",
    byDefault: true,
    flavours: [
      together("fentry", all("fentry", openToClose)),
      together("kprobe", all("kprobe", openToClose)),
    ],
  },
  "file.rename": {
    kind: kind.fileRename,
    desc: "a file or directory is renamed or moved",
    byDefault: true,
    flavours: named(["security_path_rename"], ["renameat2"]),
  },
  "file.link": {
    kind: kind.fileLink,
    desc: "a file gets another name",
    byDefault: true,
    flavours: named(["security_path_link"], ["linkat"]),
  },
  "file.symlink": {
    kind: kind.fileSymlink,
    desc: "a symbolic link is made",
    byDefault: true,
    flavours: named(["security_path_symlink"], ["symlinkat"]),
  },
  "file.unlink": {
    kind: kind.fileUnlink,
    desc: "a file or directory is removed",
    byDefault: true,
    flavours: named(["security_path_unlink", "security_path_rmdir"], ["unlinkat", "rmdir"]),
  },
  "file.chmod": {
    kind: kind.fileChmod,
    desc: "the mode of a file is changed",
    byDefault: true,
    // What the mode was is known only before.
    flavours: found("chmod_common", ["fentry/chmod_common", "fexit/chmod_common"]),
  },
  "file.chown": {
    kind: kind.fileChown,
    desc: "the owner of a file is changed",
    byDefault: true,
    flavours: found("chown_common", ["fexit/chown_common"]),
  },
  "fs.mount": {
    kind: kind.fsMount,
    desc: "a file system is mounted, or a mount moved",
    byDefault: true,
    flavours: [
      together(
        "fexit",
        [...mountCalls, "fentry/security_move_mount", "fexit/do_move_mount"],
        ["missing path"],
      ),
      // Without that function what move_mount does is seen before its outcome.
      together(
        "attempt/fexit",
        [...mountCalls, "fentry/security_move_mount=security_move_mount_attempt_fentry"],
        ["missing path", "result"],
      ),
      together("kprobe", [
        ...all("kprobe", ["path_mount", "security_move_mount"]),
        "tp_btf/sys_exit",
      ]),
      ...pathOfCall,
    ],
  },
  "fs.umount": {
    kind: kind.fsUmount,
    desc: "a file system is unmounted",
    byDefault: true,
    flavours: found("path_umount", ["fentry/path_umount", "fexit/path_umount"]),
  },
  "net.connect": {
    kind: kind.netConnect,
    desc: "a socket is connected (IPv4, IPv6; UNIX with --unix)",
    byDefault: true,
    flavours: [
      together("fexit", ["fexit/__sys_connect_file"]),
      together("kprobe", ["kprobe/security_socket_connect"], ["result"]),
      ...sysExitOrRing,
    ],
  },
  "net.connected": {
    kind: kind.netConnected,
    desc: "a connection is made, or fails, after the call that began it",
    byDefault: true,
    flavours: [
      toItsEnd(together("fexit", ["fexit/__sys_connect_file"])),
      ...sysExitOrRing.map(toItsEnd),
    ],
  },
  "net.bind": {
    kind: kind.netBind,
    desc: "a socket is given an address",
    byDefault: true,
    flavours: [
      together("fexit", ["fexit/__sys_bind", "fexit/__sys_bind_socket"]),
      together("__sys_bind/fexit", ["fexit/__sys_bind"], ["io_uring"]),
      ...sysExitOrRing,
    ],
  },
  "net.listen": {
    kind: kind.netListen,
    desc: "a socket waits for connections",
    byDefault: true,
    flavours: [
      together("fexit", ["fexit/__sys_listen", "fexit/__sys_listen_socket"]),
      together("__sys_listen/fexit", ["fexit/__sys_listen"], ["io_uring"]),
      together("fentry", ["fentry/security_socket_listen"], ["result"]),
      ...sysExitOrRing,
    ],
  },
  "net.accept": {
    kind: kind.netAccept,
    desc: "a connection is accepted",
    byDefault: true,
    flavours: [together("fexit", ["fexit/do_accept"]), ...sysExitOrRing],
  },
  "net.dns": {
    kind: kind.netDns,
    desc: "a message of DNS over UDP is sent or received",
    byDefault: true,
    flavours: [
      everyMessage("fentry"),
      everyMessage("kprobe"),
      ...endOfCall("dns over tcp", "read and write of older sockets"),
    ],
  },
  "kernel.module_load": {
    kind: kind.kernelModuleLoad,
    desc: "a kernel module is loaded",
    byDefault: true,
    flavours: tracepoint("module", "module_load", "module_load"),
  },
  "kernel.module_load_failed": {
    kind: kind.kernelModuleLoadFailed,
    desc: "a kernel module could not be loaded",
    byDefault: true,
    flavours: sysExit,
  },
  "kernel.module_free": {
    kind: kind.kernelModuleFree,
    desc: "a kernel module is unloaded",
    byDefault: true,
    flavours: tracepoint("module", "module_free", "module_free"),
  },
  "kernel.bpf_load": {
    kind: kind.kernelBpfLoad,
    desc: "a BPF program is loaded",
    byDefault: true,
    flavours: sysExit,
  },
  "cred.change": {
    kind: kind.credChange,
    desc: "a thread gains user 0 or capabilities",
    byDefault: true,
    flavours: [
      together("fentry", ["fentry/commit_creds"]),
      together("kprobe", ["kprobe/commit_creds"]),
    ],
  },
  "cred.escalation": {
    kind: kind.credEscalation,
    desc: "ids or capabilities are others, and nothing explains it",
    byDefault: true,
    flavours: sysExit,
  },
  "cred.capability": {
    kind: kind.credCapability,
    desc: "a capability is asked for; many events",
    byDefault: false,
    flavours: [
      ...tracepoint("capability", "cap_capable", "capable"),
      together("fexit", ["fexit/cap_capable"]),
      together("kprobe", ["kprobe/cap_capable"], ["result"]),
    ],
  },
  "mem.wx": {
    kind: kind.memWx,
    desc: "memory may be written and executed",
    byDefault: false,
    flavours: sysExit,
  },
} as const satisfies Record<string, Point>;

export type PointName = keyof typeof points;

/** Every point's name, in the order of the table. */
export const pointNames: readonly PointName[] = Object.keys(points).filter(isPointName);

export function isPointName(name: string): name is PointName {
  return Object.hasOwn(points, name);
}

/** The point as the interface describes it, without the literal types of the table. */
export function point(name: PointName): Point {
  return points[name];
}

/** Control's bit for each of these points. */
export function kindBits(points: readonly PointName[]): bigint {
  return points.reduce((bits, name) => bits | (1n << BigInt(point(name).kind)), 0n);
}
