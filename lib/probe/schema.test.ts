/** The shipped schema and the parser agree; the schema by another's validator. */
import { describe, expect, test } from "bun:test";
import Ajv2020 from "ajv/dist/2020.js";
import { ProbeShapeError, parseProbe } from "./parse.ts";
import schema from "./probe.schema.json" with { type: "json" };
import { report } from "./report.fixture.ts";

const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false });
const validate = ajv.compile(schema);

/** As it comes out of a file. */
const stored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function bySchema(value: unknown): boolean {
  return validate(value);
}

function byParser(value: unknown): boolean {
  try {
    parseProbe(value);
    return true;
  } catch (error) {
    if (error instanceof ProbeShapeError) return false;
    throw error;
  }
}

test("the schema is one", () => {
  expect(ajv.validateSchema(schema)).toBe(true);
});

test("what is not known is passed over", () => {
  const value = { ...report, later: 1, features: { ...report.features } };
  expect(bySchema(value)).toBe(true);
  expect(stored(parseProbe(value))).toEqual(stored(report));
});

describe("wrong shapes are refused by both", () => {
  const { btf, fentry, kprobe } = report.features;
  const { lockdown } = report.settings;
  const features = (one: unknown) => ({ ...report, features: { one } });
  const settings = (one: unknown) => ({ ...report, settings: { one } });
  const helpers = (one: unknown) => ({ ...report, helpers: { one } });
  const wrong: Readonly<Record<string, unknown>> = {
    "no object": [],
    text: "report",
    null: null,
    "another format": { ...report, format: 2 },
    "format as text": { ...report, format: "1" },
    "no version": { ...report, sonde: undefined },
    "quick as text": { ...report, quick: "yes" },
    "no kernel": { ...report, kernel: null },
    "half a CPU": { ...report, kernel: { ...report.kernel, cpus: 0.5 } },
    "no pages": { ...report, kernel: { ...report.kernel, pageSize: 0 } },
    "a number among the parameters": {
      ...report,
      kernel: { ...report.kernel, bootParameters: [1] },
    },
    "no config": { ...report, kernel: { ...report.kernel, config: undefined } },
    "a config without a source": {
      ...report,
      kernel: { ...report.kernel, config: { options: {} } },
    },
    "an option that is a number": {
      ...report,
      kernel: { ...report.kernel, config: { source: "", options: { HZ: 250 } } },
    },
    "features as a list": { ...report, features: [] },
    "a name with a space": { ...report, features: { "a b": btf } },
    "another answer": features({ ...btf, answer: "perhaps" }),
    "a no without a reason": features({ ...fentry, reason: undefined }),
    "a no without a remedy": features({ ...fentry, remedy: undefined }),
    "an errno that is a number": features({ ...fentry, errno: 1 }),
    "a detail that is none": features({ ...btf, detail: null }),
    "tried, and unknown": features({ ...kprobe, tried: true }),
    "no group": features({ ...btf, group: undefined }),
    "nothing lost": features({ ...btf, lost: undefined }),
    "a setting without a value": settings({ title: "x" }),
    "a setting that is a number": settings({ ...lockdown, value: 1 }),
    "a setting with both": settings({ ...lockdown, answer: "unknown", reason: "x" }),
    "helpers without a list": helpers({ yes: [], no: [] }),
    "a helper with a reason only": helpers({ yes: [], no: [{ reason: "x" }], unknown: [] }),
    "map types as a list": { ...report, mapTypes: [] },
    "a program type without a reason": { ...report, programTypes: { xdp: { answer: "no" } } },
    "functions as text": { ...report, overridable: "all" },
  };
  for (const [name, value] of Object.entries(wrong)) {
    test(name, () => {
      expect([bySchema(stored(value)), byParser(stored(value))]).toEqual([false, false]);
    });
  }
});
