/** The benchmark's command line. */
import { parseArgs } from "node:util";
import { hostArch } from "../build/targets.ts";

export interface Arguments {
  /** Every recorder with every flood, this many times. */
  readonly rounds: number;
  /** Part of the full number of operations in a flood. */
  readonly share: number;
  /** Where the figures go, too. */
  readonly json: string | null;
  /** Executables to measure beside each other: the built one, unless others are named. */
  readonly sondes: readonly string[];
  /** Names of recorders; empty: all. */
  readonly only: readonly string[];
  /** Seconds of a steady rate; 0: none. */
  readonly soak: number;
  /** Of all that is measured, only the job with files. */
  readonly job: boolean;
  /** Only the job, in a guest of the lab with this kernel; null: not at all. */
  readonly guest: string | null;
  readonly help: boolean;
}

export const usage = `bench: what recording costs, sonde beside its peers

  npm run bench                          five rounds, some minutes, as root
  npm run bench -- --quick               one short round
  npm run bench -- --sonde old --sonde new --only sonde

  --rounds N       every recorder with every flood, N times, in turns
  --quick          one round, a fifth of the operations
  --job            only the job: unpack, compile, git status
  --guest KERNEL   only the job, in a guest of the lab (6.12), where there are trampolines: counted
                   in instructions, and the same in each run
  --soak N         seconds of 50,000 opens each (60; 0 with --quick or --job)
  --json FILE      all figures of all rounds
  --sonde FILE     measure this executable; several are measured in turns
  --only NAME      measure only this recorder (nothing, sonde, perf, bpftrace, opensnoop)
`;

/** @throws TypeError on what it does not know. */
export function parseArguments(argv: readonly string[]): Arguments {
  const text = { type: "string" } as const;
  const texts = { type: "string", multiple: true, default: [] as string[] } as const;
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: text,
      soak: text,
      quick: flag,
      job: flag,
      guest: text,
      json: text,
      sonde: texts,
      only: texts,
      help: flag,
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
  if (!(rounds >= 1)) throw new TypeError(`--rounds ${values.rounds}: it is 1 or more`);
  return {
    rounds,
    share: values.quick ? 0.2 : 1,
    soak: Number(values.soak ?? (values.quick || values.job ? 0 : 60)),
    json: values.json ?? null,
    sondes: values.sonde.length > 0 ? values.sonde : [`dist/sonde-linux-${hostArch() ?? "x64"}`],
    only: values.only,
    job: values.job,
    guest: values.guest ?? null,
    help: values.help,
  };
}
