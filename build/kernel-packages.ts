/** Which kernels Debian's mirror offers: the newest of each series in each suite, in every flavour. */
import { AptError, type AptState, aptState } from "./apt.ts";
import type { Arch } from "./targets.ts";

/** Suites that belong together: an update takes the place of what it updates. */
const suiteGroups = [
  ["bullseye", "bullseye-security"],
  ["bookworm", "bookworm-security"],
  ["bookworm-backports"],
  ["trixie", "trixie-security"],
  ["trixie-backports"],
  ["forky"],
  ["sid"],
] as const;

export interface KernelPackage {
  /** Newest first: the mirror's list may name what it does not have. */
  readonly names: readonly string[];
  readonly arch: Arch;
  /** The first suite of its group. */
  readonly suite: string;
  readonly apt: AptState;
}

/** Kernels of suites that the mirror does not have are left out, and said so. */
export async function kernelPackages(): Promise<KernelPackage[]> {
  const found: KernelPackage[] = [];
  for (const suites of suiteGroups) {
    try {
      const apt = await aptState({ suites, architectures: ["amd64", "arm64"] });
      const names = await apt.names("^linux-(image|binary)-[0-9]+[.][0-9]+[.][0-9]");
      for (const line of newest(names)) found.push({ ...line, suite: suites[0], apt });
    } catch (error) {
      if (!(error instanceof AptError)) throw error;
      console.error(`no kernels of ${suites.join(", ")}: ${error.message}`);
    }
  }
  return found;
}

interface Named {
  readonly name: string;
  readonly arch: Arch;
  /** Series and flavour. */
  readonly line: string;
  readonly release: string;
  readonly split: boolean;
}

/** Of each series ("6.12") and flavour all, newest first. Where the image is split off, that is its package. */
export function newest(names: readonly string[]): { names: string[]; arch: Arch }[] {
  const lines = Map.groupBy(
    names.flatMap((name) => parse(name) ?? []),
    ({ line }) => line,
  );
  return [...lines.values()].map((all) => {
    const sorted = all.toSorted(newerFirst);
    return { names: sorted.map(({ name }) => name), arch: sorted[0]?.arch ?? "x64" };
  });
}

function newerFirst(a: Named, b: Named): number {
  const order = b.release.localeCompare(a.release, "en", { numeric: true });
  return order !== 0 ? order : Number(b.split) - Number(a.split);
}

/** "linux-image-6.12.117+deb13-cloud-amd64"; not the unsigned and debug packages. */
function parse(name: string): Named | undefined {
  const [, kind, release, series, flavour, debian] =
    /^linux-(image|binary)-((\d+\.\d+)\.\d\S*?)-((?:cloud-|rt-)?(amd64|arm64)(?:-16k)?)$/.exec(
      name,
    ) ?? [];
  if (!release || !series || !flavour) return undefined;
  const arch = debian === "amd64" ? "x64" : "arm64";
  return { name, arch, line: `${series} ${flavour}`, release, split: kind === "binary" };
}
