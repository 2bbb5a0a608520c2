/** file.written, .chmod, .chown, fs.mount, .umount. */
import { type PointCase, shown } from "../compare.ts";
import type { Act } from "../truth.ts";
import { acts } from "./told.ts";

const atSystemCall = (flavour: string): boolean => flavour.startsWith("sys_exit");
/** Of functions alone, which a path that is not there never reaches, nor a call that the kernel has not. */
const inFunctions = (flavour: string): boolean => flavour.endsWith("fexit");
const missing = (act: Act): boolean => [-2, -38].includes(act.num("ret"));

const chmod: PointCase = {
  name: "chmod",
  point: "file.chmod",
  workload: "attributes",
  expected: ({ truth }, flavour) =>
    acts(truth, "chmod")
      .filter((act) => !(inFunctions(flavour) && missing(act)))
      .map((act) => {
        const old = atSystemCall(flavour) ? "null" : act.text("old");
        const path =
          atSystemCall(flavour) && act.has("given") ? act.text("given") : act.text("path");
        return `pid=${act.num("pid")} path=${path} mode=${act.num("mode")} old=${old} ret=${act.num("ret")}`;
      }),
  line: (event) =>
    `pid=${shown(event, "pid")} path=${shown(event, "path")} mode=${shown(event, "mode")} old=${shown(event, "old_mode")} ret=${shown(event, "ret")}`,
};

const id = (value: string): string => (value === "4294967295" ? "-1" : value);

const chown: PointCase = {
  name: "chown",
  point: "file.chown",
  workload: "attributes",
  expected: ({ truth }, flavour) =>
    acts(truth, "chown")
      .filter((act) => !(inFunctions(flavour) && missing(act)))
      .map(
        (act) =>
          `pid=${act.num("pid")} path=${act.text("path")} uid=${act.num("uid")} gid=${act.num("gid")} ret=${act.num("ret")}`,
      ),
  line: (event) =>
    `pid=${shown(event, "pid")} path=${shown(event, "path")} uid=${id(shown(event, "new_uid"))} gid=${id(shown(event, "new_gid"))} ret=${shown(event, "ret")}`,
};

const written: PointCase = {
  name: "written",
  point: "file.written",
  workload: "written",
  expected: ({ truth }) =>
    acts(truth, "written").map(
      (act) => `pid=${act.num("pid")} path=${act.text("path")} size=${act.num("size")}`,
    ),
  line: (event) =>
    `pid=${shown(event, "pid")} path=${shown(event, "path")} size=${shown(event, "size")}`,
};

const mount: PointCase = {
  name: "mount",
  point: "fs.mount",
  workload: "mounts",
  expected: ({ truth }, flavour) =>
    acts(truth, "mount").map((act) => {
      const attempt = flavour === "attempt/fexit" && act.text("call") === "move_mount";
      return `pid=${act.num("pid")} ${["call", "source", "target", "type", "flags", "options"].map((word) => `${word}=${act.text(word)}`).join(" ")} ret=${attempt ? "null" : act.num("ret")}`;
    }),
  line: (event) =>
    `pid=${shown(event, "pid")} call=${shown(event, "call")} source=${shown(event, "source")} target=${shown(event, "target")} type=${shown(event, "fs_type")} flags=${shown(event, "mount_flags")} options=${shown(event, "options")} ret=${shown(event, "ret")}`,
};

const umount: PointCase = {
  name: "umount",
  point: "fs.umount",
  workload: "mounts",
  expected: ({ truth }) =>
    acts(truth, "umount").map(
      (act) =>
        `pid=${act.num("pid")} target=${act.text("target")} flags=${act.num("flags")} ret=${act.num("ret")}`,
    ),
  line: (event) =>
    `pid=${shown(event, "pid")} target=${shown(event, "target")} flags=${shown(event, "umount_flags")} ret=${shown(event, "ret")}`,
};

export const fileChangePoints: readonly PointCase[] = [written, chmod, chown, mount, umount];
