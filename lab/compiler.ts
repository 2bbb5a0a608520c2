/** The compiler of a newer Debian, with all that it needs, in a root folder of its own: it builds modules for every kernel. */
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { aptState, cacheRoot } from "../build/apt.ts";
import { output } from "./command.ts";
import { debianArch, hostArch } from "./kernels.ts";

/** As new as the programs of the newest kernel's headers want them. */
const suites = ["trixie", "trixie-security"];
const version = 14;

const triplet = { x86_64: "x86_64-linux-gnu", arm64: "aarch64-linux-gnu" } as const;

/** What kbuild runs. */
const packages = [
  ...[
    "base-files",
    "dash",
    "coreutils",
    "findutils",
    "grep",
    "sed",
    "mawk",
    "make",
    "binutils",
    "libelf1t64",
  ],
  ...Object.values(triplet).map((name) => `gcc-${version}-${name.replaceAll("_", "-")}`),
];

/** Its root folder. Nothing is ever changed in it: copy it. @throws Error when a package can't be had. */
export async function compilerRoot(): Promise<string> {
  const native = debianArch[hostArch()];
  const others = Object.values(debianArch).filter((arch) => arch !== native);
  const apt = await aptState({ suites, architectures: [native, ...others] });
  const { sha256 } = await apt.resolve(`gcc-${version}`, native);
  const key = new Bun.CryptoHasher("sha256").update([sha256, ...packages].join()).digest("hex");
  const dir = join(cacheRoot("lab"), "unpacked", `compiler-${key.slice(0, 12)}`);
  if (existsSync(dir)) return dir;
  const partial = `${dir}.partial.${process.pid}`;
  const debs = `${partial}.debs`;
  mkdirSync(partial, { recursive: true });
  for (const deb of await apt.downloadAll(packages, debs)) {
    await output(["dpkg-deb", "-x", deb, partial]);
  }
  rmSync(debs, { recursive: true });
  // Debian's own is made when it is installed.
  symlinkSync("mawk", join(partial, "usr/bin/awk"));
  // Another lab may have been faster.
  if (existsSync(dir)) rmSync(partial, { recursive: true });
  else renameSync(partial, dir);
  return dir;
}

/** The command that runs make in a copy of that root, for an architecture. */
export function makeIn(
  root: string,
  arch: keyof typeof triplet,
  args: readonly string[],
): readonly string[] {
  const prefix = `${triplet[arch]}-`;
  const tools = [`CROSS_COMPILE=${prefix}`, `CC=${prefix}gcc-${version}`];
  // A namespace of its own: what is mounted is gone with it.
  const enter = `mount --rbind /dev "$0/dev" && mount --rbind /proc "$0/proc" && exec chroot "$0" "$@"`;
  return [
    ...["unshare", "--mount", "sh", "-c", enter, root],
    ...["/usr/bin/env", "-i", "PATH=/usr/bin", "nice", "make", "-s", ...tools, ...args],
  ];
}
