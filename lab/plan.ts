/** Which guests to boot for what was asked. Pure. */
import { type Case, casesIn } from "./case.ts";
import { type Kernel, kernels, shortKernels } from "./kernels.ts";
import { cmdlineOf, type Mode, modes, runsOf } from "./modes.ts";

export interface Selection {
  /** Kernels under QEMU at all. */
  readonly guests: boolean;
  /** Globs; null for all. */
  readonly kernel: string | null;
  readonly arch: string | null;
  readonly mode: string | null;
  readonly test: string | null;
  /** The few kernels of `npm test`, in the default mode. */
  readonly short: boolean;
  /** The kernels that are built from source too. */
  readonly buildKernels: boolean;
}

/** One boot of one kernel: the modes that share it, in their order. */
export interface BootPlan {
  readonly kernel: Kernel;
  readonly modes: readonly Mode[];
  /** Added to the kernel's command line. */
  readonly cmdline: string;
}

export interface Plan {
  readonly boots: readonly BootPlan[];
  readonly cases: readonly Case[];
}

/** The slow ones come first, so that the last guest is not alone for long. */
export function makePlan(selection: Selection, cases: readonly Case[]): Plan {
  const wanted = (glob: string | null, name: string) =>
    glob === null || new Bun.Glob(glob).match(name);
  const chosen = kernels.filter(
    (kernel) =>
      selection.guests &&
      (selection.buildKernels || !("build" in kernel)) &&
      wanted(selection.kernel, kernel.name) &&
      wanted(selection.arch, kernel.arch) &&
      (!selection.short ||
        shortKernels.some(([arch, name]) => arch === kernel.arch && name === kernel.name)),
  );
  const modeGlob = selection.short ? "default" : selection.mode;
  const boots = chosen.flatMap((kernel) => {
    const own = modes.filter(
      ({ name, machines }) =>
        wanted(modeGlob, name) &&
        (kernel.modes?.includes(name) ?? true) &&
        (machines?.includes(`${kernel.arch} ${kernel.name}`) ?? true),
    );
    const groups = Map.groupBy(own, (mode) => cmdlineOf(mode, kernel));
    return [...groups].map(([cmdline, group]) => ({ kernel, modes: group, cmdline }));
  });
  return {
    boots: boots.sort((a, b) => weight(b, cases) - weight(a, cases)),
    cases: cases.filter((one) => wanted(selection.test, one.name)),
  };
}

/** About how long it takes, in cases: one architecture is twice as slow to emulate. */
function weight({ kernel, modes: group }: BootPlan, cases: readonly Case[]): number {
  const runs = group.flatMap((mode) => casesIn(runsOf(mode, kernel), cases));
  return runs.length * (kernel.arch === "arm64" ? 2 : 1);
}
