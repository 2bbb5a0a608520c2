/** Collects what a program prints, and wakes who waits for a line of it. */
import type { RunResult } from "./machine.ts";

interface LineWaiter {
  readonly pattern: RegExp;
  resolve(line: string): void;
  reject(error: Error): void;
}

export class Output {
  #stdout: Uint8Array[] = [];
  #stderr: Uint8Array[] = [];
  #waiters: LineWaiter[] = [];
  #ended: Error | null = null;

  out(bytes: Uint8Array): void {
    this.#stdout.push(bytes);
  }

  err(bytes: Uint8Array): void {
    this.#stderr.push(bytes);
    this.#wake();
  }

  /** The first whole line of standard error that matches. */
  line(pattern: RegExp): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#waiters.push({ pattern, resolve, reject });
    this.#wake();
    if (this.#ended) this.fail(this.#ended);
    return promise;
  }

  fail(error: Error): void {
    this.#ended = error;
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }

  end(pid: number, code: number | null, signal: number | null, timedOut: boolean): RunResult {
    const stdout = Buffer.concat(this.#stdout).toString();
    const stderr = Buffer.concat(this.#stderr).toString();
    const why = timedOut ? "timed out" : signal ? `signal ${signal}` : `exit code ${code}`;
    this.fail(
      new Error(`ended (${why}) without the line that was waited for: ${stderr.slice(-500)}`),
    );
    return { pid, code, signal, timedOut, stdout, stderr };
  }

  #wake(): void {
    const text = Buffer.concat(this.#stderr).toString();
    const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
    this.#waiters = this.#waiters.filter((waiter) => {
      const line = lines.find((candidate) => waiter.pattern.test(candidate));
      if (line !== undefined) waiter.resolve(line);
      return line === undefined;
    });
  }
}
