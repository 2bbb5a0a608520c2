/** Which kernel something belongs to, as far as it says. */
export interface KernelName {
  /** Hex; the GNU build id in the kernel's notes. */
  readonly buildId: string | null;
  /** `uname -r` */
  readonly release: string | null;
  /** `uname -v` */
  readonly version: string | null;
}

/** A kernel and the distribution that it comes from. */
export interface KernelIdentity extends KernelName {
  readonly arch: "x64" | "arm64";
  /** ID and VERSION_ID of os-release. */
  readonly distribution: string | null;
  readonly distributionVersion: string | null;
}

/** Distributions whose `uname -r` does not name one build: an update may keep it. */
const spansBuilds: readonly string[] = ["debian"];

/** Is `known` this very kernel? Never a near match: the types of another build may differ. */
export function isSameKernel(known: KernelIdentity, running: KernelIdentity): boolean {
  if (known.arch !== running.arch) return false;
  if (known.buildId !== null && running.buildId !== null) return known.buildId === running.buildId;
  const { distribution, release } = known;
  if (distribution === null || release === null) return false;
  if (distribution !== running.distribution || release !== running.release) return false;
  if (known.distributionVersion !== running.distributionVersion) return false;
  return known.version === null
    ? !spansBuilds.includes(distribution)
    : known.version === running.version;
}
