/** Paths of every file point: what the process sees, or flagged; and each operation once, by whoever did it. */
import { eventFlag } from "../../lib/events.gen.ts";
import { type Case, pass } from "../case.ts";
import { type PointCase, shown } from "../compare.ts";
import { merged } from "../modes.ts";
import { type Recorded, type RecordedEvent, recordWorkloads } from "../recorded.ts";
import type { Act } from "../truth.ts";
import { acts } from "./told.ts";

const workload = ["paths", "overlay"];

interface Shown {
  readonly path: string;
  readonly cut: boolean;
}

/** What sonde may do on the machine. */
type Reach = Pick<Recorded, "kernelReads" | "depth">;

/** A path as it is found, name by name from its end. */
function walked(path: string, { depth }: Reach): Shown {
  const names = path.split("/").slice(1);
  const cut = names.length > depth;
  return { path: cut ? `/${names.slice(-depth).join("/")}` : path, cut };
}

/**
 * A path as a system call was given it: joined with the folder that the descriptor stands for, which
 * it takes reading kernel memory to know.
 */
function given(act: Act, real: string, old: "" | "old_", reach: Reach): Shown {
  const path = act.text(real);
  const name = act.has(`${old}name`) ? act.text(`${old}name`) : path;
  if (name.startsWith("/") || !reach.kernelReads) return { path: name, cut: false };
  const dir = act.has(`${old}dir`) ? act.text(`${old}dir`) : path.slice(0, -name.length - 1);
  const from = walked(dir, reach);
  return { path: name === "" ? from.path : `${from.path}/${name}`, cut: from.cut };
}

/** A file that has no name yet has a number. */
const nameless = /\/#\d+( \(deleted\))?$/;

/** At the end of the system call there is what was passed, or an open file; and what fails early is never found. */
function isPassed(act: Act, flavour: string): boolean {
  return act.has("early") || (flavour.startsWith("sys_exit") && !act.has("known"));
}

/** A path was passed; not an open file alone. */
const isNamed = (act: Act, old: "" | "old_"): boolean =>
  !act.has("known") && !(act.has(`${old}name`) && act.text(`${old}name`) === "");

function expected(act: Act, flavour: string, reach: Reach): string {
  const { kernelReads } = reach;
  const passed = isPassed(act, flavour);
  const one = (real: string, old: "" | "old_"): Shown => {
    if (!kernelReads && !isNamed(act, old)) return { path: "null", cut: false };
    return passed ? given(act, real, old, reach) : walked(act.text(real), reach);
  };
  const shownPaths: Shown[] = [];
  if (act.has("nameless")) {
    const name = passed ? act.text("old_name") : "";
    const none = kernelReads ? "(no name)" : "null";
    shownPaths.push({ path: name || none, cut: false });
  } else if (act.has("old")) shownPaths.push(one("old", "old_"));
  shownPaths.push(one("path", ""));
  return line(
    ["pid", "uid", "gid"].map((word) => act.text(word)),
    shownPaths.map(({ path }) => path),
    passed,
    shownPaths.some(({ cut }) => cut),
    act.has("ret") ? act.text("ret") : "null",
  );
}

function line(
  ids: readonly string[],
  paths: readonly string[],
  unresolved: boolean,
  cut: boolean,
  ret: string,
): string {
  const flags = [...(unresolved ? ["unresolved"] : []), ...(cut ? ["truncated"] : [])];
  return `ids=${ids.join(":")} ret=${ret} ${flags.join(" ")} ${paths.join(" -> ")}`;
}

/** What is outside of a process's root is told from that of its mount namespace, which *overlay* has changed too. */
const outside = new RegExp(`^${merged}(?=/.*/outside$)`);

function seen(event: RecordedEvent): string {
  const flags = Number(shown(event, "flags"));
  const paths = ["old_path", "new_path", "path"].filter((name) =>
    event.schema.fields.some((field) => field.name === name),
  );
  return line(
    ["pid", "uid", "gid"].map((name) => shown(event, name)),
    paths.map((name) =>
      shown(event, name)
        .replace(nameless, "(no name)")
        .replace(/^.*\(no/, "(no")
        .replace(outside, ""),
    ),
    (flags & eventFlag.unresolved) !== 0,
    (flags & eventFlag.truncated) !== 0,
    shown(event, "ret"),
  );
}

/** A link by /proc to a file without a name is known by what it leads to, which the end of a call does not tell. */
const isUnseen = (act: Act, flavour: string): boolean =>
  flavour.startsWith("sys_exit") && act.has("unseen") && act.num("unseen") === 1;

function paths(point: string): PointCase {
  return {
    name: point.replace(/^\w+\./, "paths-"),
    point,
    workload,
    expected: ({ truth, ...reach }, flavour) =>
      acts(truth, "path")
        .filter((act) => act.text("point") === point && !isUnseen(act, flavour))
        .map((act) => expected(act, flavour, reach)),
    line: seen,
  };
}

const points = ["create", "mkdir", "written", "rename", "link", "symlink", "unlink", "chmod"];

export const pathPoints: readonly PointCase[] = [...points, "chown"].map((name) =>
  paths(`file.${name}`),
);

/** The workload tells of an overlayfs where there can be one: that must not go unnoticed. */
export const overlaid: Case = {
  name: "paths-overlay",
  point: "file.create",
  limits: [
    {
      kernel: "5.10",
      reason: /^namespace: errno 1$/,
      why: "overlayfs may be mounted in a user namespace since 459c7c565ac3, 5.11",
    },
    {
      mode: "overlay",
      reason: /^user namespace: errno 1$/,
      why: "a process that is in a chroot may not make a user namespace",
    },
    { mode: "native", reason: /errno/, why: "a host may have neither of them" },
  ],
  async run(machine) {
    const recorded = await recordWorkloads(machine);
    if ("result" in recorded) return recorded;
    const missing = acts(recorded.truth, "overlay").filter((act) => act.num("ret") !== 0);
    if (missing.length === 0) return pass;
    const reasons = missing.map((act) => `${act.text("what")}: errno ${-act.num("ret")}`);
    return { result: "impossible", reason: [...new Set(reasons)].join("\n") };
  },
};
