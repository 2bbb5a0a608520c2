/** `sonde probe --all` beside `bpftool feature probe`: the same, or a known reason who is right. */
import { parseProbe } from "../../lib/probe/parse.ts";
import { agreements, differences, explanations } from "../bpftool.ts";
import { type Case, fail, pass } from "../case.ts";
import { hostArch } from "../kernels.ts";
import type { Machine } from "../machine.ts";

const modes = ["default", "confidentiality", "native"];

export const bpftool: Case = {
  name: "bpftool",
  modes,
  limits: [
    {
      reason: /there is no bpftool for/,
      why: "the bpftool that guests get is the one of the machine that runs the lab",
    },
  ],
  async run(machine) {
    if (machine.arch !== hostArch()) {
      return { result: "impossible", reason: `there is no bpftool for ${machine.arch} here` };
    }
    const theirs = await machine.run([...(await installed(machine)), "-j", "feature", "probe"]);
    if (theirs.code !== 0) return fail(`bpftool: ${theirs.stderr}`);
    const ours = await machine.sonde(["probe", "--all", "--json"]);
    if (ours.code !== 0) return fail(`sonde: ${ours.stderr}`);
    const report = parseProbe(JSON.parse(ours.stdout));
    const said: unknown = JSON.parse(theirs.stdout);
    const unexplained = differences(said, report).filter(
      (one) => !explanations.some(({ fits }) => fits(one)),
    );
    if (unexplained.length > 0)
      return fail(unexplained.map((one) => JSON.stringify(one)).join("\n"));
    const same = agreements(said, report);
    return same > 1000 ? pass : fail(`only ${same} items could be compared`);
  },
};

/** This host's bpftool with its libraries, brought to the machine. */
async function installed(machine: Machine): Promise<string[]> {
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
