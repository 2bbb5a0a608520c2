/** Every recorder with every flood, round by round, so that what changes meanwhile hits all. */
import { BuildError } from "../build/run.ts";
import { ensureTools } from "../build/tools.ts";
import { floods } from "./floods.ts";
import type { Recorder } from "./recorders.ts";
import type { Row } from "./report.ts";
import { type Programs, TrialError } from "./running.ts";
import { type Figures, nativeTrial, trial } from "./trial.ts";

export interface Extent {
  readonly rounds: number;
  /** Part of each flood's full number of operations. */
  readonly share: number;
}

/** Rows in the order of the floods, for each the native one first. */
export async function measure(
  programs: Programs,
  recorders: readonly Recorder[],
  { rounds, share }: Extent,
): Promise<Row[]> {
  const rows = floods.flatMap((flood) => {
    const able = recorders.filter((recorder) => recorder.floods.includes(flood.name));
    return [null, ...able].map((recorder) => new Running(recorder, flood));
  });
  for (const row of rows) row.prepare();
  for (let round = 1; round <= rounds; round++) {
    for (const row of rows) {
      console.error(
        `round ${round} of ${rounds}: ${row.flood.desc}, ${row.recorder?.name ?? "nothing"}`,
      );
      await row.run(programs, Math.ceil(row.flood.count * share));
    }
  }
  return rows;
}

class Running implements Row {
  readonly recorder: Row["recorder"];
  readonly flood: Row["flood"];
  readonly rounds: Figures[] = [];
  reason: string | null = null;

  constructor(recorder: Row["recorder"], flood: Row["flood"]) {
    this.recorder = recorder;
    this.flood = flood;
  }

  prepare(): void {
    try {
      if (this.recorder?.tool) ensureTools([this.recorder.tool]);
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      this.reason = error.message.split("\n")[0] ?? "not installed";
    }
  }

  /** A recorder that failed once is not tried again. */
  async run(programs: Programs, count: number): Promise<void> {
    if (this.reason !== null) return;
    try {
      this.rounds.push(
        this.recorder
          ? await trial(programs, this.recorder, this.flood, count)
          : nativeTrial(programs, this.flood, count),
      );
    } catch (error) {
      if (!(error instanceof TrialError)) throw error;
      this.reason = error.message;
    }
  }
}
