/** The lab's command line. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Selection } from "./plan.ts";

export interface Arguments extends Selection {
  readonly native: boolean;
  /** Guests at a time. */
  readonly jobs: number;
  /** File for the results. */
  readonly junit: string;
  /** Folder of the executables. */
  readonly dist: string;
  /** Break sonde on purpose too: with --short, and when nothing is selected. */
  readonly selfCheck: boolean;
  /** Take what sonde probe answers for right. */
  readonly updateGolden: boolean;
  readonly shell: boolean;
  readonly list: boolean;
  readonly help: boolean;
}

export const usage = `lab: boots real kernels under QEMU and runs the tests in them

  npm run lab                                 the whole matrix
  npm run lab -- --kernel 6.1 --mode confidentiality --test 'exec*'
  npm run lab -- --shell --kernel 7.x --arch arm64

  --kernel GLOB     kernels by name           --arch GLOB   x86_64, arm64
  --mode GLOB       modes by name             --test GLOB   tests by name
  --short           the few kernels of npm test in the default mode, and this host
  --native          this host; alone unless kernels or modes are named too
  --jobs N          guests at a time; one more than CPUs unless told
  --build-kernels   also the kernels that are built from source (minutes, once)
  --self-check      break sonde on purpose: the lab must notice (also done when nothing is selected)
  --update-golden   take what the probe answers for right; then review golden/*.json
  --shell           a shell in the first guest of the selection
  --list            names of kernels, modes and tests
  --junit FILE      results as JUnit XML      --dist DIR    where the executables are
`;

/** One more than there are CPUs: a guest often waits, for one while its kernel takes trampolines away. */
const guestsAtATime = (): number => availableParallelism() + 1;

/** @throws TypeError on an unknown option. */
export function parseArguments(argv: readonly string[], root: string): Arguments {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      ...{ kernel: text, arch: text, mode: text, test: text, jobs: text, junit: text, dist: text },
      ...{ short: flag, native: flag, shell: flag, list: flag, help: flag },
      ...{ "build-kernels": flag, "self-check": flag, "update-golden": flag },
    },
  });
  const { kernel, arch, mode, test } = values;
  const selected = [kernel, arch, mode, test].some((glob) => glob !== undefined);
  const guests = [kernel, arch, mode].some((glob) => glob !== undefined) || !values.native;
  return {
    kernel: values.kernel ?? null,
    arch: values.arch ?? null,
    mode: values.mode ?? null,
    test: values.test ?? null,
    short: values.short,
    native: values.native || values.short,
    guests: guests || values.short,
    selfCheck: values["self-check"] || values.short || !(selected || values.native),
    jobs: Math.max(1, Number(values.jobs ?? guestsAtATime()) || 1),
    junit: values.junit ?? join(root, "dist/lab.xml"),
    dist: values.dist ?? join(root, "dist"),
    updateGolden: values["update-golden"],
    shell: values.shell,
    list: values.list,
    buildKernels: values["build-kernels"],
    help: values.help,
  };
}
