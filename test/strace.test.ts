/** Real jobs beside strace: the same names made, renamed, linked, removed and changed, no more and no less. */
import { beforeAll, expect, test } from "bun:test";
import { normalize } from "node:path";
import { ensureTools } from "../build/tools.ts";
import { type Entry, field, num } from "../lib/recording/values.ts";
import { buildPatience, ensureBuilt } from "./built.ts";
import { readTraces, type Traced, underStrace } from "./strace.ts";
import { besideStrace, jobs } from "./strace-jobs.ts";

beforeAll(async () => {
  ensureTools(["strace", "gcc"]);
  await ensureBuilt();
}, buildPatience);

const points = [
  ...["file.create", "file.mkdir", "file.rename", "file.link", "file.symlink"],
  ...["file.unlink", "file.chmod", "file.chown"],
];

for (const [name, script] of Object.entries(jobs)) {
  test(
    name,
    () =>
      besideStrace(script, underStrace, ["--events", points.join(",")], (traces, events) => {
        const traced = readTraces(traces);
        const tids = new Set(traced.map(({ tid }) => tid));
        const recorded = events.filter((event) => tids.has(num(event, "tid") ?? 0));
        expect(recorded.length).toBeGreaterThan(10);
        expect(differences(traced, recorded)).toEqual([]);
      }),
    120_000,
  );
}

function differences(traced: readonly Traced[], recorded: readonly Entry[]): string[] {
  const rest = [...recorded];
  const missing = traced.flatMap((one) => {
    const at = rest.findIndex((event) => isSame(one, event));
    if (at >= 0) rest.splice(at, 1);
    // An open with O_CREAT that succeeds may have found the file.
    else if (one.point !== "file.create" || (one.exclusive && one.ret === 0))
      return [`- ${one.tid} ${one.point} ${one.paths.join(" ")} = ${one.ret}`];
    return [];
  });
  return [
    ...missing,
    ...rest.map(
      (event) => `+ ${num(event, "tid")} ${event.schema.name} ${pathsOf(event).join(" ")}`,
    ),
  ];
}

function isSame(one: Traced, event: Entry): boolean {
  const ret = (num(event, "ret") ?? 0) < 0 ? -1 : 0;
  const paths = pathsOf(event);
  return (
    event.schema.name === one.point &&
    num(event, "tid") === one.tid &&
    ret === one.ret &&
    one.paths.length === paths.length &&
    one.paths.every((path, i) => fits(path, paths[i] ?? ""))
  );
}

/** A path of which strace knows no folder is the end of the whole one. What is open is known by its resolved path. */
function fits(path: string, whole: string): boolean {
  if (!path.startsWith("/")) return whole.endsWith(`/${path}`);
  return path === whole || normalize(path) === whole;
}

function pathsOf(event: Entry): string[] {
  const names = ["old_path", "new_path", "path"];
  return names.flatMap((name) => {
    if (!event.schema.fields.some((one) => one.name === name)) return [];
    const value = field(event, name);
    return [
      typeof value === "string" || value instanceof Uint8Array
        ? Buffer.from(value).toString("latin1")
        : "",
    ];
  });
}
