/** By what processes of the tree are found to have done the same. */
import type { Text } from "../recording/values.ts";
import type { Process, Run } from "./process.ts";

/** Longer keys are replaced by their hash; a weak one would let an attacker hide a process. */
const maxKey = 400;

/** Equal for processes that did the same, and whose children did. */
export function signature(process: Process): string {
  const { runs, moreRuns, comm, exit, omitted, ended } = process;
  let key = `${exit?.code} ${exit?.signal} ${moreRuns} ${omitted} `;
  for (const run of runs) key += runKey(run);
  if (runs.length === 0) key += textKey(comm);
  if (ended !== null && ended.size > 0) {
    const children = [...ended].map(([key, { count }]) => `${count}*${key.length}:${key}`);
    key += children.sort().join("");
  }
  return bounded(key);
}

/** Equal for processes that ran the same program and ended alike. */
export class ProgramKeys {
  /** The key that was made last: the next one is often the same. */
  #name: Text | null = null;
  #uid: number | null = null;
  #code = -1;
  #signal = -1;
  #key = "";

  of({ runs, comm, exit }: Process): string {
    const last = runs.at(-1);
    const name = last === undefined ? comm : last.path;
    const uid = last === undefined ? -1 : last.uid;
    const code = exit?.code ?? -1;
    const signal = exit?.signal ?? -1;
    const isSame = name === this.#name && uid === this.#uid && code === this.#code;
    if (isSame && signal === this.#signal && this.#key !== "") return this.#key;
    this.#name = name;
    this.#uid = uid;
    this.#code = code;
    this.#signal = signal;
    this.#key = bounded(`program ${code} ${signal} ${uid} ${textKey(name)}`);
    return this.#key;
  }
}

function bounded(key: string): string {
  if (key.length <= maxKey) return key;
  return new Bun.CryptoHasher("sha256").update(key).digest("base64");
}

function runKey({ path, argv, uid, euid }: Run): string {
  let key = `${uid} ${euid} ${textKey(path)}${argv?.length ?? -1} `;
  for (const argument of argv ?? []) key += textKey(argument);
  return key;
}

/** With its length before it: what follows can't be mistaken for a part of it. */
function textKey(text: Text | null): string {
  if (typeof text === "string") return `${text.length}:${text}`;
  return text === null ? "-" : `${text.length}!${Buffer.from(text).toString("hex")}`;
}
