/** THE table of kernels: where each comes from. Versions are resolved when the lab runs, since old ones leave the archive. */

export type Arch = "x86_64" | "arm64";

/** A packaged kernel. */
export interface PackageSource {
  /** Where to look, best first: the first group of suites that has the release is used. */
  readonly suites: readonly (readonly string[])[];
  /** Debian's name of the configuration, before that of the architecture; `cloud-` unless told. */
  readonly flavour?: string;
  /** The version must start with this; another one in the suite means "not available". */
  readonly version: string;
}

/** A kernel built from Debian's source package, when that is asked for. */
export interface BuildSource {
  readonly suites: readonly string[];
  readonly package: string;
  /** File in this folder, merged into tinyconfig. */
  readonly config: string;
}

export type Kernel = {
  /** Short name, as on the command line. */
  readonly name: string;
  readonly arch: Arch;
  /** It takes x32 programs. */
  readonly x32?: boolean;
  /** On its command line in every mode. */
  readonly cmdline?: string;
  /** Only these modes; all unless told. */
  readonly modes?: readonly string[];
  /** Modes that it is in with nothing on its command line. */
  readonly inherent: readonly string[];
} & ({ readonly from: PackageSource } | { readonly build: BuildSource });

const bookworm = [["bookworm", "bookworm-security"]] as const;
const trixie = [["trixie", "trixie-security"]] as const;
const newest = [["trixie-backports"], ["forky"], ["sid"]] as const;

/** Debian's own list of security modules has bpf, but for the oldest. */
const bpf = ["lsm-bpf"] as const;

export const kernels: readonly Kernel[] = [
  {
    name: "5.10",
    arch: "x86_64",
    inherent: ["lsm-no-bpf"],
    from: { suites: [["bullseye", "bullseye-security"]], version: "5.10." },
  },
  {
    name: "6.1",
    arch: "x86_64",
    inherent: bpf,
    from: { suites: bookworm, version: "6.1." },
  },
  { name: "6.12", arch: "x86_64", inherent: bpf, from: { suites: trixie, version: "6.12." } },
  { name: "7.x", arch: "x86_64", inherent: bpf, from: { suites: newest, version: "7." } },
  { name: "6.1", arch: "arm64", inherent: bpf, from: { suites: bookworm, version: "6.1." } },
  { name: "6.12", arch: "arm64", inherent: bpf, from: { suites: trixie, version: "6.12." } },
  { name: "7.x", arch: "arm64", inherent: bpf, from: { suites: newest, version: "7." } },
  {
    name: "6.1-x32",
    arch: "x86_64",
    modes: ["default"],
    inherent: bpf,
    // The cloud kernels do not have x32, this one has it switched off.
    cmdline: "syscall.x32=y",
    x32: true,
    from: { suites: bookworm, version: "6.1.", flavour: "" },
  },
  {
    name: "6.1-no-btf",
    arch: "x86_64",
    modes: ["default"],
    inherent: [],
    build: {
      suites: ["bookworm", "bookworm-security"],
      package: "linux-source-6.1",
      config: "no-btf.config",
    },
  },
];

/** Debian's name of an architecture. */
export const debianArch = { x86_64: "amd64", arm64: "arm64" } as const satisfies Record<
  Arch,
  string
>;

/** Architecture of this host. @throws Error when the lab has no workloads for it. */
export function hostArch(): Arch {
  if (process.arch === "x64") return "x86_64";
  if (process.arch === "arm64") return "arm64";
  throw new Error(`no workloads for ${process.arch}`);
}

/** What `npm test` boots: the oldest, a middle and the newest kernel, and the other architecture. */
export const shortKernels: readonly (readonly [Arch, string])[] = [
  ["x86_64", "5.10"],
  ["x86_64", "6.1"],
  ["x86_64", "7.x"],
  ["arm64", "6.12"],
];
