import { expect, test } from "bun:test";
import { type Case, pass } from "./case.ts";
import { kernels } from "./kernels.ts";
import { modes } from "./modes.ts";
import { makePlan } from "./plan.ts";

const cases: Case[] = ["exec", "exit"].map((name) => ({ name, run: async () => pass }));
const all = {
  guests: true,
  kernel: null,
  arch: null,
  mode: null,
  test: null,
  short: false,
  buildKernels: true,
};

test("the whole matrix: every mode of every kernel once, in as few boots as can be", () => {
  const { boots } = makePlan(all, cases);
  const columns = boots.flatMap((one) =>
    one.modes.map((mode) => `${one.kernel.arch} ${one.kernel.name} ${mode.name}`),
  );
  expect(new Set(columns).size).toBe(columns.length);
  const full = kernels.filter((kernel) => kernel.modes === undefined).length;
  const narrow = modes.flatMap(({ machines }) => (machines === undefined ? [] : [machines.length]));
  const wide = full * (modes.length - narrow.length);
  const some = narrow.reduce((sum, count) => sum + count, 0);
  expect(columns.length).toBe(wide + some + (kernels.length - full));
  // The kernel's own command line, lockdown=confidentiality, and the list of security modules that is not its own.
  expect(boots.length).toBe(full * 3 + (kernels.length - full));
});

test("globs select kernels, modes and tests", () => {
  const plan = makePlan(
    { ...all, kernel: "6.*", arch: "arm64", mode: "lsm-*", test: "exe*" },
    cases,
  );
  expect(plan.boots.map((one) => [one.kernel.name, ...one.modes.map(({ name }) => name)])).toEqual([
    ["6.1", "lsm-bpf"],
    ["6.1", "lsm-no-bpf"],
    ["6.12", "lsm-bpf"],
    ["6.12", "lsm-no-bpf"],
  ]);
  expect(plan.boots.map(({ cmdline }) => cmdline === "")).toEqual([true, false, true, false]);
  expect(plan.cases.map(({ name }) => name)).toEqual(["exec"]);
});

test("short: four kernels, default mode", () => {
  const { boots } = makePlan({ ...all, short: true }, cases);
  expect(boots.length).toBe(4);
  expect(
    boots.every(({ modes: [first, ...rest] }) => first?.name === "default" && rest.length === 0),
  ).toBe(true);
});
