/**
 * Debian packages of any suite and architecture, without touching the system's apt.
 *
 * Each `AptState` has its own lists, cache and configuration. Its mirrors are those of the machine's own sources, so that
 * proxies and local mirrors keep working; only the suite names are ours. apt verifies signatures and checksums.
 */
import { createHash } from "node:crypto";
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { rename, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { writeConfig } from "./apt-config.ts";
import { debianMirrors } from "./apt-sources.ts";

/** apt said no; the message carries its last words. */
export class AptError extends Error {
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.name = "AptError";
    this.hint = hint;
  }
}

/** One binary package as the archive's index describes it. */
export interface Package {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** Names this package depends on: first alternative, without versions and architecture qualifiers. */
  readonly depends: readonly string[];
  /** Path inside the archive. */
  readonly filename: string;
  /** In bytes. */
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

export interface AptOptions {
  /** Suites, for example `["trixie"]` or `["bookworm", "bookworm-security"]`. The highest version of all wins. */
  readonly suites: readonly string[];
  /** Debian's names, for example `["amd64", "arm64"]`. */
  readonly architectures: readonly string[];
  /** Fetch the lists of source packages too. */
  readonly sources?: boolean;
  /** Where state and cache live; `cacheRoot("apt")` unless told. */
  readonly root?: string;
  /** Hours before the lists are fetched again; 12 unless told. */
  readonly maxAgeHours?: number;
}

export interface AptState {
  /** The current version of a package. @throws AptError when the suites don't have it. */
  resolve(name: string, architecture?: string): Promise<Package>;
  /** Names of packages that match an apt regular expression. */
  names(pattern: string): Promise<string[]>;
  /** Downloads into `dir`, or finds it there with the right SHA-256. Returns the `.deb`'s path. */
  download(pkg: Package, dir: string): Promise<string>;
  /** Downloads packages and all that they need, of the first architecture, into `dir`. Returns the `.deb`s' paths. */
  downloadAll(names: readonly string[], dir: string): Promise<string[]>;
  /**
   * Downloads what upstream released of a source package (`.orig*.tar.*`, signatures left out) into `dir`; needs
   * `sources: true`. Not what Debian adds: a mirror that is behind its own index may lack that.
   */
  upstream(name: string, dir: string): Promise<string[]>;
}

/** A folder for downloads outside the work tree: `$XDG_CACHE_HOME/sonde/<name>` or `~/.cache/sonde/<name>`. */
export function cacheRoot(name: string): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(base, "sonde", name);
}

/** Hex SHA-256 of a file. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}

const states = new Map<string, Promise<AptState>>();

/** Opens (and fetches or refreshes) the private apt state of some suites. @throws AptError */
export function aptState(options: AptOptions): Promise<AptState> {
  const key = JSON.stringify(options);
  const state = states.get(key) ?? openState(options);
  states.set(key, state);
  return state;
}

async function openState(options: AptOptions): Promise<AptState> {
  const sources = options.sources ?? false;
  const name = [...options.suites, ...options.architectures, ...(sources ? ["src"] : [])].join("+");
  const root = join(options.root ?? cacheRoot("apt"), name);
  const conf = await writeConfig(root, debianMirrors(), { ...options, sources });
  await refresh(root, conf, options.maxAgeHours ?? 12);

  const native = options.architectures[0] ?? "amd64";
  return {
    async resolve(pkg, architecture = native) {
      // apt-cache takes half a second: remembered until the lists are fetched again.
      const known = join(root, "state/show", `${pkg}:${architecture}`);
      if (existsSync(known)) return parsePackage(readFileSync(known, "utf8"));
      const argv = ["apt-cache", "show", "--no-all-versions", `${pkg}:${architecture}`];
      const text = await apt(conf, argv);
      const found = parsePackage(text);
      await Bun.write(known, text);
      return found;
    },
    async names(pattern) {
      const text = await apt(conf, ["apt-cache", "search", "--names-only", pattern]);
      return [...new Set(text.split("\n").flatMap((line) => line.split(" - ")[0] || []))].sort();
    },
    download: (pkg, dir) => download(conf, pkg, dir),
    downloadAll: (names, dir) => downloadAll(conf, names, dir),
    upstream: (pkg, dir) => downloadUpstream(conf, pkg, dir),
  };
}

