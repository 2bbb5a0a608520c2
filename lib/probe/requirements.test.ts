import { expect, test } from "bun:test";
import { SondeError } from "../error.ts";
import type { PlannedPoint } from "../recording/format.ts";
import { report } from "./report.fixture.ts";
import { type Known, parseDemands, unmet } from "./requirements.ts";

const known: Known = {
  features: Object.keys(report.features),
  settings: Object.keys(report.settings),
  points: ["process.exec", "net.connect"],
};
const reason = "this kernel forbids it";
const plan: readonly PlannedPoint[] = [
  {
    point: "process.exec",
    flavour: "tp_btf",
    program: "exec",
    state: "verified",
    blind: [],
    rejected: [],
  },
  {
    point: "net.connect",
    flavour: "sys_exit",
    program: "sys_exit",
    state: "unverified",
    blind: [],
    rejected: [
      { flavour: "fexit", reason },
      { flavour: "lsm", reason },
    ],
  },
];

const objections = (list: string): string[] => unmet(parseDemands(list, known), report, plan);

test("what holds is not mentioned", () => {
  expect(objections("btf,lockdown=integrity")).toEqual([]);
  expect(objections(" btf , ")).toEqual([]);
  expect(objections("process.exec=verified,net.connect=attached")).toEqual([]);
});

test("one line for each demand that does not hold", () => {
  expect(objections("btf,fentry,kprobe,lockdown=none,memory=cgroup,net.connect=verified")).toEqual([
    "fentry: no (EPERM): forbidden",
    "kprobe: unknown: it would patch code",
    "lockdown: is integrity, not none",
    "memory: unknown: no map could be created",
    `net.connect: is unverified, not verified (fexit, lsm: ${reason})`,
  ]);
});

const allNames = "There are btf, fentry, kprobe;\n  with =value lockdown, memory";
const states = "Write process.exec=verified or process.exec=attached.";

test.each([
  ["nonsense", 'the probe knows no "nonsense"', allNames],
  ["btf=yes", '"btf" is a yes or a no, and takes no value', "Write only btf."],
  ["lockdown", '"lockdown" needs a value', "prints what it is: lockdown=…"],
  ["lockdown=", '"lockdown" needs a value', "prints what it is: lockdown=…"],
  ["toString", 'the probe knows no "toString"', allNames],
  ["process.exec", '"process.exec" needs a value', states],
  ["process.exec=great", 'process.exec cannot be "great"', states],
  [" , ", "--require has an empty list", allNames],
])("%s is wrong usage, and what is right is told", (demand, message, hint) => {
  try {
    parseDemands(demand, known);
    throw new Error("accepted");
  } catch (error) {
    if (!(error instanceof SondeError)) throw error;
    expect(error.message).toContain(message);
    expect(error.code).toBe(2);
    expect(error.hint).toContain(hint);
  }
});
