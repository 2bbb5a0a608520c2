import { existsSync } from "node:fs";
import { BuildError, run } from "./run.ts";
import { type Arch, hostArch } from "./targets.ts";

/** Debian packages by what tells that they are there: a command on the PATH, or a file. */
const packages = {
  clang: "clang",
  "llvm-strip": "llvm",
  "clang-format": "clang-format",
  gcc: "gcc",
  "aarch64-linux-gnu-gcc": "gcc-aarch64-linux-gnu",
  "x86_64-linux-gnu-gcc": "gcc-x86-64-linux-gnu",
  "/usr/include/stdio.h": "libc6-dev",
  "/usr/aarch64-linux-gnu/include/stdio.h": "libc6-dev-arm64-cross",
  "/usr/x86_64-linux-gnu/include/stdio.h": "libc6-dev-amd64-cross",
  bzip2: "bzip2",
  xz: "xz-utils",
  lz4: "lz4",
  pahole: "pahole",
  git: "git",
  strace: "strace",
  "qemu-system-x86_64": "qemu-system-x86",
  "qemu-system-aarch64": "qemu-system-arm",
  make: "make",
  flex: "flex",
  bison: "bison",
  bc: "bc",
  "/usr/include/libelf.h": "libelf-dev",
  perf: "linux-perf",
  bpftrace: "bpftrace",
  bpftool: "bpftool",
  opensnoop: "libbpf-tools",
  "chromium-headless-shell": "chromium-headless-shell",
} as const;

export type Tool = keyof typeof packages;

/** C compilers and the headers they need, for a machine of the other architecture. */
const cross = {
  arm64: ["aarch64-linux-gnu-gcc", "/usr/aarch64-linux-gnu/include/stdio.h"],
  x64: ["x86_64-linux-gnu-gcc", "/usr/x86_64-linux-gnu/include/stdio.h"],
} as const;

/** All that the build runs, so that everything missing is named and installed at once. */
export function buildTools(arches: readonly Arch[]): Tool[] {
  const host = hostArch();
  return [
    ...(["bzip2", "xz", "clang", "llvm-strip", "/usr/include/stdio.h"] as const),
    ...arches.flatMap((arch) => (arch === host ? (["gcc"] as const) : cross[arch])),
  ];
}

/** What the exported page is looked at with. */
export const browserTools: readonly Tool[] = ["chromium-headless-shell"];

/** All that the lab runs; `kernels`: to build some, too. */
export function labTools(kernels: boolean): Tool[] {
  return [
    ...(["qemu-system-x86_64", "qemu-system-aarch64", "xz", "clang", "bpftool"] as const),
    ...(["gcc", "make", "/usr/include/stdio.h"] as const),
    ...cross[hostArch() === "arm64" ? "x64" : "arm64"],
    ...(kernels ? (["flex", "bison", "bc", "pahole", "/usr/include/libelf.h"] as const) : []),
  ];
}

/**
 * Installs what is missing with apt, saying so. Without apt or without root it names what to
 * install by hand. @throws BuildError
 */
export function ensureTools(tools: readonly Tool[]): void {
  const missing = tools.filter((tool) => !isThere(tool));
  if (missing.length === 0) return;
  const names = [...new Set(missing.map((tool) => packages[tool]))];
  if (!isThere("apt-get") || process.getuid?.() !== 0) {
    throw new BuildError(
      `missing: ${missing.join(", ")}\nInstall them (on Debian, as root: apt-get install ${names.join(" ")}) and try again.`,
    );
  }
  console.error(`installing with apt: ${names.join(" ")}`);
  const install = ["install", "-y", "-qq", "--no-install-recommends", ...names];
  try {
    apt(install);
  } catch {
    apt(["update", "-qq"]); // a bare machine has no lists yet
    apt(install);
  }
}

/** Asks nothing, and waits for its turn when the system's own updates run. */
function apt(args: readonly string[]): void {
  const settings = ["DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"];
  run("env", [...settings, ...args]);
}

function isThere(what: string): boolean {
  return what.startsWith("/") ? existsSync(what) : Bun.which(what) !== null;
}
