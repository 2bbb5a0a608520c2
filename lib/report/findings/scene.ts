/** What a rule may look at beside the event itself: its process, and where that comes from. */
import type { Entry, Text } from "../../recording/values.ts";
import type { History } from "../history.ts";
import { Process, type Run } from "../process.ts";
import { asText, pathOf, wordsOf } from "./facts.ts";
import { type Group, interpreters, isSystemPath, plainName, shells } from "./groups.ts";

/** Ancestors are looked at up to here. */
const maxAncestors = 32;
/** Paths whose names are kept. */
const maxNames = 4096;

/** Where rules find paths. */
export type PathField = "path" | "old_path" | "new_path";

/** A program as groups know it. */
interface Name {
  readonly plain: string;
  /** In a directory that belongs to root. */
  readonly isSystem: boolean;
  /** In one that belongs to packages. */
  readonly isPackaged: boolean;
  /** It interprets scripts. */
  readonly isHost: boolean;
}

function nameFor(path: string): Name {
  const plain = plainName(path);
  const isSystem = isSystemPath(path);
  return {
    plain,
    isSystem,
    isPackaged: isSystem && !/^\/(?:opt|usr\/local)\//.test(path),
    isHost: shells.programs.has(plain) || interpreters.programs.has(plain),
  };
}

const noName = nameFor("");

export class Scene {
  /** Of the present event. */
  process = new Process({ pid: 0, start: null, isRounded: false }, null, false);
  #event: Entry | null = null;
  #line: string | null = null;
  #path: string | null | undefined = undefined;
  #oldPath: string | null | undefined = undefined;
  #newPath: string | null | undefined = undefined;
  /** What is known of the program that was asked for last. */
  #run: Run | null = null;
  #name: Name = noName;
  readonly #history: History;
  readonly #names = new Map<string, Name>();

  constructor(history: History) {
    this.#history = history;
  }

  /** An event of this process is looked at from now on. */
  begin(event: Entry, process: Process): void {
    this.#event = event;
    this.#line = null;
    this.#path = undefined;
    this.#oldPath = undefined;
    this.#newPath = undefined;
    this.process = process;
    if (process.program !== this.#run) this.#look(process.program);
  }

  /** A field of the event in its plain form, for matching; null when absent. */
  path(field: PathField = "path"): string | null {
    switch (field) {
      case "path":
        if (this.#path === undefined) this.#path = this.#plain(field);
        return this.#path;
      case "old_path":
        if (this.#oldPath === undefined) this.#oldPath = this.#plain(field);
        return this.#oldPath;
      case "new_path":
        if (this.#newPath === undefined) this.#newPath = this.#plain(field);
        return this.#newPath;
    }
  }

  /** The event's command line as one text, for matching; empty when there is none. */
  line(): string {
    if (this.#line !== null) return this.#line;
    const words = this.#event === null ? null : wordsOf(this.#event);
    this.#line = words?.join(" ") ?? "";
    return this.#line;
  }

  /** Who started it; null when the recording does not tell. */
  parent(of: Process = this.process): Process | null {
    return this.#history.parentOf(of);
  }

  /** The nearest first. */
  ancestors(of: Process = this.process): Process[] {
    const found: Process[] = [];
    for (let next = this.parent(of); next !== null; next = this.parent(next)) {
      if (found.length === maxAncestors || found.includes(next)) break;
      found.push(next);
    }
    return found;
  }

  /** The process with this pid. */
  processOf(pid: number): Process | null {
    return this.#history.processOf(pid);
  }

  /** Does the process run a program of the group, or a script of it? */
  is(group: Group, { program }: Process = this.process): boolean {
    const name = program === this.#run ? this.#name : this.#nameOf(asText(program?.path ?? null));
    if (!name.isSystem) return false;
    if (group.programs.has(name.plain)) return true;
    if (!name.isHost) return false;
    const script = this.#nameOf(scriptOf(program?.argv ?? null));
    return script.isSystem && group.programs.has(script.plain);
  }

  /** Is it, or one that it descends from, of the group? */
  within(group: Group): boolean {
    return this.is(group) || this.ancestors().some((each) => this.is(group, each));
  }

  /** How groups know the program of the present process. */
  name(): Name {
    return this.#name;
  }

  /** Of the script that the present process interprets; null when there is none. */
  script(): Name | null {
    if (!this.#name.isHost) return null;
    const path = scriptOf(this.process.program?.argv ?? null);
    return path === null ? null : this.#nameOf(path);
  }

  /** "python" of /usr/bin/python3.11 and of /tmp/python; empty when not known. */
  plainName(process: Process = this.process): string {
    if (process === this.process) return this.#name.plain;
    return this.#nameOf(asText(process.program?.path ?? null)).plain;
  }

  #plain(field: PathField): string | null {
    return this.#event === null ? null : pathOf(this.#event, field);
  }

  #look(run: Run | null): void {
    this.#run = run;
    this.#name = this.#nameOf(asText(run?.path ?? null));
  }

  #nameOf(path: string | null): Name {
    if (path === null) return noName;
    const known = this.#names.get(path);
    if (known !== undefined) return known;
    const name = nameFor(path);
    if (this.#names.size === maxNames) this.#names.clear();
    this.#names.set(path, name);
    return name;
  }
}

/** The script that an interpreter was started with: its first argument that is no option. */
function scriptOf(argv: readonly Text[] | null): string | null {
  if (argv === null) return null;
  for (let i = 1; i < argv.length; i++) {
    const word = asText(argv[i] ?? null);
    if (word === null || word === "-c" || word === "-e" || word === "-m") return null;
    if (!word.startsWith("-")) return word;
  }
  return null;
}
