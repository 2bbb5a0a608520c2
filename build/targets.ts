/** The architectures that sonde is built for, and what each step of the build calls them. */
export const targets = {
  x64: {
    node: "x64",
    bunTarget: "bun-linux-x64-baseline",
    bunPackage: "@oven/bun-linux-x64-baseline",
    bpf: "x86",
    triplet: "x86_64-linux-gnu",
  },
  arm64: {
    node: "arm64",
    bunTarget: "bun-linux-arm64",
    bunPackage: "@oven/bun-linux-aarch64",
    bpf: "arm64",
    triplet: "aarch64-linux-gnu",
  },
} as const;

export type Arch = keyof typeof targets;

/** What Debian calls them. */
export const debianName = { x64: "amd64", arm64: "arm64" } as const satisfies Record<Arch, string>;

/** The machine's own architecture, if sonde is built for it. */
export function hostArch(): Arch | undefined {
  return process.arch === "x64" || process.arch === "arm64" ? process.arch : undefined;
}

/** Where the files that go into an executable are put; package.json maps `#embed/` here. */
export function embedDir(arch: Arch): string {
  return `dist/embed/${arch}`;
}
