import type { Case, Story } from "./story.ts";

/** A file that an editor writes. */
function edits(story: Story, path: string, pid = 9): Story {
  return story.runs(pid, ["/usr/bin/vi", path]).does(pid, "file.written", { path, size: 10 });
}

/** The same file, written by a package. */
function installs(story: Story, path: string): Story {
  return story
    .was(5, "/usr/bin/dpkg")
    .runs(9, ["/usr/bin/dpkg", "--unpack"], { ppid: 5 })
    .does(9, "file.rename", { old_path: `${path}.dpkg-new`, new_path: path, ret: 0 });
}

/** A rule that finds what is written to `path`, but not to the `others`, and low by a package. */
function written(rule: string, as: string, path: string, others: readonly string[]): Case {
  return {
    rule,
    as,
    about: path,
    finds: (s) => edits(s, path),
    ignores: (s) => others.reduce((story, other, i) => edits(story, other, 20 + i), s),
    low: (s) => installs(s, path),
  };
}

/** The same, where a package is no excuse. */
function always(...args: Parameters<typeof written>): Case {
  const { low: _, ...rest } = written(...args);
  return rest;
}

/** A file that is opened to be read. */
function reads(story: Story, program: string, path: string, pid = 9): Story {
  return story
    .runs(pid, [program, path])
    .does(pid, "file.open", { path, open_flags: 0o2000000, ret: 3 });
}