/** Reads the first stanza of `apt-cache show`. @throws AptError when a needed field is missing. */
export function parsePackage(text: string): Package {
  const fields = new Map<string, string>();
  for (const line of (text.split("\n\n")[0] ?? "").split("\n")) {
    const match = /^([A-Za-z0-9-]+): (.*)$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) fields.set(match[1], match[2]);
  }
  const need = (field: string): string => {
    const value = fields.get(field);
    if (value === undefined)
      throw new AptError(`apt-cache show gave no ${field}`, "run apt-get update");
    return value;
  };
  return {
    name: need("Package"),
    version: need("Version"),
    architecture: need("Architecture"),
    depends: [fields.get("Pre-Depends"), fields.get("Depends")]
      .flatMap((list) => (list ? list.split(",") : []))
      .flatMap((item) => /^\s*([a-z0-9][a-z0-9+.-]*)/.exec(item)?.[1] ?? []),
    filename: need("Filename"),
    size: Number(need("Size")),
    sha256: need("SHA256"),
  };
}

async function refresh(root: string, conf: string, maxAgeHours: number): Promise<void> {
  const stamp = join(root, "state/updated");
  const wanted = readFileSync(join(root, "etc/sources.list"), "utf8");
  const known = existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  if (known && Date.now() - (await stat(stamp)).mtimeMs < maxAgeHours * 3_600_000) return;
  try {
    await apt(conf, ["apt-get", "update", "-qq", "--error-on=any"]);
    rmSync(join(root, "state/show"), { recursive: true, force: true });
    await Bun.write(stamp, wanted);
  } catch (error) {
    // Old lists still name packages that are in the download cache.
    if (!known) throw error;
    process.stderr.write(`apt: keeping yesterday's lists: ${String(error)}\n`);
  }
}

async function download(conf: string, pkg: Package, dir: string): Promise<string> {
  const base = pkg.filename.split("/").at(-1) ?? `${pkg.name}.deb`;
  const path = join(dir, base);
  if (existsSync(path) && (await sha256File(path)) === pkg.sha256) return path;
  const partial = join(dir, `${base}.partial.${process.pid}`);
  mkdirSync(partial, { recursive: true });
  try {
    const spec = `${pkg.name}:${pkg.architecture}=${pkg.version}`;
    await apt(
      conf,
      [
        "apt-get",
        "download",
        "-qq",
        pkg.architecture === "all" ? `${pkg.name}=${pkg.version}` : spec,
      ],
      partial,
    );
    const got = readdirSync(partial).find((file) => file.endsWith(".deb"));
    if (got === undefined)
      throw new AptError(`apt-get download left no file for ${spec}`, "try again");
    const sum = await sha256File(join(partial, got));
    if (sum !== pkg.sha256)
      throw new AptError(`${spec}: SHA-256 is ${sum}, not ${pkg.sha256}`, "try again");
    await rename(join(partial, got), path);
    return path;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

async function downloadAll(conf: string, names: readonly string[], dir: string): Promise<string[]> {
  mkdirSync(join(dir, "partial"), { recursive: true });
  // To apt nothing is installed, so nothing that is needed is left out.
  const only = ["--yes", "-qq", "--no-install-recommends", "--download-only"];
  await apt(conf, ["apt-get", "install", ...only, "-o", `Dir::Cache::archives=${dir}`, ...names]);
  return readdirSync(dir).flatMap((file) => (file.endsWith(".deb") ? [join(dir, file)] : []));
}

async function downloadUpstream(conf: string, name: string, dir: string): Promise<string[]> {
  const own = join(dir, name);
  mkdirSync(own, { recursive: true });
  // apt checks the files that are there already against the index and fetches the others.
  await apt(conf, ["apt-get", "source", "--tar-only", "--download-only", "-qq", name], own);
  const tarballs = readdirSync(own).filter((file) => /\.orig.*\.tar\.\w+$/.test(file));
  if (tarballs.length === 0)
    throw new AptError(`no source package ${name}`, "open the state with sources: true");
  return tarballs.map((file) => join(own, file));
}

async function apt(conf: string, argv: readonly string[], cwd = "/"): Promise<string> {
  const [tool = "apt-get", ...args] = argv;
  // Two that use the same state at a time would find apt's own locks taken, and apt does not wait.
  const child = Bun.spawn(["flock", `${conf}.lock`, tool, "-c", conf, ...args], {
    cwd,
    env: { ...process.env, LC_ALL: "C" },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code === 0 && out.trim() === "" && argv.includes("show")) {
    throw new AptError(`apt knows no ${args.at(-1)}`, "is it in that suite?");
  }
  if (code !== 0) {
    const reason = (err || out).trim().split("\n").slice(-3).join("; ");
    throw new AptError(`${tool} ${args.join(" ")}: ${reason}`, "is the mirror reachable?");
  }
  return out;
}
