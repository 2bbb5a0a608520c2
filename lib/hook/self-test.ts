/**
 * Does each audited thing once, in a child, and sees which hooks fired: a hook that attaches is
 * not yet one that works. What the child does is counted apart and never recorded.
 */
import { errnoName } from "../errno.ts";
import { native } from "../native/library.ts";
import type { PointName } from "../points.ts";

/** In the order of `enum act` in lib/native/selftest.c. Points not named can't be tried safely. */
const acts: readonly PointName[] = [
  "process.fork",
  "process.exec",
  "process.exit",
  "process.rename",
  "file.open",
  "file.unlink",
  "net.connect",
  "process.setsid",
  "process.signal",
  "process.ptrace",
  "process.vm_write",
  "process.memfd",
  "process.namespace",
  "process.exec_failed",
  "kernel.module_load_failed",
  "kernel.bpf_load",
  "mem.wx",
  "file.create",
  "file.mkdir",
  "file.rename",
  "file.link",
  "file.symlink",
  "file.written",
  "file.chmod",
  "file.chown",
  "fs.mount",
  "fs.umount",
  "cred.change",
  "cred.capability",
  "net.bind",
  "net.listen",
  "net.accept",
  "net.dns",
  "net.connected",
];

/** Of one point: it was done; or why not. */
export type Trial = { readonly done: true } | { readonly done: false; readonly reason: string };

/**
 * Runs the child to its end. Points that are not in the result have no act. enlist: the program of
 * that name, by which the child becomes a member of the followed tree; -1: by the map `tree` alone.
 */
export function runSelfTest(enlist: number, tree: number): ReadonlyMap<PointName, Trial> {
  const results = new Int32Array(acts.length);
  const failed = native().sonde_self_test(enlist, tree, results, acts.length);
  return new Map(
    acts.map((name, i): [PointName, Trial] => {
      const errno = failed < 0 ? -failed : (results[i] ?? 0);
      return errno === 0
        ? [name, { done: true }]
        : [name, { done: false, reason: `the self-test could not do it: ${errnoName(errno)}` }];
    }),
  );
}
