/** bpftool on a machine of the lab. */
import type { Limit, Outcome } from "./case.ts";
import { hostArch } from "./kernels.ts";
import type { Machine } from "./machine.ts";

/** Of cases that need it. */
export const noBpftool: Limit = {
  reason: /there is no bpftool for/,
  why: "the bpftool that guests get is the one of the machine that runs the lab",
};

/** How to call this host's bpftool on the machine, to which it is brought with its libraries; or why there is none. */
export async function bpftoolOn(
  machine: Machine,
): Promise<{ readonly argv: readonly string[] } | Outcome> {
  if (machine.arch === hostArch()) return { argv: await installed(machine) };
  return { result: "impossible", reason: `there is no bpftool for ${machine.arch} here` };
}

async function installed(machine: Machine): Promise<readonly string[]> {
  const path = Bun.which("bpftool") ?? "/usr/sbin/bpftool";
  if (machine.mode === "native") return [path];
  const { stdout } = Bun.spawnSync(["ldd", path]);
  const files = [...stdout.toString().matchAll(/(?:=> |^\s*)(\/\S+)/gm)].flatMap(
    ([, file]) => file ?? [],
  );
  for (const file of [path, ...files]) {
    const bytes = await Bun.file(file).bytes();
    await machine.writeFile(`${machine.scratch}/${nameOf(file)}`, bytes, 0o755);
  }
  const loader = files.map(nameOf).find((name) => name.startsWith("ld-linux")) ?? "";
  const { scratch } = machine;
  return [`${scratch}/${loader}`, "--library-path", scratch, `${scratch}/bpftool`];
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
