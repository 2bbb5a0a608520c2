/** file.create, .mkdir, .rename, .link, .symlink: names of files. */
import { type PointCase, shown } from "../compare.ts";
import type { Act } from "../truth.ts";
import { outcome, path, seen } from "./uring.ts";

const workload = ["names", "uring"];

/** At the end of the system call alone, and where it fails early, paths are what was passed. */
const asPassed = (flavour: string, act: Act): boolean =>
  flavour.startsWith("sys_exit") || (act.has("early") && act.num("early") === 1);

/** A link to what has no name: the kernel's own is a number, which nobody knows before. */
const nameless = "(no name)";

const create: PointCase = {
  name: "create",
  point: "file.create",
  workload,
  expected: ({ truth }, flavour) =>
    seen(truth, "create", flavour)
      // A path in /proc is not followed there.
      .filter((act) => !flavour.startsWith("sys_exit") || act.text("how") !== "link-proc")
      .map((act) => `pid=${act.num("pid")} path=${act.text("path")} mode=${act.num("mode")} ret=0`),
  line: (event) =>
    `pid=${shown(event, "pid")} path=${shown(event, "path")} mode=${shown(event, "mode")} ret=${shown(event, "ret")}`,
};

const mkdir: PointCase = {
  name: "mkdir",
  point: "file.mkdir",
  workload,
  expected: ({ truth }, flavour) =>
    seen(truth, "mkdir", flavour).map(
      (act) =>
        `pid=${act.num("pid")} path=${path(act, "path")} mode=${act.num("flags")} ret=${outcome(act, flavour)}`,
    ),
  line: (event) =>
    `pid=${shown(event, "pid")} path=${shown(event, "path")} mode=${shown(event, "mode")} ret=${shown(event, "ret")}`,
};

const rename: PointCase = {
  name: "file-rename",
  point: "file.rename",
  workload,
  expected: ({ truth }, flavour) =>
    seen(truth, "file_rename", flavour).map(
      (act) =>
        `pid=${act.num("pid")} old=${path(act, "old")} new=${path(act, "path")} flags=${act.num("flags")} ret=${outcome(act, flavour)}`,
    ),
  line: (event) =>
    `pid=${shown(event, "pid")} old=${shown(event, "old_path")} new=${shown(event, "new_path")} flags=${shown(event, "rename_flags")} ret=${shown(event, "ret")}`,
};

const link: PointCase = {
  name: "link",
  point: "file.link",
  workload,
  expected: ({ truth }, flavour) =>
    seen(truth, "link", flavour).map((act) => {
      let old = act.has("old") ? path(act, "old") : nameless;
      if (asPassed(flavour, act) && act.has("old_given")) old = act.text("old_given");
      return `pid=${act.num("pid")} old=${old} new=${path(act, "path")} ret=${outcome(act, flavour)}`;
    }),
  line: (event) => {
    const old = shown(event, "old_path");
    return `pid=${shown(event, "pid")} old=${/\/#\d+( \(deleted\))?$/.test(old) ? nameless : old} new=${shown(event, "new_path")} ret=${shown(event, "ret")}`;
  },
};

const symlink: PointCase = {
  name: "symlink",
  point: "file.symlink",
  workload,
  expected: ({ truth }, flavour) =>
    seen(truth, "symlink", flavour).map(
      (act) =>
        `pid=${act.num("pid")} target=${act.text("target")} path=${path(act, "path")} ret=${outcome(act, flavour)}`,
    ),
  line: (event) =>
    `pid=${shown(event, "pid")} target=${shown(event, "target")} path=${shown(event, "path")} ret=${shown(event, "ret")}`,
};

export const fileNamePoints: readonly PointCase[] = [create, mkdir, rename, link, symlink];