export const fileCases: readonly Case[] = [
  always("write-preload", "critical", "/etc/ld.so.preload", [
    "/etc/ld.so.cache",
    "/home/etc/ld.so.preload",
  ]),
  written("write-loader-path", "medium", "/etc/ld.so.conf.d/x.conf", [
    "/etc/ld.so.cache",
    "/etc/ld.so.conf.dist",
  ]),
  {
    ...always("write-authorized-keys", "high", "/home/u/.ssh/authorized_keys", [
      "/home/u/.ssh/known_hosts",
      "/srv/.ssh/authorized_keys",
    ]),
    low: (s) =>
      s
        .runs(9, ["/usr/bin/cloud-init"])
        .does(9, "file.written", { path: "/root/.ssh/authorized_keys" }),
  },
  written("write-ssh-settings", "medium", "/etc/ssh/sshd_config", [
    "/etc/ssh/moduli",
    "/root/.ssh/known_hosts",
  ]),
  written("write-cron", "high", "/etc/cron.d/job", [
    "/etc/cron.d.bak",
    "/etc/cron.allow",
    "/var/spool/mail/root",
  ]),
  {
    rule: "write-cron",
    as: "high",
    about: "/var/spool/cron/crontabs/root",
    finds: (s) =>
      s.runs(9, ["/usr/bin/crontab", "-"]).does(9, "file.rename", {
        old_path: "/var/spool/cron/crontabs/tmp.x",
        new_path: "/var/spool/cron/crontabs/root",
        ret: 0,
      }),
    ignores: (s) =>
      s
        .runs(9, ["/usr/bin/vi"])
        .does(9, "file.open", { path: "/etc/crontab", open_flags: 0, ret: 3 })
        .does(9, "file.open", {
          path: "/etc/crontab",
          open_flags: 0o101,
          ret: -13,
        }),
  },
  {
    ...written("write-unit", "high", "/etc/systemd/system/x.service", [
      "/etc/systemd/system.conf",
      "/run/systemd/journal/x",
    ]),
    low: (s) =>
      installs(s, "/lib/systemd/system/x.service")
        .runs(30, ["/usr/bin/systemctl", "enable", "x"])
        .does(30, "file.symlink", {
          path: "/etc/systemd/system/multi-user.target.wants/x.service",
          target: "/lib/systemd/system/x.service",
          ret: 0,
        }),
  },
  written("write-init-script", "high", "/etc/rc.local", ["/etc/rc.locale", "/etc/init.d/README"]),
  written("write-sudoers", "high", "/etc/sudoers.d/u", ["/etc/sudo.conf", "/etc/sudoers.tmp"]),
  {
    ...always("write-accounts", "high", "/etc/shadow", ["/etc/shadow.lock", "/etc/passwd.bak"]),
    low: (s) =>
      s
        .runs(9, ["/usr/bin/passwd"])
        .does(9, "file.rename", { old_path: "/etc/nshadow", new_path: "/etc/shadow", ret: 0 }),
  },
  written("write-pam", "high", "/usr/lib/x86_64-linux-gnu/security/pam_x.so", [
    "/usr/lib/security.txt",
    "/usr/lib/x/security/other.so",
  ]),
  written("write-profile", "medium", "/root/.bashrc", [
    "/root/.bashrc.bak/x",
    "/root/bashrc",
    "/etc/profiles",
  ]),
  written("write-autostart", "medium", "/etc/xdg/autostart/x.desktop", [
    "/home/u/.config/autostarts/x",
  ]),
  written("write-udev", "medium", "/etc/udev/rules.d/99-x.rules", [
    "/etc/udev/udev.conf",
    "/run/udev/data/x",
  ]),
  written("write-module-settings", "medium", "/etc/modprobe.d/x.conf", [
    "/etc/modules.d",
    "/etc/modprobe.conf.d/x",
  ]),
  written("write-module-file", "medium", "/lib/modules/6.1.0/extra/x.ko", [
    "/lib/modules/6.1.0/modules.dep",
    "/home/u/x.ko",
  ]),
  written("write-boot", "medium", "/boot/grub/grub.cfg", ["/bootstrap/x", "/etc/grub.d.bak"]),
  written("write-package-hook", "medium", "/etc/apt/apt.conf.d/99x", [
    "/etc/apt/listchanges.conf",
    "/var/lib/apt/lists/x",
  ]),
  written("write-motd", "medium", "/etc/update-motd.d/99-x", ["/etc/motd"]),
  {
    ...always("write-name-service", "low", "/etc/hosts", ["/etc/hosts.allow", "/etc/hostname"]),
    ignores: (s) =>
      s
        .runs(9, ["/usr/sbin/dhclient"])
        .does(9, "file.rename", { old_path: "/etc/r", new_path: "/etc/resolv.conf" }),
  },
  written("write-system-program", "medium", "/usr/bin/ls", [
    "/usr/local/bin/x",
    "/usr/lib/python3/dist-packages/__pycache__/x.pyc",
    "/usr/share/x",
    "/lib/systemd/system/x.service",
  ]),
  written("write-python-startup", "medium", "/usr/lib/python3/dist-packages/x.pth", [
    "/usr/lib/python3/dist-packages/x.py",
    "/home/u/x.pth",
  ]),
  {
    rule: "memory-file-write",
    as: "high",
    about: "/proc/77/mem",
    finds: (s) =>
      s
        .runs(9, ["/home/u/x"])
        .does(9, "file.open", { path: "/proc/77/mem", open_flags: 0o2, ret: 3 }),
    ignores: (s) =>
      s
        .runs(9, ["/home/u/x"])
        .does(9, "file.open", { path: "/proc/meminfo", open_flags: 0o2 })
        .does(9, "file.open", { path: "/proc/77/mem", open_flags: 0, ret: 3 }),
    low: (s) =>
      s
        .runs(9, ["/usr/bin/gdb"])
        .does(9, "file.open", { path: "/proc/77/mem", open_flags: 0o2, ret: 3 }),
  },
  {
    rule: "log-removed",
    as: "high",
    about: "/var/log/auth.log",
    finds: (s) =>
      s.runs(9, ["/usr/bin/rm"]).does(9, "file.unlink", { path: "/var/log/auth.log", ret: 0 }),
    ignores: (s) =>
      s
        .runs(9, ["/usr/sbin/logrotate"])
        .does(9, "file.unlink", { path: "/var/log/auth.log", ret: 0 })
        .runs(10, ["/usr/bin/rm"])
        .does(10, "file.unlink", { path: "/var/log/auth.log.4.gz", ret: 0 })
        .does(10, "file.unlink", { path: "/var/log/wtmp", ret: -13 })
        .does(10, "file.unlink", { path: "/home/u/auth.log", ret: 0 }),
    low: (s) =>
      s
        .was(5, "/usr/bin/dpkg")
        .runs(9, ["/usr/bin/rm"], { ppid: 5 })
        .does(9, "file.unlink", { path: "/var/log/x.log", ret: 0 }),
  },
  {
    rule: "history-removed",
    as: "medium",
    about: "/root/.bash_history",
    finds: (s) =>
      s
        .runs(9, ["/usr/bin/ln"])
        .does(9, "file.symlink", { path: "/root/.bash_history", target: "/dev/null", ret: 0 }),
    ignores: (s) =>
      s
        .runs(9, ["/usr/bin/rm"])
        .does(9, "file.unlink", { path: "/root/.bash_history-1.tmp", ret: 0 })
        .does(9, "file.unlink", { path: "/root/.bash_history", ret: -2 }),
  },
  {
    rule: "self-delete",
    as: "high",
    about: "/home/u/x",
    finds: (s) => s.runs(9, ["/home/u/x"]).does(9, "file.unlink", { path: "/home/u/x", ret: 0 }),
    ignores: (s) =>
      s.runs(9, ["/usr/bin/rm", "/home/u/x"]).does(9, "file.unlink", { path: "/home/u/x", ret: 0 }),
    low: (s) =>
      s
        .was(5, "/usr/bin/dpkg")
        .runs(9, ["/var/lib/x"], { ppid: 5 })
        .does(9, "file.unlink", { path: "/var/lib/x", ret: 0 }),
  },
  {
    rule: "hidden-in-system",
    as: "medium",
    about: "/dev/.x",
    finds: (s) => edits(s, "/dev/.x"),
    ignores: (s) =>
      edits(s, "/usr/lib/debug/.build-id/ab/c.debug")
        .does(9, "file.create", { path: "/usr/lib/x/.." })
        .does(9, "file.create", { path: "/home/u/.x" }),
    low: (s) => installs(s, "/usr/lib/.x"),
  },
  {
    rule: "release-agent",
    as: "critical",
    about: "/tmp/cg/x/release_agent",
    finds: (s) =>
      s
        .runs(9, ["/bin/sh"])
        .does(9, "file.open", { path: "/tmp/cg/x/release_agent", open_flags: 0o1001, ret: 3 }),
    ignores: (s) =>
      s
        .runs(9, ["/bin/cat"])
        .does(9, "file.open", {
          path: "/sys/fs/cgroup/memory/release_agent",
          open_flags: 0,
          ret: 3,
        })
        .does(9, "file.written", { path: "/tmp/release_agents" }),
  },
  {
    rule: "kernel-helper-path",
    as: "high",
    about: "/proc/sys/kernel/core_pattern",
    finds: (s) =>
      s.runs(9, ["/bin/sh"]).does(9, "file.open", {
        path: "/proc/sys/kernel/core_pattern",
        open_flags: 0o1001,
        ret: 3,
      }),
    ignores: (s) =>
      s
        .runs(9, ["/bin/sh"])
        .does(9, "file.open", { path: "/proc/sys/kernel/core_pattern", open_flags: 0, ret: 3 })
        .does(9, "file.open", { path: "/proc/sys/kernel/core_uses_pid", open_flags: 1, ret: 3 }),
    low: (s) =>
      s
        .runs(9, ["/usr/lib/systemd/systemd-sysctl"])
        .does(9, "file.open", { path: "/proc/sys/kernel/core_pattern", open_flags: 1, ret: 3 }),
  },
  {
    rule: "device-write",
    as: "high",
    about: "/dev/sda1",
    finds: (s) =>
      s
        .runs(9, ["/usr/sbin/debugfs"])
        .does(9, "file.open", { path: "/dev/sda1", open_flags: 0o2, ret: 3 }),
    ignores: (s) =>
      s
        .runs(9, ["/bin/sh"])
        .does(9, "file.open", { path: "/dev/null", open_flags: 0o1, ret: 3 })
        .does(9, "file.open", { path: "/dev/sda", open_flags: 0, ret: 3 })
        .does(9, "file.open", { path: "/dev/mapper/control", open_flags: 2, ret: 3 }),
    low: (s) =>
      s
        .runs(9, ["/usr/sbin/mkfs.ext4"])
        .does(9, "file.open", { path: "/dev/sda1", open_flags: 0o2, ret: 3 }),
  },
  {
    rule: "sysrq",
    as: "medium",
    finds: (s) =>
      s
        .runs(9, ["/bin/sh"])
        .does(9, "file.open", { path: "/proc/sysrq-trigger", open_flags: 1, ret: 3 }),
    ignores: (s) =>
      s
        .runs(9, ["/bin/sh"])
        .does(9, "file.open", { path: "/proc/sys/kernel/sysrq", open_flags: 1, ret: 3 }),
  },
  {
    rule: "kernel-memory-read",
    as: "high",
    finds: (s) => reads(s, "/usr/bin/x", "/proc/kcore"),
    ignores: (s) => reads(s, "/usr/bin/x", "/proc/kallsyms"),
  },
  {
    rule: "read-password-hashes",
    as: "medium",
    about: "/etc/shadow",
    finds: (s) => reads(s, "/usr/bin/cat", "/etc/shadow"),
    ignores: (s) =>
      reads(reads(s, "/usr/bin/sudo", "/etc/shadow"), "/usr/bin/cat", "/etc/passwd", 10),
    low: (s) =>
      s
        .was(5, "/usr/bin/dpkg")
        .runs(9, ["/usr/bin/grep"], { ppid: 5 })
        .does(9, "file.open", { path: "/etc/shadow", open_flags: 0, ret: 3 }),
  },
  {
    rule: "read-private-key",
    as: "medium",
    finds: (s) => reads(s, "/usr/bin/tar", "/home/u/.ssh/id_ed25519"),
    ignores: (s) =>
      reads(
        reads(s, "/usr/bin/ssh", "/home/u/.ssh/id_ed25519"),
        "/usr/bin/cat",
        "/home/u/.ssh/id_ed25519.pub",
        10,
      ),
  },
  {
    rule: "read-cloud-credentials",
    as: "medium",
    finds: (s) => reads(s, "/usr/bin/cat", "/home/u/.aws/credentials"),
    ignores: (s) =>
      reads(
        reads(s, "/usr/local/bin/aws", "/home/u/.aws/credentials"),
        "/usr/bin/cat",
        "/home/u/aws/credentials",
        10,
      ),
  },
  {
    rule: "read-process-memory",
    as: "medium",
    finds: (s) => reads(s, "/home/u/x", "/proc/77/mem"),
    ignores: (s) => reads(reads(s, "/home/u/x", "/proc/9/mem"), "/home/u/x", "/proc/77/maps", 10),
    low: (s) => reads(s, "/usr/bin/gdb", "/proc/77/mem"),
  },
  {
    rule: "read-history",
    as: "low",
    finds: (s) => reads(s, "/usr/bin/grep", "/home/u/.bash_history"),
    ignores: (s) => reads(s, "/usr/bin/bash", "/home/u/.bash_history"),
  },
  {
    rule: "remove-system",
    as: "high",
    finds: (s) =>
      s.runs(9, ["/usr/bin/rm"]).does(9, "file.unlink", { path: "/boot/vmlinuz-6.1.0", ret: 0 }),
    ignores: (s) =>
      s
        .runs(9, ["/usr/sbin/usermod"])
        .does(9, "file.rename", { old_path: "/etc/passwd", new_path: "/etc/passwd-", ret: 0 })
        .does(9, "file.unlink", { path: "/boot/config-x", ret: 0 }),
    low: (s) =>
      s
        .was(5, "/usr/bin/dpkg")
        .runs(9, ["/usr/bin/rm"], { ppid: 5 })
        .does(9, "file.unlink", { path: "/boot/vmlinuz-6.1.0", ret: 0 }),
  },
];
