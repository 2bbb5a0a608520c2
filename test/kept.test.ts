/** What is kept of a thread for its next event, where a kernel tells each field at the cost of a call. Needs root. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PointName } from "../lib/points.ts";
import { type Entry, num } from "../lib/recording/values.ts";
import { inDirectory, of, readRecording, run, sonde } from "./recording.ts";

/** With typed tasks it is all read again. */
const without = ["--without", "rdonly_cast,get_current_task_btf"];

/** On one CPU: each has its own. */
async function record(dir: string, point: PointName, script: string): Promise<readonly Entry[]> {
  const file = join(dir, "out");
  const command = ["taskset", "-c", "0", "bash", "-c", script];
  const { stderr } = await sonde(
    ["record", "-o", file, ...without, "--events", `${point},cred.escalation`, "--", ...command],
    dir,
  );
  expect(stderr).toContain(" 0 lost");
  return of(readRecording(file), point);
}

test("does not outlast its mount namespace", () =>
  inDirectory(async (dir) => {
    const show = `read -r < <(readlink /proc/$$/ns/mnt); echo "$REPLY"`;
    const events = await record(
      dir,
      "process.exec",
      `${show} >0; exec unshare -m bash -c '${show} >1; exec unshare -m bash -c "${show.replaceAll(/["$]/g, "\\$&")} >2"'`,
    );
    const shells = events.filter((event) => num(event, "pid") === num(events[0] ?? event, "pid"));
    const truth = ["0", "1", "2"].map((name) =>
      Number(/\d+/.exec(readFileSync(join(dir, name), "utf8"))?.[0]),
    );
    expect(new Set(truth).size).toBe(3);
    // taskset, bash, unshare, bash, unshare, bash: all of one process.
    expect(shells.map((event) => num(event, "mntns"))).toEqual(
      [0, 0, 0, 1, 1, 2].map((nth) => truth[nth] ?? 0),
    );
  }));

test("does not outlast its parent", () =>
  inDirectory(async (dir) => {
    await run(["mkfifo", join(dir, "fifo")]);
    const parent = `read -ra stat </proc/self/stat; echo \${stat[3]}`;
    const orphan = `{ ${parent}; } >a; read <fifo; { ${parent}; } >b; : >end`;
    const end = `while [ -d /proc/$child ]; do :; done; echo >fifo; while [ ! -e end ]; do :; done`;
    const events = await record(
      dir,
      "file.create",
      `child=$(bash -c '( ${orphan} ) >/dev/null & echo $$; while [ ! -s a ]; do :; done'); ${end}`,
    );
    const parents = ["a", "b"].map((name) => Number(readFileSync(join(dir, name), "utf8")));
    expect(parents[0]).not.toBe(parents[1]);
    expect(events.map((event) => num(event, "ppid"))).toEqual([
      parents[0] ?? 0,
      parents[1] ?? 0,
      parents[1] ?? 0,
    ]);
  }));
