/** Names that nobody thought of: made by a machine, to find its master or to carry data. */
import { dnsOf } from "../../dns/of-event.ts";
import { Distinct, PerProcess } from "../memory.ts";
import type { Rule } from "../rule.ts";

const manyUnknown = 20;
const manyBelow = 25;
/** Letters below a domain from which on they may be data. */
const longName = 24;
const maxDomains = 1024;

export const nameRules: readonly Rule[] = [
  {
    id: "dns-random-names",
    title: "Many names are asked for that look random and do not exist",
    severity: "high",
    technique: "T1568.002",
    why: "Malware tries names made by a calculation until one is registered by its master.",
    look: "See the names (net.dns), and which of them had an answer.",
    on: ["net.dns"],
    follow: () => {
      const unknown = new PerProcess(() => new Distinct(manyUnknown));
      return (event, scene) => {
        const message = dnsOf(event);
        if (message?.rcode !== "NXDOMAIN" || !message.isResponse) return null;
        const name = message.questions[0]?.name.toLowerCase();
        if (name === undefined) return null;
        const label = name.split(".").at(-2) ?? "";
        if (label.length < 8 || !looksRandom(label)) return null;
        return unknown.of(scene.process).add(name) ? { subject: name } : null;
      };
    },
  },
  {
    id: "dns-tunnel",
    title: "Many long random names below one domain are asked for",
    severity: "medium",
    technique: "T1071.004",
    why: "Data is carried out in the names and in by the answers, past every firewall that lets names through.",
    look: "See the names (net.dns) and who asks; compare with what the domain is for.",
    on: ["net.dns"],
    follow: () => {
      const domains = new Map<string, Distinct>();
      return (event) => {
        const question = dnsOf(event)?.questions[0];
        if (question === undefined || question.name.length < longName) return null;
        const labels = question.name.toLowerCase().split(".");
        const domain = labels.slice(-2).join(".");
        const below = labels.slice(0, -2).join("");
        if (below.length < longName || labels.at(-1) === "arpa" || !looksRandom(below)) return null;
        let seen = domains.get(domain);
        if (seen === undefined) {
          if (domains.size >= maxDomains) return null;
          seen = new Distinct(manyBelow);
          domains.set(domain, seen);
        }
        if (!seen.add(below)) return null;
        const carries = question.type === "TXT" || question.type === "NULL";
        return { subject: domain, ...(carries ? { severity: "high" } : {}) };
      };
    },
  },
];

/** Fewer vowels than words have, or letters and digits in turns. */
export function looksRandom(label: string): boolean {
  const letters = label.replace(/[^a-z]/g, "").length;
  const vowels = label.replace(/[^aeiouy]/g, "").length;
  const turns = label.match(/[a-z]\d|\d[a-z]/g)?.length ?? 0;
  return turns >= 4 || (letters >= 8 && vowels / letters < 0.2);
}
