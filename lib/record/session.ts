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
  const started = performance.now();
  const reason = await loop(recorder, options, started);
  recorder.stopCommand();
  const progress = recorder.progress();
  const hash = recorder.finish(reason);
  return { reason, command: recorder.commandEnding(), hash, progress };
}

function loop(recorder: Recorder, options: SessionOptions, started: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let marked = started;
    let sinceMark = 0;
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    const stop = (reason: string) => {
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, onSignal);
      resolve(reason);
    };
    const onSignal = (signal: NodeJS.Signals) => stop(signal);
    const tick = () => {
      try {
        const ended = recorder.commandEnding() !== undefined;
        sinceMark += recorder.pump();
        const now = performance.now();
        if (now - marked >= markMs) {
          if (sinceMark > 0) recorder.mark();
          options.onProgress(recorder.progress(), now - started);
          marked = now;
          sinceMark = 0;
        }
        if (ended) return stop("command");
        if (options.time !== undefined && now - started >= options.time) return stop("time");
        timer = setTimeout(tick, drainMs);
      } catch (error) {
        reject(error);
      }
    };
    for (const signal of signals) process.on(signal, onSignal);
    let timer = setTimeout(tick, 0);
  });
}
