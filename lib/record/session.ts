/** Runs a recorder until its time is up, its command has ended, or a signal asks it to stop. */
import type { Ending } from "./command.ts";
import type { Progress, Recorder } from "./recorder.ts";

/** The ring is looked at this often; it holds some 100,000 events. */
const drainMs = 10;
const markMs = 1000;

export interface SessionOptions {
  /** Milliseconds; undefined: until something else ends it. */
  readonly time: number | undefined;
  /** Called about once a second. */
  readonly onProgress: (progress: Progress, elapsedMs: number) => void;
}

export interface SessionEnd {
  readonly reason: string;
  readonly command: Ending | undefined;
  /** Of the whole file. */
  readonly hash: Uint8Array;
  readonly progress: Progress;
}

/** @throws SondeError when the output can't be written; what is on disk is then intact */
export async function runSession(recorder: Recorder, options: SessionOptions): Promise<SessionEnd> {
  try {
    const reason = await loop(recorder, options);
    return { reason, command: recorder.commandEnding(), ...recorder.finish(reason) };
  } catch (error) {
    recorder.abandon();
    while (recorder.commandRuns()) await Bun.sleep(drainMs); // it is not the command's fault
    throw error;
  }
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Returns why the recording ends. */
async function loop(recorder: Recorder, options: SessionOptions): Promise<string> {
  const stop = new StopRequest(recorder, options.time);
  const onSignal = (signal: NodeJS.Signals) => stop.signal(signal);
  for (const signal of signals) process.on(signal, onSignal);
  try {
    const started = performance.now();
    let marked = started;
    let sinceMark = 0;
    for (;;) {
      const reason = stop.reason(performance.now() - started);
      sinceMark += recorder.pump();
      if (reason !== undefined) return reason;
      const now = performance.now();
      if (now - marked >= markMs) {
        if (sinceMark > 0) recorder.mark();
        options.onProgress(recorder.progress(), now - started);
        marked = now;
        sinceMark = 0;
      }
      await Bun.sleep(drainMs);
    }
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

/** After this long a command that was asked to end is killed, in milliseconds. */
const patienceMs = 5000;

/**
 * When to stop. A running command is recorded to its end: Ctrl-C reaches it from the terminal by
 * itself, other signals are passed on, and a second signal does not wait any longer.
 */
class StopRequest {
  readonly #recorder: Recorder;
  readonly #time: number | undefined;
  #asked: string | undefined;
  #askedAt = 0;
  #insisted = false;

  constructor(recorder: Recorder, time: number | undefined) {
    this.#recorder = recorder;
    this.#time = time;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#asked !== undefined) this.#insisted = true;
    else if (signal !== "SIGINT") this.#recorder.signalCommand(signal);
    this.#asked ??= signal;
  }

  /** Undefined while the recording goes on. */
  reason(elapsedMs: number): string | undefined {
    if (this.#time !== undefined && elapsedMs >= this.#time && this.#asked === undefined) {
      this.#asked = "time";
      this.#askedAt = elapsedMs;
      this.#recorder.signalCommand("SIGTERM");
    }
    if (!this.#recorder.commandRuns())
      return this.#asked ?? (this.#recorder.commandEnding() ? "command" : undefined);
    if (this.#asked === "time" && elapsedMs - this.#askedAt >= patienceMs) {
      this.#recorder.signalCommand("SIGKILL");
    }
    return this.#insisted ? this.#asked : undefined;
  }
}
