import { expect, test } from "bun:test";
import { report } from "../lib/probe/report.fixture.ts";
import { answersIn, answersOf, disagreements, type Golden, withAnswers } from "./golden.ts";

test("answers without figures and without what depends on the machine's memory", () => {
  const jit_limit = { value: "528482304", title: "x" };
  const settings = { ...report.settings, jit_limit };
  expect(answersOf({ ...report, settings })).toEqual({
    btf: "yes",
    fentry: "no EPERM: forbidden",
    kprobe: "unknown: it would patch code",
    lockdown: "integrity",
    memory: "unknown: no map could be created",
  });
});

const normal = { a: "yes", b: "no", c: "on" };
const other = { a: "yes", b: "yes", d: "off" };

test("a mode is stored as what differs, and read as a whole", () => {
  const golden = withAnswers(withAnswers({}, "default", normal), "locked", other);
  expect(golden).toEqual({
    default: normal,
    locked: { b: "yes", d: "off", c: "not asked" },
  });
  expect(answersIn(golden, "default")).toEqual(normal);
  expect(answersIn(golden, "locked")).toEqual(other);
  expect(answersIn(golden, "unheard")).toBeUndefined();
});

test("new answers of the mode that all are told from leave the others as they are", () => {
  const first: Golden = withAnswers(withAnswers({}, "locked", other), "default", normal);
  const changed = withAnswers(first, "default", { a: "no", b: "yes" });
  expect(Object.keys(changed)).toEqual(["default", "locked"]);
  expect(answersIn(changed, "locked")).toEqual(other);
});

test("one line for each answer that is another one, new or gone", () => {
  expect(disagreements(normal, normal)).toEqual([]);
  expect(disagreements(normal, other)).toEqual([
    "b: no (golden: yes)",
    "d: not asked (golden: off)",
    "c: on (golden: not asked)",
  ]);
});
