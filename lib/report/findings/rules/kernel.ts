/** Code for the kernel. */
import { int, num, text } from "../../../recording/values.ts";
import { isForAll, isInContainer, succeeded } from "../facts.ts";
import { bootTools, bpfUsers, init, packageManagers, runtimes } from "../groups.ts";
import type { Rule } from "../rule.ts";

/** include/linux/panic.h: TAINT_FORCED_MODULE, TAINT_UNSIGNED_MODULE */
const taint = { forced: 1 << 1, unsigned: 1 << 13 } as const;

/** linux/bpf.h: those that see or change what others do. */
const watchingPrograms: ReadonlySet<number> = new Set([2, 5, 7, 17, 24, 26, 28, 29, 31]);

const moduleDirectory = /^(?:\/usr)?\/lib\/modules\//;

export const kernelRules: readonly Rule[] = [
  {
    id: "module-unusual",
    title: "A kernel module comes from an unusual place",
    severity: "high",
    technique: "T1547.006",
    why: "Modules lie in /lib/modules. From elsewhere, or from memory, come rootkits and what someone just compiled.",
    look: "Keep the file; see its signature and author (modinfo), and what was loaded since.",
    on: ["kernel.module_load"],
    when: (event, scene) => {
      const path = scene.path();
      if (path !== null && path !== "")
        return moduleDirectory.test(path) ? null : { subject: path };
      // init_module takes bytes: kmod does so with compressed files.
      const isMemory = text(event, "call") === "init_module";
      return isMemory && !scene.is(bootTools) && !scene.is(init)
        ? { subject: text(event, "name") }
        : null;
    },
  },
  {
    id: "module-unsigned",
    title: "A kernel module without a valid signature",
    severity: "medium",
    technique: "T1547.006",
    why: "Nobody vouches for it, and it can do anything.",
    look: "See whose it is (modinfo): a driver that is built on this host (dkms), or something else.",
    on: ["kernel.module_load"],
    lowWithin: [packageManagers],
    when: (event) => {
      const taints = Number(int(event, "taints") ?? 0);
      if ((taints & taint.forced) !== 0) return { subject: text(event, "name"), severity: "high" };
      return (taints & taint.unsigned) !== 0 ? { subject: text(event, "name") } : null;
    },
  },
  {
    id: "module-from-container",
    title: "A container loads a kernel module",
    severity: "critical",
    technique: "T1611",
    why: "The module runs in the host's kernel: the container is no wall any more.",
    look: "See which module, and which container.",
    on: ["kernel.module_load"],
    lowWithin: [runtimes],
    when: (event) => (isInContainer(event) ? { subject: text(event, "name") } : null),
  },
  {
    id: "module-refused",
    title: "The kernel refuses a module",
    severity: "medium",
    technique: "T1547.006",
    why: "A signature that is missing or wrong, or a right that is: someone tries.",
    look: "See who tried, and with which file.",
    on: ["kernel.module_load_failed"],
    lowWithin: [packageManagers],
    when: (event) => {
      const ret = num(event, "ret");
      // EPERM, EKEYREJECTED, ENOKEY, EBADMSG
      const isRefused = ret === -1 || ret === -129 || ret === -126 || ret === -74;
      return isRefused ? { subject: text(event, "path") ?? text(event, "call") } : null;
    },
  },
  {
    id: "module-tool",
    title: "A module is loaded by hand",
    severity: "low",
    technique: "T1547.006",
    why: "insmod takes any file; what the system needs it loads by itself.",
    look: "See the file and who asked for it.",
    on: ["process.exec"],
    programs: ["insmod"],
    lowWithin: [packageManagers],
    when: (_event, scene) => {
      const line = scene.line();
      const isOdd = line
        .split(" ")
        .some((word) => isForAll(word) || /^\/(?:home|root)\//.test(word));
      return { subject: line, ...(isOdd ? { severity: "medium" } : {}) };
    },
  },
  {
    id: "bpf-unusual",
    title: "A BPF program that watches or changes others is loaded by an unusual program",
    severity: "medium",
    technique: "T1014",
    why: "Such programs read what others do, and can hide files and processes or change what they see.",
    look: "`bpftool prog` and `bpftool link` show it as long as it lives; see what loaded it.",
    on: ["kernel.bpf_load"],
    exceptBy: [bpfUsers],
    lowWithin: [packageManagers],
    when: (event, scene) => {
      const type = num(event, "prog_type") ?? 0;
      if (!watchingPrograms.has(type) || !succeeded(event)) return null;
      const path = scene.process.program?.path ?? null;
      const isOdd = typeof path === "string" && (isForAll(path) || path.startsWith("/memfd:"));
      return { subject: text(event, "name"), ...(isOdd ? { severity: "high" } : {}) };
    },
  },
  {
    id: "bpf-refused",
    title: "A user without rights tries to load BPF programs",
    severity: "low",
    technique: "T1068",
    why: "The verifier had many holes; exploits begin with a program like this.",
    look: "See what the program is that tried.",
    on: ["kernel.bpf_load"],
    exceptBy: [bpfUsers],
    when: (event, scene) => {
      const uid = num(event, "uid");
      return uid !== null && uid !== 0 && !succeeded(event)
        ? { subject: scene.process.program?.path ?? scene.process.comm }
        : null;
    },
  },
  {
    id: "kernel-memory-read",
    title: "The kernel's memory is read",
    severity: "high",
    technique: "T1003",
    why: "It holds every password and key on this host.",
    look: "See which program; crash and drgn are the honest ones.",
    access: "read",
    under: ["proc", "dev"],
    match: /^\/proc\/kcore$|^\/dev\/k?mem$/,
  },
];
