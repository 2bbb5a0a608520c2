import { expect, test } from "bun:test";
import { checkLimit } from "./impossible.ts";

const arm = { arch: "arm64", kernel: "6.1", mode: "default" } as const;
const x86 = { arch: "x86_64", kernel: "6.1", mode: "default" } as const;
const rejected = [{ flavour: "fexit", reason: "attach: ENOTSUPP" }] as const;

test("what is listed may be impossible, and a better flavour passed over", () => {
  const impossible = { result: "impossible", reason: "fexit: attach: ENOTSUPP", rejected } as const;
  const passed = { result: "pass", rejected } as const;
  expect(checkLimit(impossible, { name: "unlink:fexit" }, arm)).toBe(impossible);
  expect(checkLimit(passed, { name: "unlink" }, arm)).toBe(passed);
});

test("what is not listed is a failure, also where something worse worked", () => {
  for (const result of ["impossible", "pass"] as const) {
    const outcome = checkLimit({ result, reason: "-", rejected }, { name: "unlink" }, x86);
    expect(outcome).toEqual({
      result: "fail",
      reason: "not known to be impossible here: fexit: attach: ENOTSUPP",
    });
  }
});

test("a case has limits of its own, and each flavour needs one", () => {
  const limits = [{ flavour: "fexit", reason: /ENOTSUPP/, why: "for the test" }];
  const more = [...rejected, { flavour: "sys_exit/tp_btf", reason: "load: EACCES" }];
  const outcome = { result: "impossible", reason: "-", rejected: more } as const;
  expect(checkLimit({ ...outcome, rejected }, { name: "unlink", limits }, x86).result).toBe(
    "impossible",
  );
  expect(checkLimit(outcome, { name: "unlink", limits }, x86)).toEqual({
    result: "fail",
    reason: "not known to be impossible here: sys_exit/tp_btf: load: EACCES",
  });
});
