/** A short way to write down what happened, and to ask what is found in it. */

import { Builder, startClock } from "../../../recording/testdata/builder.ts";
import { temporary } from "../../../recording/testdata/files.ts";
import type { Value } from "../../../recording/values.ts";
import type { Finding } from "../finding.ts";
import { lookInto } from "../look.ts";

export type Fields = Readonly<Record<string, Value>>;

/** Everything happens here: not in a container. */
const initPidNamespace = 0xeffffffc;

export class Story {
  readonly builder = new Builder().header();
  readonly #parents = new Map<number, number>();
  #now = Number(startClock);

  /** A process that was there before. */
  was(pid: number, path: string | null, fields: Fields = {}): this {
    const name = path?.slice(path.lastIndexOf("/") + 1) ?? "kworker/0:1";
    this.builder.record("process", {
      pid,
      start: pid,
      ppid: 1,
      comm: name,
      path,
      argv: path === null ? null : [path],
      ...fields,
    });
    this.#parents.set(pid, Number(fields.ppid ?? 1));
    return this;
  }

  /** A process runs a program; by default it is new and its parent is process 1. */
  runs(pid: number, words: readonly string[], fields: Fields = {}): this {
    const [path = ""] = words;
    if (!this.#parents.has(pid)) this.#parents.set(pid, Number(fields.ppid ?? 1));
    return this.does(pid, "process.exec", {
      path,
      argv: words,
      comm: path.slice(path.lastIndexOf("/") + 1),
      ...fields,
    });
  }

  /** An event of a process. */
  does(pid: number, point: Parameters<Builder["record"]>[0], fields: Fields = {}): this {
    this.#now += 1000;
    this.builder.record(point, {
      ts: this.#now,
      pid,
      start: pid,
      ppid: this.#parents.get(pid) ?? 1,
      pidns: initPidNamespace,
      ...fields,
    });
    return this;
  }

  /** What is found, when no field is read but those that rules ask for. */
  found(): readonly Finding[] {
    return lookInto(temporary(this.builder.trailer().bytes)).found.findings;
  }
}

/** What a rule must find, and what it must not. */
export interface Case {
  readonly rule: string;
  /** Severity, and a subject where it matters. */
  readonly finds: (story: Story) => Story;
  readonly as?: string;
  readonly about?: string;
  /** Alike, and yet the rule says nothing. */
  readonly ignores: (story: Story) => Story;
  /** Alike, and usual: at most low. */
  readonly low?: (story: Story) => Story;
}
