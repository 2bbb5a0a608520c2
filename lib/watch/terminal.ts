/**
 * Takes the whole terminal and gives it back as it was, however the program ends: at the end, on
 * an error, when it is stopped (and taken again when it goes on), at process exit as a last resort.
 */

/** Alternate screen, cursor off. */
const take = "\x1b[?1049h\x1b[?25l";
/** First CAN: it ends a sequence that is cut. */
const give = "\x18\x1b[0m\x1b[?25h\x1b[?1049l";

/** They would end the program and leave the terminal as it is. */
const ends = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

export interface Screen {
  /** Sent as a whole; must not wait. */
  readonly write: (text: string) => void;
  /** Sent at once, also when that means to wait: the terminal must not stay as it is. */
  readonly writeNow: (text: string) => void;
  /** The screen was lost and must be drawn again. */
  readonly redraw: () => void;
  /** q, Ctrl-C, or a signal. */
  readonly quit: () => void;
}

const keys: ReadonlyMap<number, "quit" | "stop" | "redraw"> = new Map([
  [0x03, "quit"], // Ctrl-C
  [0x0c, "redraw"], // Ctrl-L
  [0x1a, "stop"], // Ctrl-Z
  [0x1c, "quit"], // Ctrl-\
  [0x71, "quit"], // q
]);

export class FullScreen {
  readonly #screen: Screen;
  #isTaken = false;
  readonly #onStop = () => this.#stop();
  readonly #onContinue = () => this.#take();
  readonly #onResize = () => this.#screen.redraw();
  readonly #onExit = () => this.#give();
  readonly #onKeys = (bytes: Buffer) => {
    for (const byte of bytes) this.#key(byte);
  };

  constructor(screen: Screen) {
    this.#screen = screen;
    process.on("exit", this.#onExit);
    process.on("SIGTSTP", this.#onStop);
    process.on("SIGCONT", this.#onContinue);
    process.on("SIGWINCH", this.#onResize);
    for (const signal of ends) process.on(signal, screen.quit);
    this.#take();
    if (process.stdin.isTTY) process.stdin.on("data", this.#onKeys);
  }

  /** The terminal is as before, and the program may end. */
  close(): void {
    process.off("exit", this.#onExit);
    process.off("SIGTSTP", this.#onStop);
    process.off("SIGCONT", this.#onContinue);
    process.off("SIGWINCH", this.#onResize);
    for (const signal of ends) process.off(signal, this.#screen.quit);
    process.stdin.off("data", this.#onKeys);
    this.#give();
    if (process.stdin.isTTY) process.stdin.pause();
  }

  /** Lines from the first row on; what was there before is gone. */
  draw(lines: readonly string[]): void {
    if (!this.#isTaken) return;
    // Drawn in one go where the terminal can (mode 2026), over the old lines everywhere.
    const body = lines.map((line) => `${line}\x1b[K`).join("\r\n");
    this.#screen.write(`\x1b[?2026h\x1b[H${body}\x1b[J\x1b[?2026l`);
  }

  #take(): void {
    if (this.#isTaken) return;
    this.#isTaken = true;
    this.#raw(true);
    this.#screen.writeNow(take);
    this.#screen.redraw();
  }

  #give(): void {
    if (!this.#isTaken) return;
    this.#isTaken = false;
    this.#screen.writeNow(give);
    this.#raw(false);
  }

  /** Stops as a program that knows nothing of SIGTSTP does. */
  #stop(): void {
    this.#give();
    process.kill(process.pid, "SIGSTOP");
  }

  #key(byte: number): void {
    switch (keys.get(byte)) {
      case "quit":
        this.#screen.quit();
        break;
      case "stop":
        process.kill(0, "SIGTSTP"); // all of the job, as the terminal would
        break;
      case "redraw":
        this.#screen.redraw();
        break;
    }
  }

  /** Keys come one by one and are not shown. */
  #raw(on: boolean): void {
    if (process.stdin.isTTY) process.stdin.setRawMode(on);
  }
}
