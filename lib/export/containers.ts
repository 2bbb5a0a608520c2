/** Which container an event is of, by the names that runtimes give to control groups. */
import { type Entry, int, num, type Text, text } from "../recording/values.ts";
import type { Process } from "../report/process.ts";

/** Docker, containerd, CRI-O, Podman: 64 hex digits, perhaps between a prefix and ".scope". */
const idPattern = /(?:^|[/:-])([0-9a-f]{64})(?=\.scope|\/|$)/g;
const capacity = 65_536;

/** The innermost one; null where the path names none. */
export function containerOf(path: Text | null): string | null {
  if (typeof path !== "string") return null;
  return [...path.matchAll(idPattern)].at(-1)?.[1] ?? null;
}

export class Containers {
  /** By the id of the control group; null: it is of no container. */
  readonly #groups = new Map<number | bigint, string | null>();
  /** By pid, of the processes that were running at the beginning. */
  readonly #running = new Map<number, string>();

  /** A process that was running when the recording began. */
  snapshot(item: Entry): void {
    const id = containerOf(text(item, "cgroup"));
    const pid = num(item, "pid");
    if (id !== null && pid !== null && this.#running.size < capacity) this.#running.set(pid, id);
  }

  /** Null: none, or not known. */
  of(event: Entry, { pid, wasRunning }: Process): string | null {
    const group = int(event, "cgroup");
    if (group === null) return null;
    const path = text(event, "cgroup_path");
    const known = path === null ? this.#groups.get(group) : undefined;
    if (known !== undefined) return known;
    if (path !== null) return this.#learn(group, containerOf(path));
    const running = wasRunning ? this.#running.get(pid) : undefined;
    return running === undefined ? null : this.#learn(group, running);
  }

  #learn(group: number | bigint, id: string | null): string | null {
    if (this.#groups.size >= capacity) this.#groups.clear();
    this.#groups.set(group, id);
    return id;
  }
}
