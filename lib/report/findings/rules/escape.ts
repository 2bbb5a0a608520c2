/** Ways out of a container, and tricks with namespaces and mounts. */
import { num, text } from "../../../recording/values.ts";
import { asText, isInContainer, pathOf, succeeded } from "../facts.ts";
import { diskTools, init, nameServiceTools, packageManagers, runtimes } from "../groups.ts";
import type { Rule } from "../rule.ts";

/** linux/sched.h: CLONE_NEW* */
const newNet = 0x40000000;
/** linux/mount.h */
const msBind = 4096;

const hostDisk = /^\/dev\/(?:[shv]d[a-z]|xvd[a-z]|nvme\d|mmcblk\d|mapper\/|dm-\d|md\d|disk\/)/;
const guarded =
  /^\/(?:etc\/(?:passwd|shadow|group|sudoers|ld\.so|ssh|pam\.d|hosts|cron)|(?:usr\/)?s?bin\/|(?:usr\/)?lib(?:64)?\/|root\/\.ssh)/;

export const escapeRules: readonly Rule[] = [
  {
    id: "release-agent",
    title: "A program is set that the kernel runs as root (release_agent)",
    severity: "critical",
    technique: "T1611",
    why: "The kernel starts it outside every container: the classic way out.",
    look: "Read the file; see process.usermodehelper for whether it ran.",
    access: "change",
    under: ["*"],
    ends: ["/release_agent"],
    match: /\/release_agent$/,
    lowBy: [init],
  },
  {
    id: "kernel-helper-path",
    title: "A program is set that the kernel runs as root",
    severity: "high",
    technique: "T1611",
    why: "core_pattern, modprobe, hotplug and binfmt_misc name programs that run as root, outside every container.",
    look: "Read the file; see process.usermodehelper for whether it ran.",
    access: "change",
    under: ["proc", "sys"],
    match:
      /^\/proc\/sys\/(?:kernel\/(?:core_pattern|modprobe|hotplug|poweroff_cmd|usermodehelper\/.*)|fs\/binfmt_misc\/register)$|^\/sys\/kernel\/uevent_helper$/,
    lowWithin: [packageManagers],
    lowBy: [init],
  },
  {
    id: "helper-unusual",
    title: "The kernel starts a program that it should not know",
    severity: "critical",
    technique: "T1611",
    why: "Someone changed release_agent, core_pattern, modprobe or a key type: the program runs as root, outside every container.",
    look: "Read the program; see who wrote it and who changed the setting.",
    on: ["process.usermodehelper", "process.exec"],
    when: (event, scene) => {
      if (event.schema.name === "process.exec") {
        // Where the call itself can't be hooked: what a kernel thread starts.
        const parent = scene.parent();
        const isKernel =
          parent?.program?.path === null &&
          /^kworker|^kthreadd/.test(asText(parent.comm) ?? "") &&
          (parent.ppid === 2 || parent.pid === 2);
        if (!isKernel) return null;
      }
      const path = scene.path();
      if (path === null || path === "" || knownHelper.test(path)) return null;
      const isSystem =
        /^\/(?:usr|s?bin|lib)\//.test(path) && !/\/(?:ba|da|z|k)?sh$|python|perl/.test(path);
      return { subject: text(event, "path"), ...(isSystem ? { severity: "medium" } : {}) };
    },
  },
  {
    id: "mount-cgroup",
    title: "Control groups are mounted in a container",
    severity: "high",
    technique: "T1611",
    why: "With a hierarchy of its own a container can set release_agent.",
    look: "See what was written below the mount (file.written, file.create) and process.usermodehelper.",
    on: ["fs.mount"],
    lowWithin: [runtimes],
    when: (event) =>
      pathOf(event, "fs_type") === "cgroup" && isInContainer(event) && succeeded(event)
        ? { subject: text(event, "target") }
        : null,
  },
  {
    id: "mount-host-disk",
    title: "A container mounts a disk of the host",
    severity: "high",
    technique: "T1611",
    why: "With the disk it has all files of the host.",
    look: "See what was read and written below the mount.",
    on: ["fs.mount"],
    lowWithin: [runtimes],
    when: (event) => {
      const source = pathOf(event, "source");
      return source !== null && hostDisk.test(source) && isInContainer(event) && succeeded(event)
        ? { subject: source }
        : null;
    },
  },
  {
    id: "mount-over-process",
    title: "Something is mounted over a process in /proc",
    severity: "high",
    technique: "T1564.013",
    why: "ps and top no longer see the process.",
    look: "`umount` it and look at the process.",
    on: ["fs.mount"],
    when: (event) => {
      const target = pathOf(event, "target");
      return target !== null && /^\/proc\/\d+/.test(target) && succeeded(event)
        ? { subject: target }
        : null;
    },
  },
  {
    id: "mount-over-system",
    title: "Something is mounted over a file of the system",
    severity: "high",
    technique: "T1564.013",
    why: "From then on another file answers to a trusted name, and nothing on disk is changed.",
    look: "`findmnt` the path; see what lies over it.",
    on: ["fs.mount"],
    lowWithin: [runtimes, packageManagers],
    lowBy: [init],
    when: (event) => {
      const target = pathOf(event, "target");
      if (target === null || !guarded.test(target) || isInContainer(event)) return null;
      const isBind =
        ((num(event, "mount_flags") ?? 0) & msBind) !== 0 || text(event, "call") === "move_mount";
      return isBind && succeeded(event) ? { subject: target } : null;
    },
  },
  {
    id: "enter-host",
    title: "The namespaces of the first process are entered",
    severity: "high",
    technique: "T1611",
    why: "nsenter into process 1 leaves the container for the host.",
    look: "See what ran there.",
    on: ["process.exec"],
    programs: ["nsenter"],
    when: (_event, scene) => {
      const line = scene.line();
      return /\s(?:-t\s?|--target[ =])1(?:\s|$)/.test(line) ? { subject: line } : null;
    },
  },
  {
    id: "enter-namespace",
    title: "A process enters the namespaces of others",
    severity: "medium",
    technique: "T1611",
    why: "Container runtimes and administrators do so; inside a container it is a way out.",
    look: "See which namespace (process.namespace) and what ran there.",
    on: ["process.namespace"],
    exceptBy: [runtimes, init, nameServiceTools],
    lowWithin: [runtimes, packageManagers],
    when: (event, scene) => {
      if (text(event, "call") !== "setns" || !succeeded(event)) return null;
      const namespaces = num(event, "namespaces");
      const isNet = namespaces === newNet || (namespaces === null && scene.plainName() === "ip");
      if (isNet) return null;
      return {
        subject: scene.process.program?.path ?? scene.process.comm,
        ...(isInContainer(event) ? { severity: "high" } : {}),
      };
    },
  },
  {
    id: "privileged-container",
    title: "A container is started that can do all the host can",
    severity: "medium",
    technique: "T1610",
    why: "--privileged, the host's namespaces or its root directory make the container's wall a curtain.",
    look: "Ask who started it and what image it is.",
    on: ["process.exec"],
    programs: ["docker", "podman", "nerdctl", "ctr"],
    when: (_event, scene) => {
      const line = scene.line();
      const isOpen =
        /\s--privileged\b|\s--(?:pid|ipc|userns|cgroupns|net|network)[ =]host\b|\s(?:-v|--volume)[ =]?\/:|\s--mount\s\S*(?:source|src)=\/,|docker\.sock:|--cap-add[ =](?:ALL|SYS_ADMIN|SYS_MODULE|SYS_PTRACE)\b/i;
      return /\s(?:run|create)\s/.test(line) && isOpen.test(line) ? { subject: line } : null;
    },
  },
  {
    id: "runtime-socket",
    title: "A program talks to the container runtime",
    severity: "medium",
    technique: "T1610",
    why: "Whoever can talk to its socket can start a container that owns the host.",
    look: "See what the program is and whether it is in a container.",
    on: ["net.connect"],
    exceptBy: [runtimes, init],
    when: (event, scene) => {
      const path = scene.path();
      const isRuntime =
        path !== null &&
        /\/(?:docker|containerd|crio|podman|dockershim|buildkitd)\.sock$/.test(path);
      if (!isRuntime || !succeeded(event)) return null;
      return { subject: path, ...(isInContainer(event) ? { severity: "high" } : {}) };
    },
  },
  {
    id: "device-write",
    title: "A disk or the kernel's memory is opened for writing",
    severity: "high",
    technique: "T1006",
    why: "Past the file system every file can be read and changed, unseen by permissions and by most watchers.",
    look: "See which program and why; debugfs, dd and their like leave no other trace.",
    access: "change",
    under: ["dev"],
    match:
      /^\/dev\/(?:[shv]d[a-z]+\d*|xvd[a-z]+\d*|nvme\d+n\d+(?:p\d+)?|mmcblk\d+(?:p\d+)?|dm-\d+|mapper\/(?!control).+|mem|kmem|port)$/,
    lowBy: [diskTools, init],
    lowWithin: [packageManagers],
    also: (_path, event) => event.schema.name === "file.open",
  },
  {
    id: "sysrq",
    title: "The kernel is told to act at once (sysrq)",
    severity: "medium",
    technique: "T1529",
    why: "It reboots, crashes or kills without a shutdown.",
    look: "See who wrote it.",
    access: "change",
    under: ["proc"],
    match: /^\/proc\/sysrq-trigger$/,
  },
];

const knownHelper =
  /^(?:\/usr)?\/s?bin\/(?:modprobe|request-key|bridge-stp|poweroff|reboot|init|hotplug|drbdadm|nfs_cache_getent|nfsdcltrack|ocfs2_hb_ctl|key\.dns_resolver|cifs\.(?:upcall|idmap)|nfsidmap|mdadm|true|udevadm|tomoyo-init|apport)$|^(?:\/usr)?\/lib\/systemd\/(?:systemd-coredump|systemd-cgroups-agent|systemd-shutdown)$|^\/usr\/share\/apport\/apport$|^\/usr\/libexec\/(?:abrt-hook-ccpp|kdump.*)$|^\/init$/;
