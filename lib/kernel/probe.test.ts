import { beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { cstring, native } from "../native/library.ts";
import type { ProbeReport } from "../probe/report.ts";
import { features, probeKernel } from "./probe.ts";
import { linkOf } from "./process-status.ts";
import { Session } from "./session.ts";
import { settings } from "./settings.ts";
import { textOf } from "./text-file.ts";
import { hasTracepointEvent } from "./tracefs.ts";
import { tryHook } from "./trial.ts";

const root = process.getuid?.() === 0;

test("names are unique and fit a list", () => {
  const names = [...features, ...settings].map(({ id }) => id);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
});

/** What of the kernel this process holds: nothing is pinned, so all else has gone with it. */
function held(): string[] {
  return readdirSync("/proc/self/fd")
    .map((fd) => linkOf(`/proc/self/fd/${fd}`) ?? "")
    .filter((target) => /^anon_inode:.*(?:bpf|btf|perf_event)/.test(target));
}

describe.skipIf(!root)("this kernel (needs root)", () => {
  let report: ProbeReport;
  const answers = () =>
    Object.fromEntries(
      Object.entries(report.features).map(([name, feature]) => [name, feature.answer]),
    );
  beforeAll(async () => {
    report = await probeKernel({ quick: false, all: false });
  });

  test("every question has an answer, every no a reason", () => {
    expect(Object.keys(report.features)).toEqual(features.map(({ id }) => id));
    expect(Object.keys(report.settings)).toEqual(settings.map(({ id }) => id));
    for (const [name, feature] of Object.entries(report.features)) {
      if (feature.answer !== "yes") expect([name, feature.reason]).not.toEqual([name, ""]);
    }
  });

  test("answers follow from each other", () => {
    const { btf, tp_btf, typed_task, fentry, fexit, syscalls, raw_tp } = answers();
    if (btf === "no") expect([tp_btf, typed_task, fentry]).not.toContain("yes");
    if (syscalls === "yes") expect(raw_tp).toBe("yes");
    if (btf === "yes" && raw_tp === "yes") expect(tp_btf).toBe("yes");
    expect([fexit]).toEqual([fentry]);
  });

  test("settings are the kernel's", () => {
    const value = (name: string) => {
      const setting = report.settings[name];
      return setting && "value" in setting ? setting.value : undefined;
    };
    for (const [name, path] of [
      ["jit_harden", "net/core/bpf_jit_harden"],
      ["kptr_restrict", "kernel/kptr_restrict"],
      ["perf_event_paranoid", "kernel/perf_event_paranoid"],
    ] as const) {
      expect(value(name)).toBe(textOf(`/proc/sys/${path}`));
    }
  });

  test("nothing stays mounted, loaded or attached", async () => {
    const mounts = readFileSync("/proc/self/mountinfo", "utf8");
    await probeKernel({ quick: false, all: false });
    expect(readFileSync("/proc/self/mountinfo", "utf8")).toBe(mounts);
    expect(held()).toEqual([]);
  });

  test("a hook that nothing fires is no, though it is attached", async () => {
    // Fires only when a whole cgroup hierarchy ends.
    const silent = "cgroup_destroy_root";
    if (hasTracepointEvent("cgroup", silent) !== true) return;
    using session = new Session();
    const answer = tryHook(session, {
      kind: "raw_tp",
      attach: (program) => native().bpf_raw_tracepoint_open(cstring(silent), program.fd),
      fire: () => Bun.sleepSync(1),
    });
    expect(answer).toEqual({
      answer: "no",
      reason: "the program is loaded and attached, but never runs",
    });
  });
});
