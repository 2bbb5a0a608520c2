/** A kernel's release, for what it does not tell in any other way. Distributions may bring back more than that says. */

/** Is this release ("6.12.118+deb13") of that upstream version, or of a newer one? */
export function isFrom(release: string, version: readonly [major: number, minor: number]): boolean {
  const [major = 0, minor = 0] = release.split(".").map((part) => Number.parseInt(part, 10));
  return major > version[0] || (major === version[0] && minor >= version[1]);
}
