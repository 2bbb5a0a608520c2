/**
 * Masks what looks like a secret in arguments: recordings are passed on. It finds what is written
 * as secrets usually are; it can't know all of them.
 */

export const mask = "***";

const secretName =
  "[\\w.-]*(?:passw(?:or)?d|passphrase|passwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|encryption[-_]?key|credentials?|cookie|session[-_]?id|bearer|authorization)[\\w.-]*";

/** A name that says so, "=" or ":", and a value; also inside the text of a script. */
const named = new RegExp(
  `((?:^|[\\s'"{,;&?])["']?(?:${secretName}|pwd|pass)["']?\\s*[=:]\\s*)(.+)`,
  "is",
);
const namedInside = new RegExp(
  `((?:^|[\\s'"{,;&?])-{0,2}(?:${secretName}|pwd|pass)["']?\\s*[=:]\\s*["']?)([^\\s"'&;,}]+)`,
  "gi",
);
/** The same as two words: --password x. */
const optionInside = new RegExp(
  `((?:^|\\s)--?(?:${secretName})\\s+["']?)([^\\s"'-][^\\s"']*)`,
  "gi",
);
const option = new RegExp(`^--?(?:${secretName}|pwd|pass)$`, "i");

/** Secrets by their own form, wherever they stand; the group before the secret is kept. */
const forms: readonly RegExp[] = [
  /([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)([^\s/@]+)(?=@)/gi, // scheme://user:password@host
  /((?:authorization|proxy-authorization|cookie|set-cookie|x-[\w-]*(?:key|token))\s*:\s*(?:basic|bearer|token|negotiate)?\s*)([^\s"'][^"']*)/gi,
  /(\bbearer\s+)([\w.~+/=-]{8,})/gi,
  /()\b((?:AKIA|ASIA)[0-9A-Z]{16})\b/g,
  /()\b((?:ghp|gho|ghu|ghs|ghr)_[0-9A-Za-z]{20,}|github_pat_\w{20,}|glpat-[\w-]{20,})/g,
  /()\b(xox[abeoprs]-[\w-]{10,}|sk-[\w-]{20,}|hv[sb]\.[\w-]{20,})/g,
  /()\b(eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/g, // a JSON web token
  /(-----BEGIN [A-Z ]*PRIVATE KEY-----)([^-]+)/g,
];

/** Options of one letter that take a secret, by the program's name; the value may be in the same word. */
const letters: readonly { readonly programs: RegExp; readonly option: RegExp }[] = [
  {
    programs: /^(mysql|mariadb|mysqldump|mysqladmin|mariadb-dump|mariadb-admin|sshpass)$/,
    option: /^-p/,
  },
  { programs: /^(redis-cli)$/, option: /^-a/ },
  { programs: /^(smbclient|rpcclient|net|wget|curl|http|ftp|lftp)$/, option: /^-[uU]/ },
  { programs: /^(ldapsearch|ldapadd|ldapmodify|ldapdelete|ldapwhoami)$/, option: /^-w/ },
  { programs: /^(openssl)$/, option: /^-(pass|passin|passout|k|K|kfile)$/ },
];

/** The same arguments with what looks like a secret masked. As Latin-1, so that bytes stay bytes. */
export function redact(argv: readonly string[]): string[] {
  const program = argv[0]?.replace(/^.*\//, "") ?? "";
  const letter = letters.find(({ programs }) => programs.test(program))?.option;
  let next = false;
  return argv.map((word, i) => {
    if (i === 0) return masked(word);
    if (next && !word.startsWith("-")) {
      next = false;
      return maskedValue(word);
    }
    next = option.test(word);
    const short = letter?.exec(word)?.[0];
    if (short === undefined) return masked(word);
    next = word === short;
    return next ? word : short + maskedValue(word.slice(short.length));
  });
}

/** A whole value; of "user:password" the user is kept. */
function maskedValue(value: string): string {
  const user = /^([^:/]*:)./.exec(value)?.[1];
  return user === undefined ? mask : user + mask;
}

function masked(word: string): string {
  let text = word;
  for (const form of forms) text = text.replace(form, `$1${mask}`);
  if (!/\s/.test(text)) return text.replace(named, (_, before: string) => before + mask);
  return text.replace(namedInside, `$1${mask}`).replace(optionInside, `$1${mask}`);
}

/**
 * The same in a record from the ring, in place: texts (strings ended by NUL) at `at` of it, which
 * get shorter or stay as they are.
 */
export function redactTexts(record: DataView, at: number): void {
  const offset = record.getUint16(at, true);
  const length = record.getUint16(at + 2, true);
  if (offset === 0 || length === 0) return;
  const bytes = Buffer.from(record.buffer, record.byteOffset + offset, length);
  const text = bytes.toString("latin1");
  const ended = text.endsWith("\0");
  const words = (ended ? text.slice(0, -1) : text).split("\0");
  const changed = redact(words).map((word, i) => word.slice(0, words[i]?.length));
  const result = changed.join("\0") + (ended ? "\0" : "");
  // A secret shorter than the mask leaves as much of the mask as there was of it.
  bytes.write(result.slice(0, length), "latin1");
  record.setUint16(at + 2, Math.min(result.length, length), true);
}

/** Of a command as it was given to sonde. */
export function redactCommand(argv: readonly string[]): string[] {
  const latin1 = argv.map((word) => Buffer.from(word, "utf8").toString("latin1"));
  return redact(latin1).map((word) => Buffer.from(word, "latin1").toString("utf8"));
}
