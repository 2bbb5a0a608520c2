/** Runs a program in a terminal of its own. */
import { killed, until } from "./recording.ts";

export interface Terminal {
  readonly pid: number;
  /** All that was printed. */
  readonly output: () => string;
  readonly type: (text: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  /** Waits until this was printed. */
  readonly shows: (text: string) => Promise<void>;
  /** The exit code. */
  readonly exited: Promise<number>;
}

export async function inTerminal(
  argv: readonly string[],
  use: (terminal: Terminal) => Promise<void>,
  { columns = 80, rows = 24, env = {} } = {},
): Promise<void> {
  const decoder = new TextDecoder();
  let printed = "";
  const child = Bun.spawn([...argv], {
    cwd: "/",
    env: { ...process.env, TERM: "xterm", NO_COLOR: undefined, ...env },
    terminal: {
      cols: columns,
      rows,
      data: (_terminal, bytes) => {
        printed += decoder.decode(bytes, { stream: true });
      },
    },
  });
  try {
    await use({
      pid: child.pid,
      output: () => printed,
      type: (text) => void child.terminal?.write(text),
      resize: (width, height) => child.terminal?.resize(width, height),
      shows: (text) => until(() => printed.includes(text)),
      exited: child.exited,
    });
  } finally {
    await killed(child);
  }
}
