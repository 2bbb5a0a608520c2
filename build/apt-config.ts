/** The configuration of a private apt: own lists, cache and sources, the system's proxies. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Mirrors } from "./apt-sources.ts";

export interface Wanted {
  readonly suites: readonly string[];
  readonly architectures: readonly string[];
  readonly sources: boolean;
}

/** Makes the folders and files of a private state. Returns the path of its apt.conf. */
export async function writeConfig(root: string, mirrors: Mirrors, wanted: Wanted): Promise<string> {
  const { suites, architectures, sources } = wanted;
  for (const dir of ["state/lists/partial", "cache/archives/partial", "etc"]) {
    mkdirSync(join(root, dir), { recursive: true });
  }
  const lines = suites.flatMap((suite) => {
    const mirror = suite.endsWith("-security") ? mirrors.security : mirrors.main;
    const signedBy = mirrors.signedBy ? `signed-by=${mirrors.signedBy}` : "";
    const deb = `deb [arch=${architectures.join(",")} ${signedBy}] ${mirror} ${suite} main`;
    const src = `deb-src [${signedBy}] ${mirror} ${suite} main`;
    return sources ? [deb, src] : [deb];
  });
  await Bun.write(join(root, "etc/sources.list"), `${lines.join("\n")}\n`);
  await Bun.write(join(root, "state/status"), "");
  const settings: [string, string][] = [
    ["Dir::State", join(root, "state")],
    ["Dir::State::status", join(root, "state/status")],
    ["Dir::Cache", join(root, "cache")],
    ["Dir::Cache::pkgcache", "pkgcache.bin"],
    ["Dir::Cache::srcpkgcache", "srcpkgcache.bin"],
    ["Dir::Etc::sourcelist", join(root, "etc/sources.list")],
    ["Dir::Etc::sourceparts", "/dev/null"],
    ["Dir::Etc::preferences", "/dev/null"],
    ["Dir::Etc::preferencesparts", "/dev/null"],
    ["APT::Architecture", architectures[0] ?? "amd64"],
    ["APT::Sandbox::User", ""],
    ["Acquire::Languages", "none"],
    ["Acquire::Retries", "3"],
  ];
  const clear = [
    "APT::Architectures",
    "APT::Update::Post-Invoke",
    "APT::Update::Post-Invoke-Success",
  ];
  const conf = join(root, "etc/apt.conf");
  const text = [
    // Hooks of the system's apt would act on the system; proxies and the like stay.
    ...[...clear, "Acquire::IndexTargets::deb::DEP-11"].map((key) => `#clear ${key};`),
    ...settings.map(([key, value]) => `${key} "${value}";`),
    `APT::Architectures { ${architectures.map((arch) => `"${arch}";`).join(" ")} };`,
  ];
  await Bun.write(conf, `${text.join("\n")}\n`);
  return conf;
}
