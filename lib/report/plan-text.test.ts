import { expect, test } from "bun:test";
import { stripVTControlCharacters } from "node:util";
import type { PlannedPoint } from "../recording/format.ts";
import { type KnownFlavour, planText, whyText } from "./plan-text.ts";

const forbidden = "this kernel forbids such programs (EPERM)";
const connect: PlannedPoint = {
  point: "net.connect",
  flavour: "sys_exit/tp_btf",
  program: "sys_exit_tp_btf",
  state: "verified",
  blind: ["io_uring", "resolved path"],
  rejected: [
    { flavour: "fexit", reason: forbidden },
    { flavour: "lsm", reason: forbidden },
    { flavour: "kprobe", reason: "this kernel has no function \u001b[2J" },
  ],
};
const load: PlannedPoint = {
  point: "kernel.module_load",
  flavour: null,
  program: null,
  state: "not possible",
  blind: [],
  rejected: [{ flavour: "tp_btf", reason: "this kernel has no tracepoint module_load" }],
};

const tested = "Where no state is given, the hook was loaded, attached and seen firing.";

test("a row for each point, and each reason once", () => {
  expect(planText([connect, load], 100, false)).toBe(
    [
      "point               hook             blind to                 passed over",
      "─".repeat(87),
      "net.connect         sys_exit/tp_btf  io_uring, resolved path  fexit lsm [1], kprobe [2]",
      "kernel.module_load  not possible                              [3]",
      "",
      tested,
      "",
      "[1]  this kernel forbids such programs (EPERM)",
      "[2]  this kernel has no function \\x1b[2J",
      "[3]  this kernel has no tracepoint module_load",
      "",
    ].join("\n"),
  );
});

test("where the names do not fit, the reasons alone", () => {
  expect(planText([connect, load], 76, false)).toContain(
    "net.connect         sys_exit/tp_btf  io_uring, resolved path  [1], [2]\n",
  );
});

test("where cells would have to be cut, paragraphs", () => {
  expect(planText([connect, load], 58, false)).toStartWith(
    [
      "net.connect: sys_exit/tp_btf; blind to io_uring,",
      "  resolved path; passed over fexit lsm [1], kprobe [2]",
      "kernel.module_load: not possible; passed over [3]",
      "",
    ].join("\n"),
  );
});

test.each([40, 58, 80])("fits %d columns", (columns) => {
  const lines = planText([connect, load], columns, false).split("\n");
  expect(Math.max(...lines.map((line) => Bun.stringWidth(line)))).toBeLessThanOrEqual(columns);
});

test("a state that is not the best is told", () => {
  const text = planText([{ ...connect, state: "unverified", rejected: [] }], 80, false);
  expect(text).toContain("sys_exit/tp_btf, unverified");
  expect(text).not.toContain(tested);
});

test("colour only when asked for, and only for states", () => {
  const text = planText([connect, load], 100, true);
  expect(text).toContain("\u001b[31mnot possible\u001b[39m");
  expect(stripVTControlCharacters(text)).toBe(planText([connect, load], 100, false));
});

const flavours: readonly KnownFlavour[] = [
  { name: "fexit", hooks: ["fexit __sys_connect_file"], blind: [] },
  { name: "lsm", hooks: ["lsm socket_connect"], blind: ["result"] },
  { name: "kprobe", hooks: ["kprobe a", "kprobe b"], blind: [] },
  { name: "sys_exit/tp_btf", hooks: ["tp_btf sys_exit"], blind: ["io_uring"] },
  { name: "sys_exit/raw_tp", hooks: ["raw_tp sys_exit"], blind: [] },
];

test("why: every flavour, what speaks against it, what it cannot see", () => {
  expect(whyText(connect, "a socket is connected", flavours, 70)).toBe(
    [
      "net.connect: a socket is connected",
      "",
      "fexit",
      "  not: this kernel forbids such programs (EPERM)",
      "  hooks: fexit __sys_connect_file",
      "",
      "lsm",
      "  not: this kernel forbids such programs (EPERM)",
      "  hooks: lsm socket_connect",
      "  cannot see the outcome: its events are attempts",
      "",
      "kprobe",
      "  not: this kernel has no function \\x1b[2J",
      "  hooks: kprobe a, kprobe b",
      "",
      "sys_exit/tp_btf",
      "  chosen: verified: it was loaded, attached and seen firing",
      "  hooks: tp_btf sys_exit",
      "  cannot see operations that are submitted through io_uring",
      "",
      "sys_exit/raw_tp",
      "  not tried: the chosen one comes before it",
      "  hooks: raw_tp sys_exit",
      "",
    ].join("\n"),
  );
});

test("why: what was left out because another one was asked for", () => {
  const text = whyText(
    { ...connect, flavour: "sys_exit/raw_tp", rejected: [] },
    "",
    flavours.slice(3),
    80,
  );
  expect(text).toContain("sys_exit/tp_btf\n  not tried: another one was asked for\n");
});
