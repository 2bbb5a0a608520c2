/** Who talks to whom, and who waits for whom. */
import { address, num, text } from "../../../recording/values.ts";
import { addressText } from "../../address.ts";
import { isAny, isLocal, isMetadata, isPrivate, placeKey } from "../addresses.ts";
import { isForAll, succeeded } from "../facts.ts";
import {
  cloudAgents,
  init,
  interpreters,
  isSystemPath,
  nameServiceTools,
  packageManagers,
  shells,
  silent,
} from "../groups.ts";
import { Distinct, PerProcess } from "../memory.ts";
import type { Rule } from "../rule.ts";

/** A connection was made or is being made (EINPROGRESS). */
function isUnderWay(event: Parameters<typeof num>[0]): boolean {
  return succeeded(event) || num(event, "ret") === -115;
}

const torPrograms = new Set(["tor", "torsocks", "torify", "proxychains"]);

export const networkRules: readonly Rule[] = [
  {
    id: "cloud-metadata",
    title: "The cloud's metadata service is asked",
    severity: "medium",
    technique: "T1552.005",
    why: "It hands out the machine's credentials to whoever asks from inside.",
    look: "See which program, and what was done with the machine's role since.",
    on: ["net.connect"],
    exceptBy: [cloudAgents, init],
    when: (event) => {
      const remote = address(event, "remote");
      // Port 53 is the cloud's name server.
      return remote !== null && remote.port !== 53 && isMetadata(remote)
        ? { subject: addressText(remote) }
        : null;
    },
  },
  {
    id: "listen-everywhere",
    title: "A new program waits for connections on all interfaces",
    severity: "medium",
    technique: "T1571",
    why: "Anyone who reaches this host can talk to it; a program from outside the system's directories is no service of a package.",
    look: "See what the program is and who connects (net.accept).",
    on: ["net.listen"],
    when: (event, scene) => {
      const local = address(event, "local");
      if (local === null || !isAny(local) || !succeeded(event)) return null;
      if (scene.process.wasRunning) return null;
      const path = pathText(scene.process.program?.path ?? null);
      const severity = isForAll(path) ? "high" : isSystemPath(path) ? "low" : "medium";
      return { subject: addressText(local), severity };
    },
  },
  {
    id: "temporary-connects",
    title: "A program from a directory for all opens a connection",
    severity: "medium",
    technique: "T1071",
    why: "The usual second step of what was dropped there.",
    look: "See the address; keep the program.",
    on: ["net.connect"],
    lowWithin: [packageManagers],
    when: (event, scene) => {
      const remote = address(event, "remote");
      const path = pathText(scene.process.program?.path ?? null);
      const isOdd = isForAll(path) || path.startsWith("/memfd:") || path.endsWith(" (deleted)");
      if (remote === null || remote.port === 53 || isLocal(remote) || !isOdd || !isUnderWay(event))
        return null;
      return { subject: addressText(remote), ...(isPrivate(remote) ? {} : { severity: "high" }) };
    },
  },
  {
    id: "mute-program-connects",
    title: "A program that never uses the network opens a connection",
    severity: "high",
    technique: "T1055",
    why: "cat, sleep or grep do not connect: other code runs inside, or under this name.",
    look: "Compare the file with its package's; see what libraries it has loaded.",
    on: ["net.connect"],
    programs: [...silent.programs],
    when: (event, scene) => {
      const remote = address(event, "remote");
      const isInternet = remote?.family === 2 || remote?.family === 10;
      return remote !== null &&
        isInternet &&
        isSystemPath(pathText(scene.process.program?.path ?? null))
        ? { subject: addressText(remote) }
        : null;
    },
  },
  {
    id: "mining-pool",
    title: "A connection to a port of mining pools",
    severity: "low",
    technique: "T1496.001",
    why: "Coin miners on foreign hosts are the most common use of a break-in.",
    look: "See the program and its share of the processor.",
    on: ["net.connect"],
    when: (event) => {
      const remote = address(event, "remote");
      return remote !== null &&
        poolPorts.has(remote.port) &&
        !isPrivate(remote) &&
        isUnderWay(event)
        ? { subject: addressText(remote) }
        : null;
    },
  },
  {
    id: "mining-command",
    title: "A command line of a coin miner",
    severity: "high",
    technique: "T1496.001",
    why: "Pools and algorithms of coin miners are named.",
    look: "See who started it, and how it comes back (cron, units).",
    on: ["process.exec"],
    programs: [...shells.programs, ...interpreters.programs],
    orElsewhere: true,
    when: (_event, scene) => {
      const line = scene.line();
      return /stratum\+(?:tcp|ssl)|\b(?:xmrig|--donate-level|randomx|cryptonight|minexmr|supportxmr|nanopool|moneroocean)\b/i.test(
        line,
      )
        ? { subject: line }
        : null;
    },
  },
  {
    id: "tor",
    title: "A connection through Tor",
    severity: "medium",
    technique: "T1090.003",
    why: "It hides where data goes and where commands come from.",
    look: "See which program asked for it.",
    on: ["net.connect", "process.exec"],
    when: (event, scene) => {
      if (event.schema.name === "process.exec") {
        return torPrograms.has(scene.plainName()) ? { subject: scene.line() } : null;
      }
      const remote = address(event, "remote");
      const isTor = remote?.port === 9050 || remote?.port === 9150;
      return remote !== null && isTor && isUnderWay(event) && isLocal(remote)
        ? { subject: addressText(remote) }
        : null;
    },
  },
  {
    id: "scan",
    title: "One program connects to very many places",
    severity: "medium",
    technique: "T1046",
    why: "Scanners and worms look for open doors; crawlers and monitors look alike.",
    look: "See the ports and results: many ECONNREFUSED and ETIMEDOUT are a scan.",
    on: ["net.connect"],
    follow: () => {
      const places = new PerProcess(() => new Distinct(100));
      return (event, scene) => {
        const remote = address(event, "remote");
        if (remote === null || typeof remote.host === "string" || remote.port === 53) return null;
        return places.of(scene.process).add(placeKey(remote))
          ? { subject: scene.process.program?.path ?? scene.process.comm }
          : null;
      };
    },
  },
  {
    id: "password-guessing",
    title: "Very many connections from one address",
    severity: "medium",
    technique: "T1110",
    why: "Passwords are tried one after the other.",
    look: "See the service's log for failed logins, and whether one succeeded.",
    on: ["net.accept"],
    follow: () => {
      const counts = new Map<string, number>();
      return (event) => {
        const remote = address(event, "remote");
        const port = address(event, "local")?.port ?? 0;
        if (remote === null || typeof remote.host === "string" || isLocal(remote)) return null;
        if (!loginPorts.has(port)) return null;
        const key = Buffer.from(remote.host).toString("hex");
        const count = (counts.get(key) ?? 0) + 1;
        if (count > 1 || counts.size < maxRemotes) counts.set(key, count);
        return count === 30 ? { subject: `${addressText({ ...remote, port })}` } : null;
      };
    },
  },
  {
    id: "tunnel",
    title: "A tunnel into or out of this network is opened",
    severity: "medium",
    technique: "T1572",
    why: "ssh -R, -D or -w, and tunnel services, carry connections past the firewall.",
    look: "See where it leads and who opened it.",
    on: ["process.exec"],
    programs: [
      "ssh",
      "ngrok",
      "cloudflared",
      "frpc",
      "chisel",
      "ligolo",
      "bore",
      "localtunnel",
      "gost",
      "rathole",
      "pinggy",
    ],
    when: (_event, scene) => {
      const line = scene.line();
      const isSsh = scene.plainName() === "ssh" && /\s-[a-zA-Z]*[RDw]/.test(line);
      const isService =
        /^(?:ngrok|cloudflared|frpc|chisel|ligolo|bore|localtunnel|gost|rathole|pinggy)$/.test(
          scene.plainName(),
        );
      return isSsh || isService ? { subject: line } : null;
    },
  },
  {
    id: "upload",
    title: "A file is sent to a place for anonymous files",
    severity: "medium",
    technique: "T1567",
    why: "Paste and drop services are where stolen files go first.",
    look: "See which file; ask the service to remove it.",
    on: ["process.exec"],
    programs: ["curl", "wget", ...shells.programs, ...interpreters.programs],
    orElsewhere: true,
    when: (_event, scene) => {
      const line = scene.line();
      return /\b(?:transfer\.sh|file\.io|0x0\.st|anonfiles|gofile\.io|pastebin\.com|paste\.(?:ee|rs)|termbin\.com|ix\.io|bashupload\.com|temp\.sh|webhook\.site|requestbin|oastify\.com|interact\.sh|burpcollaborator|api\.telegram\.org\/bot|discord(?:app)?\.com\/api\/webhooks)/.test(
        line,
      )
        ? { subject: line }
        : null;
    },
  },
  {
    id: "sniffing",
    title: "Someone listens to the network's traffic",
    severity: "low",
    technique: "T1040",
    why: "Passwords and cookies that are not encrypted can be read.",
    look: "Ask who started it and where the capture went.",
    on: ["process.exec"],
    programs: ["tcpdump", "tshark", "dumpcap", "ettercap", "bettercap", "dsniff", "ngrep"],
    when: (_event, scene) =>
      /^(?:tcpdump|tshark|dumpcap|ettercap|bettercap|dsniff|ngrep)$/.test(scene.plainName())
        ? { subject: scene.line() }
        : null,
  },
  {
    id: "name-server-unusual",
    title: "Names are asked of a server by a program of its own",
    severity: "low",
    technique: "T1071.004",
    why: "Programs leave names to the system; one from a directory for all that asks itself may carry data in the questions.",
    look: "See the names (net.dns).",
    on: ["net.connect"],
    exceptBy: [nameServiceTools],
    when: (event, scene) => {
      const remote = address(event, "remote");
      const path = pathText(scene.process.program?.path ?? null);
      return remote?.port === 53 && isForAll(path) && !isLocal(remote)
        ? { subject: addressText(remote) }
        : null;
    },
  },
  {
    id: "abstract-listener",
    title: "A program from a directory for all waits on a local socket",
    severity: "low",
    technique: "T1559",
    why: "Parts of malware talk to each other that way.",
    look: "See who connects to it.",
    on: ["net.listen", "net.bind"],
    when: (event, scene) => {
      const path = scene.path();
      const program = pathText(scene.process.program?.path ?? null);
      return path !== null && path !== "" && isForAll(program) && succeeded(event)
        ? { subject: text(event, "path") }
        : null;
    },
  },
];

const maxRemotes = 4096;
const poolPorts: ReadonlySet<number> = new Set([
  3333, 4444, 5555, 7777, 9999, 14433, 14444, 45560, 45700,
]);
const loginPorts: ReadonlySet<number> = new Set([
  21, 22, 23, 110, 143, 445, 1433, 3306, 3389, 5432, 5900,
]);

function pathText(path: string | Uint8Array | null): string {
  return typeof path === "string" ? path : "";
}
