/** Reads what the workloads say they did: `act=connect pid=7 port=80 ret=-111`, one line an act. */

export class Act {
  readonly name: string;
  readonly #fields: ReadonlyMap<string, string>;

  constructor(fields: ReadonlyMap<string, string>) {
    this.name = fields.get("act") ?? "";
    this.#fields = fields;
  }

  has(key: string): boolean {
    return this.#fields.has(key);
  }

  /** @throws Error when the line has no such word: then workload and case disagree. */
  raw(key: string): string {
    const value = this.#fields.get(key);
    if (value === undefined) throw new Error(`a line of ${this.name} has no ${key}`);
    return value;
  }

  num(key: string): number {
    return Number(this.raw(key));
  }

  /** Bytes of a text, each `%XX` made one byte. Latin-1, so that any byte has a character. */
  text(key: string): string {
    return this.raw(key).replace(/%([0-9a-f]{2})/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  }
}

/** What one program of a sequence did. */
export interface WorkloadTruth {
  /** Path of the program. */
  readonly program: string;
  /** Name and ABI out of the path: `exec.i386` is `exec` and `i386`. */
  readonly name: string;
  readonly abi: string;
  readonly pid: number;
  readonly acts: readonly Act[];
}

/** What a whole sequence did. */
export interface Truth {
  /** Of the program that ran the workloads; its effective capabilities, a bit each, and its cgroup in /proc's words. */
  readonly pid: number;
  readonly caps: bigint;
  readonly cgroup: string;
  readonly workloads: readonly WorkloadTruth[];
}

/** @throws Error when a workload says that it is broken, or ended otherwise than with 0. */
export function parseTruth(text: string): Truth {
  let runner = { pid: 0, caps: 0n, cgroup: "" };
  const workloads: (WorkloadTruth & { pid: number; acts: Act[] })[] = [];
  for (const line of text.split("\n")) {
    if (!line.startsWith("act=")) continue;
    const act = new Act(new Map(line.split(" ").map(splitWord)));
    if (act.name === "broken") throw new Error(`workload ${workloads.at(-1)?.program}: ${line}`);
    if (act.name === "sequence") {
      const caps = BigInt(`0x${act.raw("caps")}`);
      runner = { pid: act.num("pid"), caps, cgroup: act.text("cgroup") };
    }
    const current = workloads.at(-1);
    if (act.name === "ended" && act.num("code") + act.num("signal") !== 0) {
      throw new Error(`workload ${current?.program}: ${line}`);
    }
    if (act.name === "workload") {
      const program = act.text("program");
      const [name = "", abi = ""] = (program.split("/").at(-1) ?? "").split(".");
      workloads.push({ program, name, abi, pid: 0, acts: [] });
    } else if (current) {
      current.acts.push(act);
      if (act.name === "ended") current.pid = act.num("pid");
    }
  }
  return { ...runner, workloads };
}

function splitWord(word: string): [string, string] {
  const at = word.indexOf("=");
  return [word.slice(0, at), word.slice(at + 1)];
}
