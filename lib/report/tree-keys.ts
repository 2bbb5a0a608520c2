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
export function programKey({ runs, comm, exit }: Process): string {
  const last = runs.at(-1);
  const ended = `${exit?.code} ${exit?.signal}`;
  return bounded(`program ${ended} ${last ? `${last.uid} ${textKey(last.path)}` : textKey(comm)}`);
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
