/** Programs that run from where, or as what, no honest program does. */
import { exeFlag } from "../../../events.gen.ts";
import { num, text } from "../../../recording/values.ts";
import { firstWord, hasBit, isForAll, isHidden, pathOf, wordsOf } from "../facts.ts";
import {
  downloaders,
  isSystemPath,
  networkTools,
  packageManagers,
  runtimes,
  scouts,
  services,
  shells,
} from "../groups.ts";
import { Distinct, PerProcess } from "../memory.ts";
import type { Rule } from "../rule.ts";

const maxDownloads = 4096;

/** By plain name. */
const attackTools = (
  "nmap masscan zmap hydra medusa ncrack john hashcat sqlmap nikto gobuster ffuf dirb wfuzz " +
  "msfconsole msfvenom meterpreter responder crackmapexec netexec nxc chisel ligolo-ng frpc frps " +
  "gost sliver-client sliver-server mimipenguin lazagne linpeas linpeas.sh LinEnum.sh linenum.sh " +
  "lse.sh pspy linux-exploit-suggester.sh linux-exploit-suggester les.sh dirtycow pwnkit deepce.sh " +
  "cdk peirates kube-hunter xmrig minerd kinsing kdevtmpfsi cpuminer t-rex nbminer ngrok reptile " +
  "diamorphine fscan impacket-secretsdump secretsdump.py psexec.py wmiexec.py"
).split(" ");

