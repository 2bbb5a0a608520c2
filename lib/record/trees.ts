/** Trees of processes that are taken in or left out: who belongs to them when a recording begins. */
import { exitCode, SondeError } from "../error.ts";
import type { Hooks } from "../hook/hooks.ts";
import { newMembers, parents } from "../kernel/process-tree.ts";
import { textOf } from "../kernel/text-file.ts";
import type { PointName } from "../points.ts";
import type { PlannedPoint } from "../recording/format.ts";

/** Programs that keep the trees, whether or not their events are wanted. */
export const treePoints: readonly PointName[] = ["process.exec", "process.fork", "process.exit"];

/** Times as many processes as there are now: for those that a tree may come to have. */
const growth = 8;
const leastEntries = 16_384;

/** Processes that can be followed at a time. */
export function treeSize(): number {
  const most = Number(textOf("/proc/sys/kernel/pid_max") ?? 32_768);
  return Math.min(most, Math.max(leastEntries, growth * parents().size));
}

/** @throws SondeError: without fork, exec and exit no tree can be kept */
export function mustFollow(plan: readonly PlannedPoint[]): void {
  const missing = plan.find(
    ({ point, flavour }) => flavour === null && treePoints.some((name) => name === point),
  );
  if (!missing) return;
  throw new SondeError(
    exitCode.unsupported,
    `a process tree cannot be followed here: ${missing.point} is not possible`,
    "Record the whole host instead: leave out `-- CMD`, --pid and --not-pid.",
  );
}

/**
 * Puts the processes of the trees, a `member` by pid, into the programs' table. Forks must be
 * followed already; who was forked before is found by looking until nobody new is there.
 * @throws SondeError when one of them is not there
 */
export function enterTrees(hooks: Hooks, trees: ReadonlyMap<number, number>): void {
  if (!hooks.sharesPids) throw otherPids();
  mustRun([...trees.keys()]);
  const members = new Map<number, number>();
  for (let found = [...trees]; found.length > 0; found = newMembers(parents(), members)) {
    for (const [pid, member] of found) {
      hooks.setMember(pid, member);
      members.set(pid, member);
    }
  }
}

function otherPids(): SondeError {
  return new SondeError(
    exitCode.unsupported,
    "--pid and --not-pid: sonde is in a pid namespace, whose numbers the programs do not know",
    "Run it outside the container, or narrow by --cgroup or --mntns.",
  );
}

function mustRun(pids: readonly number[]): void {
  const running = parents();
  const gone = pids.find((pid) => !running.has(pid));
  if (gone === undefined) return;
  throw new SondeError(exitCode.usage, `there is no process ${gone}`, "`ps -e` lists them.");
}
