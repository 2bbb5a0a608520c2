/** What a start consists of, from exec to the first event that is recorded. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BuildError } from "../build/run.ts";
import type { Step } from "../lib/hook/steps.ts";

export interface StartPart {
  readonly desc: string;
  /** The best of all rounds, since what is above it is other processes' doing. */
  readonly ms: number;
  /** Time of the part above it. */
  readonly within: boolean;
}

const rounds = 15;
const verifierRounds = 3;

/** THE table of steps, in their order. */
const descs: Readonly<Record<"library" | Step, string>> = {
  library: "loading libbpf",
  types: "looking for hooks in the kernel's types",
  chosen: "choosing, with a trial of each class of hooks",
  opened: "opening the object",
  loaded: "loading it",
  attached: "attaching",
  tested: "the self-test",
  threads: "ids of all threads, for cred.escalation",
  header: "the header",
  snapshot: "the snapshot of running processes",
};

/** sonde: the executable. @throws BuildError when it does not start */
export function measureStart(sonde: string): StartPart[] {
  const took = times(rounds, steps);
  const parts = Object.entries(descs).flatMap(([name, desc]) => {
    const part = { desc, ms: least(took.map((one) => one[name])), within: false };
    return name === "loaded" ? [part, ...verifying(sonde)] : [part];
  });
  const runtime = least(times(rounds, () => wall([sonde, "--version"])));
  return [{ desc: "the runtime", ms: runtime, within: false }, ...parts];
}

/** As in the executable, but for its code, which is compiled here and not there. */
function steps(): Readonly<Record<string, number>> {
  const dir = mkdtempSync(join(tmpdir(), "sonde-start-"));
  try {
    const once = join(import.meta.dir, "start-once.ts");
    return JSON.parse(output([process.execPath, once, join(dir, "a.sonde.cbor")]));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

interface Verified {
  readonly program: string;
  readonly instructions: number;
  readonly verification: number;
}

/** The largest programs that are used here, and all others. */
function verifying(sonde: string): StartPart[] {
  const plan: readonly { program: string | null }[] = JSON.parse(output([sonde, "plan", "--json"]));
  const used = new Set(plan.flatMap(({ program }) => program?.split(" + ") ?? []));
  const each = times(verifierRounds, () => programs(sonde).filter((one) => used.has(one.program)));
  const best = (each[0] ?? []).map(({ program, instructions }) => ({
    program,
    instructions,
    ms: least(each.map((one) => verificationOf(one, program))),
  }));
  const [first, second, ...others] = best.sort((a, b) => b.ms - a.ms);
  const rest = others.reduce((sum, { ms }) => sum + ms, 0);
  return [
    ...[first, second].flatMap((one) => {
      if (one === undefined) return [];
      const desc = `verifying ${one.program}, ${one.instructions} instructions`;
      return [{ desc, ms: one.ms, within: true }];
    }),
    { desc: `verifying ${others.length} others`, ms: rest, within: true },
  ];
}

const programs = (sonde: string): Verified[] =>
  JSON.parse(output([sonde, "plan", "--programs", "--json"]));

function verificationOf(all: readonly Verified[], program: string): number {
  return (all.find((one) => one.program === program)?.verification ?? 0) / 1000;
}

function times<T>(count: number, work: () => T): T[] {
  return Array.from({ length: count }, work);
}

const least = (values: readonly (number | undefined)[]): number =>
  Math.min(...values.map((value) => value ?? 0));

function wall(command: readonly string[]): number {
  const start = performance.now();
  output(command);
  return performance.now() - start;
}

function output(command: readonly string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command]);
  if (exitCode !== 0) throw new BuildError(`${command.join(" ")}: ${stderr.toString().trim()}`);
  return stdout.toString();
}