export const executionRules: readonly Rule[] = [
  {
    id: "exec-memfd",
    title: "A program runs from memory only",
    severity: "high",
    technique: "T1620",
    why: "It was never a file: nothing on disk can be examined or hashed. Loaders of malware do so; container runtimes do it with their own executable.",
    look: "See process.memfd of the same pid or its parent for who made it; if it still runs, copy /proc/PID/exe.",
    on: ["process.exec"],
    judges: "executable",
    lowWithin: [runtimes],
    when: (event, scene) =>
      hasBit(event, "exe_flags", exeFlag.memfd) || scene.path()?.startsWith("/memfd:")
        ? { subject: text(event, "path") }
        : null,
  },
  {
    id: "exec-deleted",
    title: "A program runs whose file is deleted",
    severity: "high",
    technique: "T1070.004",
    why: "Deleting a program before or while it runs hides what it was.",
    look: "If it still runs, copy /proc/PID/exe; look who deleted the path (file.unlink).",
    on: ["process.exec"],
    judges: "executable",
    lowWithin: [packageManagers],
    when: (event, scene) => {
      const isMemory = hasBit(event, "exe_flags", exeFlag.memfd);
      const isDeleted =
        hasBit(event, "exe_flags", exeFlag.deleted) ||
        scene.path()?.endsWith(" (deleted)") === true;
      return isDeleted && !isMemory && !scene.path()?.startsWith("/memfd:")
        ? { subject: text(event, "path") }
        : null;
    },
  },
  {
    id: "exec-shared-memory",
    title: "A program runs from /dev/shm",
    severity: "high",
    technique: "T1036.005",
    why: "/dev/shm is writable for all, gone after a reboot, and no place for programs.",
    look: "Copy the file, look who wrote it (file.create, file.written).",
    on: ["process.exec"],
    judges: "executable",
    when: (_event, scene) => {
      const path = scene.path();
      return path?.startsWith("/dev/") ? { subject: path } : null;
    },
  },
  {
    id: "exec-hidden",
    title: "A hidden program runs from a directory for all",
    severity: "medium",
    technique: "T1564.001",
    why: "A name that begins with a dot, below /tmp or its like, is chosen to be overlooked.",
    look: "Copy the file, look who wrote it and what it started.",
    on: ["process.exec"],
    judges: "executable",
    when: (_event, scene) => {
      const path = scene.path();
      return path !== null && isForAll(path) && isHidden(path) ? { subject: path } : null;
    },
  },
  {
    id: "exec-temporary",
    title: "A program runs from a directory for all",
    severity: "low",
    technique: "T1204.002",
    why: "Builds and installers do so, and so does almost every intruder's first step.",
    look: "See who wrote it and what it did afterwards.",
    on: ["process.exec"],
    judges: "executable",
    when: (_event, scene) => {
      const path = scene.path();
      // Those from /dev and the hidden ones have rules of their own.
      const isPlain = path !== null && isForAll(path) && !isHidden(path);
      return isPlain && !path.startsWith("/dev/") ? { subject: path } : null;
    },
  },
  {
    id: "exec-downloaded",
    title: "A program runs that was downloaded just before",
    severity: "medium",
    technique: "T1105",
    why: "curl, wget or their like wrote the file, and then it was executed.",
    look: "See the connection of the downloader (net.connect, net.dns); keep the file and its hash.",
    on: ["file.create", "file.written", "file.open", "process.exec"],
    lowWithin: [packageManagers],
    follow: () => {
      const downloaded = new Set<string>();
      return (event, scene) => {
        const isExec = event.schema.name === "process.exec";
        if (isExec ? downloaded.size === 0 : !scene.is(downloaders)) return null;
        const path = scene.path();
        if (path === null) return null;
        if (isExec) {
          const script = pathOf(event, "file");
          const ran = downloaded.has(path) ? path : script;
          return ran !== null && downloaded.has(ran) ? { subject: ran } : null;
        }
        const isWrite = event.schema.name !== "file.open" || hasBit(event, "open_flags", 0o103);
        if (isWrite && downloaded.size < maxDownloads) downloaded.add(path);
        return null;
      };
    },
  },
  {
    id: "exec-preload",
    title: "A library is forced into a program (LD_PRELOAD)",
    severity: "high",
    technique: "T1574.006",
    why: "The library runs inside the program and can change all it does: hide files, catch passwords. From the system's own directories it is mostly harmless, from others hardly ever.",
    look: "Examine the library; see where the variable is set (profiles, units, the parent's environment).",
    on: ["process.exec"],
    when: (event) => {
      const preload = pathOf(event, "ld_preload");
      if (preload === null || preload === "") return null;
      const libraries = preload.split(/[ :]/).filter((each) => each !== "");
      const isUsual = libraries.every((each) => !each.includes("/") || isSystemPath(each));
      const isOdd = libraries.some((each) => isForAll(each) || isHidden(each));
      const severity = isOdd ? "high" : isUsual ? "low" : "medium";
      return { subject: text(event, "ld_preload"), severity };
    },
  },
  {
    id: "exec-library-path",
    title: "Libraries are taken from a directory for all (LD_LIBRARY_PATH)",
    severity: "low",
    technique: "T1574.006",
    why: "Whoever can write there can put code into the program. Builds do it for their own tests.",
    look: "See what lies in that directory and who wrote it.",
    on: ["process.exec"],
    when: (event) => {
      const path = pathOf(event, "ld_library_path");
      const isOdd = path?.split(":").some((each) => isForAll(`${each}/`));
      return isOdd ? { subject: text(event, "ld_library_path") } : null;
    },
  },
  {
    id: "exec-misleading-name",
    title: "A program's name has characters that do not show",
    severity: "high",
    technique: "T1036.002",
    why: "Blanks at the end, control characters or a reversed writing direction make a name look like another one.",
    look: "Compare the path byte by byte; JSON shows it in full.",
    on: ["process.exec"],
    judges: "executable",
    when: (event, scene) => {
      const path = scene.path();
      // Printable ASCII that does not end in a blank is told apart first: that is quick.
      if (path === null || /^[!-~ ]*[!-~]$/.test(path))
        return path?.endsWith(".") ? { subject: text(event, "path") } : null;
      const isOdd =
        /[\p{Cc}\udc80-\udc9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\s.]$/u.test(path);
      return isOdd ? { subject: text(event, "path") } : null;
    },
  },
  {
    id: "exec-as-kernel-thread",
    title: "A program calls itself a kernel thread",
    severity: "high",
    technique: "T1036.004",
    why: "Kernel threads have names in brackets and no program; a program that takes such a name wants to be overlooked in ps.",
    look: "See its path, parent and connections; if it still runs, copy /proc/PID/exe.",
    on: ["process.exec", "process.rename"],
    when: (event) => {
      if (event.schema.name === "process.exec") {
        const name = firstWord(event);
        return name?.[0] === "[" && /^\[.+\]$/.test(name) ? { subject: name } : null;
      }
      const isKernel = hasBit(event, "flags", 8) || hasBit(event, "flags", 16);
      const name = pathOf(event, "new_comm");
      return name !== null && !isKernel && kernelThread.test(name) ? { subject: name } : null;
    },
  },
  {
    id: "exec-empty-arguments",
    title: "A set-user-id program is started without any argument",
    severity: "critical",
    technique: "T1068",
    why: "Not even a name in argv[0]: only exploits do so (CVE-2021-4034, pkexec).",
    look: "See whether the process went on as root (cred.change, what it started).",
    on: ["process.exec"],
    when: (event) => {
      if (!hasBit(event, "exe_flags", exeFlag.setuid)) return null;
      const argv = wordsOf(event);
      const isEmpty = argv !== null && (argv.length === 0 || (argv.length === 1 && argv[0] === ""));
      return isEmpty ? { subject: text(event, "path") } : null;
    },
  },
  {
    id: "exec-setuid-unusual",
    title: "A program outside the system's directories runs as another user",
    severity: "high",
    technique: "T1548.001",
    why: "Set-user-id, set-group-id and capable programs belong to packages; elsewhere they are back doors.",
    look: "See who made it so (file.chmod, file.create) and remove the bit.",
    on: ["process.exec"],
    judges: "executable",
    when: (event, scene) => {
      const path = scene.path();
      const { setuid, setgid, caps } = exeFlag;
      return path !== null &&
        hasBit(event, "exe_flags", setuid | setgid | caps) &&
        !isSystemPath(path)
        ? { subject: path }
        : null;
    },
  },
  {
    id: "exec-setuid-shell",
    title: "A shell runs with the rights of another user",
    severity: "critical",
    technique: "T1548.001",
    why: "A set-user-id shell, or a shell told to keep such rights (-p), is a back door to root.",
    look: "Find the file (its path, or `find / -perm -4000`), and who made it so.",
    on: ["process.exec"],
    when: (event, scene) => {
      const path = scene.path();
      const isSetuid = hasBit(event, "exe_flags", exeFlag.setuid);
      const isOther = num(event, "euid") === 0 && num(event, "uid") !== 0;
      if (path === null || !(isSetuid || isOther)) return null;
      if (!shells.programs.has(scene.plainName())) return null;
      const keeps = wordsOf(event)?.some((word) => /^-[a-z]*p[a-z]*$/.test(word)) === true;
      return isSetuid || keeps ? { subject: path } : null;
    },
  },
  {
    id: "exec-by-web-service",
    title: "A network service runs tools of an intruder",
    severity: "medium",
    technique: "T1505.003",
    why: "A service that downloads, or asks who and where it is, mostly does so for someone who came in through it.",
    look: "See the requests that the service answered then, and what else it started.",
    on: ["process.exec"],
    programs: [...scouts.programs, ...networkTools.programs],
    when: (_event, scene) => {
      const parents = scene.ancestors().slice(0, 3);
      const service = parents.find((each) => scene.is(services, each));
      return service === undefined ? null : { subject: scene.line() };
    },
  },
  {
    id: "scouting",
    title: "Many questions about the host in a row",
    severity: "low",
    technique: "T1082",
    why: "Who am I, what runs, who else is here: an administrator asks some of it, an intruder all.",
    look: "See what else their common parent started.",
    on: ["process.exec"],
    follow: () => {
      const asked = new PerProcess(() => new Distinct(6));
      return (_event, scene) => {
        if (!scene.is(scouts)) return null;
        const parent = scene.parent();
        if (parent === null || !asked.of(parent).add(scene.plainName())) return null;
        return { subject: parent.program?.path ?? parent.comm };
      };
    },
  },
  {
    id: "attack-tool",
    title: "A tool of attackers runs",
    severity: "medium",
    technique: "T1588.002",
    why: "Its name is that of a scanner, password cracker, tunnel or exploit collection.",
    look: "Ask whether someone tests this host; if not, see where it came from.",
    on: ["process.exec"],
    programs: [...attackTools],
    when: (_event, scene) => ({ subject: scene.line() }),
  },
];

const kernelThread =
  /^(?:\[|kworker\b|ksoftirqd\b|kthreadd|migration\/|rcu_(?:sched|preempt|gp|tasks)|kswapd\d|watchdog\/|khugepaged|kdevtmpfs|kblockd|jbd2\/|kauditd|ksmd|cpuhp\/|idle_inject)/;
