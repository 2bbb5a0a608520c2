/** The lab's programs: found, or installed when this is a Debian machine and we may. */

/** A compiler for this machine has its triplet as a second name. */
const native = ["gcc", "libc6-dev"];

/** What a program comes with; a compiler without its headers is of no use. */
const packages = {
  "qemu-system-x86_64": ["qemu-system-x86"],
  "qemu-system-aarch64": ["qemu-system-arm"],
  "x86_64-linux-gnu-gcc":
    process.arch === "x64" ? native : ["gcc-x86-64-linux-gnu", "libc6-dev-amd64-cross"],
  "aarch64-linux-gnu-gcc":
    process.arch === "arm64" ? native : ["gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"],
  clang: ["clang"],
  xz: ["xz-utils"],
  make: ["make"],
  // Whoever lacks flex lacks the library that building a kernel needs, too.
  flex: ["flex", "libelf-dev"],
  bison: ["bison"],
  bc: ["bc"],
} as const;

export type Tool = keyof typeof packages;

/** Installs what is missing, saying so. @throws Error naming the packages when that fails. */
export async function ensureTools(tools: readonly Tool[]): Promise<void> {
  const wanted = tools.filter((tool) => Bun.which(tool) === null).flatMap((tool) => packages[tool]);
  if (wanted.length === 0) return;
  process.stderr.write(`lab: installing ${wanted.join(" ")}\n`);
  const argv = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...wanted];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const first = await Bun.spawn(argv, { env, stdout: "ignore", stderr: "pipe" }).exited;
  if (first === 0) return;
  await Bun.spawn(["apt-get", "update", "-qq"], { env, stdout: "ignore" }).exited;
  const code = await Bun.spawn(argv, { env, stdout: "ignore", stderr: "inherit" }).exited;
  if (code !== 0) throw new Error(`could not install ${wanted.join(" ")}; install them by hand`);
}
