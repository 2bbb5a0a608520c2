/** THE table of kernels: where each comes from. Versions are resolved when the lab runs, since old ones leave the archive. */

export type Arch = "x86_64" | "arm64";

export interface Kernel {
  /** Short name, as on the command line. */
  readonly name: string;
  readonly arch: Arch;
  /** Where to look, best first: the first group of suites that has the release is used. */
  readonly suites: readonly (readonly string[])[];
  /** The version must start with this; another one in the suite means "not available". */
  readonly version: string;
}

const bookworm = [["bookworm", "bookworm-security"]] as const;
const trixie = [["trixie", "trixie-security"]] as const;
const newest = [["trixie-backports"], ["forky"], ["sid"]] as const;

export const kernels: readonly Kernel[] = [
  { name: "5.10", arch: "x86_64", suites: [["bullseye", "bullseye-security"]], version: "5.10." },
  { name: "6.1", arch: "x86_64", suites: bookworm, version: "6.1." },
  { name: "6.12", arch: "x86_64", suites: trixie, version: "6.12." },
  { name: "7.2", arch: "x86_64", suites: newest, version: "7." },
  { name: "6.1", arch: "arm64", suites: bookworm, version: "6.1." },
  { name: "6.12", arch: "arm64", suites: trixie, version: "6.12." },
  { name: "7.2", arch: "arm64", suites: newest, version: "7." },
];

/** Debian's name of an architecture. */
export const debianArch = { x86_64: "amd64", arm64: "arm64" } as const satisfies Record<
  Arch,
  string
>;

/** What `npm test` boots: the oldest, a middle and the newest kernel, and the other architecture. */
export const shortKernels: readonly (readonly [Arch, string])[] = [
  ["x86_64", "5.10"],
  ["x86_64", "6.1"],
  ["x86_64", "7.2"],
  ["arm64", "6.12"],
];
