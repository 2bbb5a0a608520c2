/** Which Debian mirror this machine uses, read from its own apt sources in either format. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One archive: where, which suites, which key. */
export interface Source {
  readonly uri: string;
  readonly suites: readonly string[];
  readonly signedBy: string | null;
}

export interface Mirrors {
  /** Base URI of the main archive. */
  readonly main: string;
  /** Base URI of the security archive. */
  readonly security: string;
  /** Keyring file, null when apt's trusted keys are used. */
  readonly signedBy: string | null;
}

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Reads `/etc/apt`. @throws Error when no Debian archive is configured there. */
export function debianMirrors(etc = "/etc/apt"): Mirrors {
  const parts = join(etc, "sources.list.d");
  const files = [
    join(etc, "sources.list"),
    ...(existsSync(parts)
      ? readdirSync(parts)
          .sort()
          .map((file) => join(parts, file))
      : []),
  ].filter((file) => existsSync(file));
  const sources = files.flatMap((file) => {
    const text = readFileSync(file, "utf8");
    if (file.endsWith(".sources")) return parseDeb822(text);
    return file.endsWith(".list") ? parseOneLine(text) : [];
  });
  return pickMirrors(sources, existsSync(keyring) ? keyring : null);
}

/** Picks the Debian archives out of all sources. @throws Error when there is none. */
export function pickMirrors(sources: readonly Source[], fallbackKey: string | null): Mirrors {
  const isSecurity = (source: Source) => /\/debian-security\/?$/.test(source.uri);
  const main = sources.find((source) => /\/debian\/?$/.test(source.uri));
  if (main === undefined) throw new Error("no Debian archive in this machine's apt sources");
  const uri = main.uri.replace(/\/$/, "");
  const security = sources.find(isSecurity)?.uri.replace(/\/$/, "") ?? `${uri}-security`;
  // A release's own keyring may lack the keys of newer suites; the package's keyring has all.
  return { main: uri, security, signedBy: fallbackKey ?? main.signedBy };
}

/** `*.sources`: stanzas of `Key: value`, continuation lines indented, several URIs and suites allowed. */
export function parseDeb822(text: string): Source[] {
  const clean = text.replace(/^#.*\n?/gm, "");
  return clean.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = new Map<string, string>();
    for (const match of stanza.matchAll(/^([A-Za-z-]+):[ \t]*(.*(?:\n[ \t].*)*)/gm)) {
      fields.set((match[1] ?? "").toLowerCase(), (match[2] ?? "").trim());
    }
    const words = (field: string) => (fields.get(field) ?? "").split(/\s+/).filter(Boolean);
    if (!words("types").includes("deb") || fields.get("enabled")?.toLowerCase() === "no") return [];
    const key = fields.get("signed-by");
    const signedBy = key?.startsWith("/") ? key : null;
    return words("uris").map((uri) => ({ uri, suites: words("suites"), signedBy }));
  });
}

/** `*.list`: `deb [options] uri suite components`. */
export function parseOneLine(text: string): Source[] {
  return text.split("\n").flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)/.exec(line);
    const [, options = "", uri, suite] = match ?? [];
    if (uri === undefined || suite === undefined) return [];
    return [{ uri, suites: [suite], signedBy: /signed-by=(\/\S+)/.exec(options)?.[1] ?? null }];
  });
}
