/** Puts together what a guest boots with: agent, C library, sonde, workloads, modules. */
import { renameSync } from "node:fs";
import { buildAgent } from "./compile.ts";
import { type Entry, writeCpio } from "./cpio.ts";
import type { KernelImage } from "./kernel-image.ts";
import type { Arch } from "./kernels.ts";
import type { Abi } from "./machine.ts";
import { busyboxEntries, userlandEntries } from "./userland.ts";
import { buildWorkloads } from "./workloads.ts";

export interface InitramfsOptions {
  readonly arch: Arch;
  /** Of the workloads. */
  readonly abis: readonly Abi[];
  readonly kernel: KernelImage;
  /** The executable under test, on this machine. */
  readonly sonde: string;
  readonly shell: boolean;
}

/** Where sonde is in every guest. */
export const guestSonde = "/usr/local/bin/sonde";

/** Types of a kernel that does not describe them itself. */
export const guestBtf = "/kernel.btf";

/** Writes the archive to `path`. */
export async function writeInitramfs(path: string, options: InitramfsOptions): Promise<void> {
  const { arch } = options;
  const folders = ["/tmp", "/scratch", "/run", "/root"];
  const workloads = await buildWorkloads(options.abis);
  const entries: Entry[] = [
    ...folders.map((dir) => ({ path: dir, dir: 0o755 })),
    { path: "/init", mode: 0o755, from: await buildAgent(arch) },
    { path: guestSonde, mode: 0o755, from: options.sonde },
    ...(await userlandEntries(arch)),
    ...workloads.map(({ file, path: from }) => ({ path: `/workloads/${file}`, mode: 0o755, from })),
    ...options.kernel.modules,
    ...(options.kernel.btf ? [{ path: guestBtf, mode: 0o644, from: options.kernel.btf }] : []),
    ...(options.shell ? await busyboxEntries(arch) : []),
  ];
  const partial = `${path}.partial`;
  await writeCpio(partial, entries);
  renameSync(partial, path);
}
