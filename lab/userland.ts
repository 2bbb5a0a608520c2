/** The C library that a guest runs sonde against: the dynamic loader and what a Bun executable links to. */

import { lstatSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { aptState } from "../build/apt.ts";
import type { Entry } from "./cpio.ts";
import { type Arch, debianArch } from "./kernels.ts";
import { findFiles, unpacked } from "./package-files.ts";

/** glibc version -> the suites whose libc6 it is. */
const suitesOf = {
  "2.31": ["bullseye"],
  "2.36": ["bookworm", "bookworm-security"],
} as const;

type Userland = keyof typeof suitesOf;

const loader = {
  x86_64: "/lib64/ld-linux-x86-64.so.2",
  arm64: "/lib/ld-linux-aarch64.so.1",
} as const;

const libraries = ["libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1"];

/** Where a guest has the older C library, laid out as the first is below `/`. */
export const otherUserland = "/userland/2.31";

/** Both C libraries of a guest: at the places where the loader looks, and aside. */
export async function userlandEntries(arch: Arch): Promise<Entry[]> {
  const folders = ["/lib", "/lib64"].flatMap((dir) => [dir, `${otherUserland}${dir}`]);
  return [
    ...folders.map((dir) => ({ path: dir, dir: 0o755 })),
    ...(await filesOf("2.36", arch, "")),
    ...(await filesOf("2.31", arch, otherUserland)),
  ];
}

async function filesOf(userland: Userland, arch: Arch, below: string): Promise<Entry[]> {
  const architecture = debianArch[arch];
  const apt = await aptState({ suites: suitesOf[userland], architectures: ["amd64", "arm64"] });
  const dir = await unpacked(apt, await apt.resolve("libc6", architecture));
  const file = (name: string): string => {
    const found = findFiles([dir], `**/${name}`).find((path) => !isLinkOut(path));
    if (found === undefined) throw new Error(`libc6 ${userland} has no ${name}`);
    return found;
  };
  return [loader[arch], ...libraries.map((name) => `/lib/${name}`)].map((path) => ({
    path: `${below}${path}`,
    mode: 0o755,
    from: file(basename(path)),
  }));
}

/** A link out of the package's folder (`/lib64/ld... -> /lib/...`) leads to this machine's file. */
function isLinkOut(path: string): boolean {
  return lstatSync(path).isSymbolicLink() && readlinkSync(path).startsWith("/");
}

/** A static shell with the usual tools, for `--shell`. */
export async function busyboxEntries(arch: Arch): Promise<Entry[]> {
  const apt = await aptState({ suites: suitesOf["2.36"], architectures: ["amd64", "arm64"] });
  const dir = await unpacked(apt, await apt.resolve("busybox-static", debianArch[arch]));
  const from = findFiles([dir], "**/bin/busybox")[0] ?? join(dir, "bin/busybox");
  return [{ path: "/bin/busybox", mode: 0o755, from }];
}
