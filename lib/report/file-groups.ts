/** What became of files, by directory and program: the many files of one job are one row. */
import { isUtf8 } from "node:buffer";
import { PerKind } from "../recording/per-kind.ts";
import { type Entry, isText, type StoredSchema, slotOf, type Text } from "../recording/values.ts";
import type { Process } from "./process.ts";
import type { Cells, Heading, Tally } from "./tally.ts";
import { type Counted, mapRows, type Rows, Top } from "./top.ts";

/** What is counted of each group, in the order of the columns. */
const counts = ["created", "written", "renamed", "deleted", "changed", "failed"] as const;
const failed = counts.indexOf("failed");

/** The point, the field with the path, and what it counts as. */
const points: ReadonlyMap<string, { readonly field: string; readonly counts: number }> = new Map(
  (
    [
      ["file.create", "path", "created"],
      ["file.mkdir", "path", "created"],
      ["file.symlink", "path", "created"],
      ["file.link", "new_path", "created"],
      ["file.written", "path", "written"],
      ["file.rename", "new_path", "renamed"],
      ["file.unlink", "path", "deleted"],
      ["file.chmod", "path", "changed"],
      ["file.chown", "path", "changed"],
    ] as const
  ).map(([point, field, count]) => [point, { field, counts: counts.indexOf(count) }]),
);

interface Group {
  readonly directory: Text;
  readonly program: Text | null;
  /** The only one in it; null: there are several. */
  path: Text | null;
  readonly counts: number[];
}

/** Of a kind of event: where the values are, and what it counts as. */
interface Kind {
  readonly path: number;
  readonly ret: number;
  readonly counts: number;
}

const capacity = 8192;
const maxRecent = 8;
const slash = 0x2f;
const slashText = "/";

export class FileGroups implements Tally {
  readonly heading: Heading = {
    name: "files",
    title: "Files by directory",
    area: "files",
    columns: [
      { name: "path", head: "path" },
      { name: "program", head: "by" },
      { name: "created", head: "new", figures: true, isOptional: true },
      { name: "written", head: "written", figures: true, isOptional: true },
      { name: "renamed", head: "renamed", figures: true, isOptional: true },
      { name: "deleted", head: "deleted", figures: true, isOptional: true },
      { name: "changed", head: "mode", figures: true, isOptional: true },
      { name: "failed", head: "failed", figures: true, isOptional: true },
    ],
  };
  readonly points = [...points.keys()];
  readonly fields = ["path", "new_path", "ret"];
  readonly #top = new Top<Group>(capacity);
  readonly #kinds = new PerKind(kindOf);
  #recent: Counted<Group>[] = [];
  #oldest = 0;
  #evictions = 0;

  add(event: Entry, process: Process): void {
    const { schema, values } = event;
    const kind = this.#kinds.of(schema);
    const value = values[kind.path];
    const path = isText(value) ? value : "";
    const found = this.#group(path, process.program?.path ?? process.comm);
    found.count++;
    const group = found.value;
    if (group.path !== null && !isSame(group.path, path)) group.path = null;
    const ret = values[kind.ret];
    const isFailed = (typeof ret === "number" || typeof ret === "bigint") && ret < 0;
    const what = isFailed ? failed : kind.counts;
    group.counts[what] = (group.counts[what] ?? 0) + 1;
  }

  /** Most likely one of the last few. */
  #group(path: Text, program: Text | null): Counted<Group> {
    if (this.#top.evictions !== this.#evictions) this.#forgetRecent();
    if (typeof path === "string") {
      const end = path.lastIndexOf(slashText) + 1;
      for (const each of this.#recent) {
        const { directory } = each.value;
        const isIt = directory.length === end && each.value.program === program;
        if (isIt && typeof directory === "string" && path.startsWith(directory)) return each;
      }
    }
    const directory = directoryOf(path);
    const found = this.#top.at([directory, program], () => ({
      directory,
      program,
      path,
      counts: counts.map(() => 0),
    }));
    if (this.#top.evictions !== this.#evictions) this.#forgetRecent();
    if (this.#recent.length < maxRecent) this.#recent.push(found);
    else this.#recent[this.#oldest++ % maxRecent] = found;
    return found;
  }

  /** They may no longer be in the table. */
  #forgetRecent(): void {
    this.#recent = [];
    this.#evictions = this.#top.evictions;
  }

  rows(limit: number): Rows<Cells> {
    return mapRows(this.#top.top(limit), cells);
  }
}

function kindOf(schema: StoredSchema): Kind {
  const point = points.get(schema.name);
  return {
    path: slotOf(schema, point?.field ?? ""),
    ret: slotOf(schema, "ret"),
    counts: point?.counts ?? failed,
  };
}

const cells = ({ directory, program, path, counts }: Group): Cells => [
  path ?? directory,
  program,
  ...counts,
];

/** Up to the last slash, which stays; of a name alone it is nothing. */
export function directoryOf(path: Text): Text {
  if (typeof path === "string") return path.slice(0, path.lastIndexOf(slashText) + 1);
  const directory = path.subarray(0, path.lastIndexOf(slash) + 1);
  return isUtf8(directory) ? Buffer.from(directory).toString() : directory;
}

function isSame(one: Text, other: Text): boolean {
  if (typeof one === "string" || typeof other === "string") return one === other;
  return Buffer.compare(one, other) === 0;
}
