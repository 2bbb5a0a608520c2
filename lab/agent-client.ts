/** The lab's end of the port: requests in, replies out, each matched by its id. */
import { unlinkSync } from "node:fs";
import {
  encodeFrame,
  type Frame,
  FrameReader,
  type Part,
  reply,
  request,
  stringsAt,
  u32At,
} from "./frame.ts";
import type { Running, RunResult } from "./machine.ts";
import { Output } from "./output.ts";

/** How the agent starts a program. */
export interface AgentRun {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdin: string | Uint8Array;
  /** Capabilities that stay, one bit each; all when -1n. */
  readonly caps: bigint;
  /** Folder of the cgroup to join; empty for none. */
  readonly cgroup: string;
  /** Bits of `runFlag`. */
  readonly flags: number;
  /** Milliseconds; 0 for none. */
  readonly timeout: number;
}

/** Milliseconds without an answer after which a guest is given up: its kernel hangs. */
const patience = 120_000;

interface Waiter {
  take(frame: Frame): void;
  fail(error: Error): void;
}

/** A guest's answer that it could not do what was asked. */
export class AgentError extends Error {
  readonly errno: number;
  constructor(what: string, errno: number) {
    super(`guest: ${what}: errno ${errno}`);
    this.name = "AgentError";
    this.errno = errno;
  }
}

export class AgentClient {
  readonly release: string;
  readonly #send: (bytes: Uint8Array) => void;
  readonly #waiters = new Map<number, Waiter>();
  #next = 1;
  #lost: Error | null = null;

  constructor(release: string, send: (bytes: Uint8Array) => void) {
    this.release = release;
    this.#send = send;
  }

  take(frame: Frame): void {
    this.#waiters.get(frame.id)?.take(frame);
  }

  /** Nothing is answered any more: what is under way fails, and what is asked later. */
  lose(error: Error): void {
    this.#lost = error;
    for (const waiter of this.#waiters.values()) waiter.fail(error);
    this.#waiters.clear();
  }

  /** One request whose answer is "done" or an errno. @throws AgentError */
  async ask(type: number, parts: readonly Part[]): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    const timer = this.#giveUpLater();
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      this.#post(type, parts, {
        take: (frame) => {
          if (frame.type === reply.data) pieces.push(frame.payload);
          else if (frame.type === reply.ok)
            return this.#done(frame.id, () => resolve(Buffer.concat(pieces)));
          else if (frame.type === reply.fail) {
            const [what = "?"] = stringsAt(frame.payload, 4);
            this.#done(frame.id, () => reject(new AgentError(what, u32At(frame.payload, 0))));
          }
        },
        fail: reject,
      });
    });
    return await answer.finally(() => clearTimeout(timer));
  }

  /** Asks for power off; the guest gives no answer to that. */
  powerOff(): void {
    if (this.#lost === null) this.#send(encodeFrame(request.poweroff, 0, []));
  }

  async start(run: AgentRun): Promise<Running> {
    const output = new Output();
    const ended = Promise.withResolvers<RunResult>();
    const started = Promise.withResolvers<number>();
    ended.promise.catch(() => undefined);
    let pid = 0;
    let timedOut = false;
    let timer: NodeJS.Timeout | undefined;
    const env = Object.entries(run.env).map(([key, value]) => `${key}=${value}`);
    const id = this.#post(
      request.run,
      [
        run.flags,
        run.caps,
        run.cgroup,
        run.cwd,
        run.argv.length,
        ...run.argv,
        env.length,
        ...env,
        run.stdin,
      ],
      {
        take: (frame) => {
          if (frame.type === reply.pid) {
            pid = u32At(frame.payload, 0);
            started.resolve(pid);
          } else if (frame.type === reply.out) output.out(frame.payload);
          else if (frame.type === reply.err) output.err(frame.payload);
          else if (frame.type === reply.exit || frame.type === reply.fail) {
            this.#waiters.delete(frame.id);
            clearTimeout(timer);
            const code = u32At(frame.payload, 0);
            const signal = u32At(frame.payload, 4);
            ended.resolve(output.end(pid, signal ? null : code, signal || null, timedOut));
          }
        },
        fail: (error) => {
          clearTimeout(timer);
          started.reject(error);
          ended.reject(error);
          output.fail(error);
        },
      },
    );
    const kill = (signal: number) => this.ask(request.signal, [id, signal]);
    if (run.timeout) {
      timer = setTimeout(() => {
        timedOut = true;
        kill(9).catch(() => undefined);
        timer = this.#giveUpLater();
      }, run.timeout);
    }
    await started.promise.catch((error) => {
      clearTimeout(timer);
      throw error;
    });
    return {
      stderrLine: (pattern) => output.line(pattern),
      signal: async (number) => void (await kill(number)),
      ended: ended.promise,
    };
  }

  #post(type: number, parts: readonly Part[], waiter: Waiter): number {
    const id = this.#next++;
    if (this.#lost !== null) {
      waiter.fail(this.#lost);
      return id;
    }
    this.#waiters.set(id, waiter);
    this.#send(encodeFrame(type, id, parts));
    return id;
  }

  #giveUpLater(): NodeJS.Timeout {
    const error = new Error(`the guest gave no answer for ${patience / 1000} s`);
    return setTimeout(() => this.lose(error), patience);
  }

  #done(id: number, settle: () => void): void {
    this.#waiters.delete(id);
    settle();
  }
}

/** Waits on a socket for a guest's agent. `lost` fails everything that is under way. */
export function acceptAgent(path: string): {
  client: Promise<AgentClient>;
  lost(error: Error): void;
} {
  const ready = Promise.withResolvers<AgentClient>();
  ready.promise.catch(() => undefined);
  const reader = new FrameReader();
  let client: AgentClient | null = null;
  const lost = (error: Error): void => {
    ready.reject(error);
    client?.lose(error);
    server.stop(true);
  };
  const server = Bun.listen<{ queue: Uint8Array[] }>({
    unix: path,
    socket: {
      open(socket) {
        socket.data = { queue: [] };
        unlinkSync(path);
      },
      data(socket, bytes) {
        for (const frame of reader.push(bytes)) {
          if (frame.type !== reply.hello) {
            client?.take(frame);
            continue;
          }
          const send = (data: Uint8Array): void => {
            socket.data.queue.push(data);
            flush(socket);
          };
          client = new AgentClient(stringsAt(frame.payload, 0)[0] ?? "", send);
          ready.resolve(client);
        }
      },
      drain: flush,
    },
  });
  return { client: ready.promise, lost };
}

/** Writes what the socket takes now; the rest goes when it drains. */
function flush(socket: Bun.Socket<{ queue: Uint8Array[] }>): void {
  const { queue } = socket.data;
  for (let first = queue[0]; first !== undefined; first = queue[0]) {
    const done = Math.max(0, socket.write(first));
    if (done < first.length) {
      queue[0] = first.subarray(done);
      return;
    }
    queue.shift();
  }
}
