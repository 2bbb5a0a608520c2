/** Runs a recorder until its time is up, its command has ended, or a signal asks it to stop. */
import type { Ending } from "./command.ts";
import type { Progress, Recorder } from "./recorder.ts";

/** What a kill may lose is what came since the last mark; with the wait for a turn, a second. */
const markMs = 900;
const progressMs = 1000;
/** Every hook must show that it still fires. */
const checkMs = 5000;
/** Hooks that cannot be taken away are tried again this often. */
const heldMs = 500;
/** A command that is not to blame for an error is looked for this often. */
const commandMs = 10;
/** After this long a command that was asked to end is killed. */
const patienceMs = 5000;

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface SessionOptions {
  /** Milliseconds; undefined: until something else ends it. */
  readonly time: number | undefined;
  /** Asked all the time: why to end now, undefined to go on. */
  readonly stop?: () => string | undefined;
  /** Called about once a second. */
  readonly onProgress: (progress: () => Progress, elapsedMs: number) => void;
  /** Called with a sentence when something happened to the hooks. */
  readonly onIncident: (text: string) => void;
  /** Called when the recording is whole but its hooks cannot be taken away yet, with the reason. */
  readonly onHeld: (reason: string) => void;
  /** Take them away all the same. */
  readonly forceExit: boolean;
}

export interface SessionEnd {
  readonly reason: string;
  readonly command: Ending | undefined;
  /** Of the whole file. */
  readonly hash: Uint8Array;
  readonly progress: Progress;
}

/**
 * A signal that comes while `start` is at work ends the recording like any other.
 * @throws SondeError when the output can't be written; what is on disk is then intact
 */
export async function runSession(
  start: () => Recorder,
  options: SessionOptions,
): Promise<SessionEnd> {
  const received: NodeJS.Signals[] = [];
  const onSignal = (signal: NodeJS.Signals) => void received.push(signal);
  for (const signal of signals) process.on(signal, onSignal);
  try {
    const recorder = start();
    return await record(recorder, new StopRequest(recorder, options.time, received), options);
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

async function record(
  recorder: Recorder,
  stop: StopRequest,
  options: SessionOptions,
): Promise<SessionEnd> {
  try {
    const reason = await loop(recorder, stop, options);
    const end = { reason, command: recorder.commandEnding(), ...recorder.finish(reason) };
    await release(recorder, options);
    return end;
  } catch (error) {
    recorder.abandon();
    await release(recorder, options);
    while (recorder.commandRuns()) await Bun.sleep(commandMs); // it is not the command's fault
    throw error;
  }
}

/** The recording is whole by then; what is waited for is only that the hooks may be taken away. */
async function release(recorder: Recorder, { forceExit, onHeld }: SessionOptions): Promise<void> {
  const reason = recorder.held();
  if (reason !== undefined && !forceExit) {
    onHeld(reason);
    while (recorder.held() !== undefined) await Bun.sleep(heldMs);
  }
  recorder.release();
}

/** Returns why the recording ends. */
async function loop(
  recorder: Recorder,
  stop: StopRequest,
  options: SessionOptions,
): Promise<string> {
  const started = performance.now();
  const [isToCheck, isToMark, isToTell] = [every(checkMs), every(markMs), every(progressMs)];
  for (;;) {
    recorder.wait();
    await Bun.sleep(0); // signals, and who reads what is written
    const reason = options.stop?.() ?? stop.reason(performance.now() - started);
    recorder.pump();
    if (reason !== undefined) return reason;
    const now = performance.now();
    if (isToCheck(now)) for (const text of recorder.checkHooks()) options.onIncident(text);
    if (isToMark(now)) recorder.mark();
    if (!isToTell(now)) continue;
    for (const text of recorder.checkClocks()) options.onIncident(text);
    options.onProgress(() => recorder.progress(), now - started);
  }
}

/** Asked with the time: are `ms` over since it last said so? */
function every(ms: number): (now: number) => boolean {
  let last = performance.now();
  return (now) => {
    if (now - last < ms) return false;
    last = now;
    return true;
  };
}

/**
 * When to stop. A running command is recorded to its end: Ctrl-C reaches it from the terminal by
 * itself, other signals and the end of the time are passed on, and a second signal does not wait.
 * A command that became another user cannot be signalled: the recording ends without it.
 */
class StopRequest {
  readonly #recorder: Recorder;
  readonly #time: number | undefined;
  readonly #received: readonly NodeJS.Signals[];
  /** Why, and after how many milliseconds. */
  #asked: { readonly why: string; readonly at: number } | undefined;
  /** The command may not be signalled: it is not waited for. */
  #powerless = false;

  constructor(recorder: Recorder, time: number | undefined, received: readonly NodeJS.Signals[]) {
    this.#recorder = recorder;
    this.#time = time;
    this.#received = received;
  }

  /** Undefined while the recording goes on. */
  reason(elapsedMs: number): string | undefined {
    if (this.#asked === undefined) this.#ask(elapsedMs);
    if (!this.#recorder.commandRuns()) {
      return this.#asked?.why ?? (this.#recorder.commandEnding() ? "command" : undefined);
    }
    if (this.#asked === undefined) return undefined;
    const patient = elapsedMs - this.#asked.at < patienceMs;
    if (this.#asked.why === "time" && !patient) this.#signal("SIGKILL");
    return this.#received.length > 1 || this.#powerless ? this.#asked.why : undefined;
  }

  #ask(elapsedMs: number): void {
    const [signal] = this.#received;
    if (signal !== undefined) {
      this.#asked = { why: signal, at: elapsedMs };
      if (signal !== "SIGINT") this.#signal(signal);
    } else if (this.#time !== undefined && elapsedMs >= this.#time) {
      this.#asked = { why: "time", at: elapsedMs };
      this.#signal("SIGTERM");
    }
  }

  #signal(signal: NodeJS.Signals): void {
    if (!this.#recorder.signalCommand(signal)) this.#powerless = true;
  }
}
