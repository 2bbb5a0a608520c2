import { expect, test } from "bun:test";
import { matrix } from "./matrix.ts";
import type { Result, Verdict } from "./result.ts";

function result(kernel: string, mode: string, test: string, verdict: Verdict): Result {
  return { kernel, mode, test, verdict, milliseconds: 1500 };
}

function impossible(flavour: string): Verdict {
  const reason = "no function";
  return { result: "impossible", reason: `${flavour}: ${reason}`, rejected: [{ flavour, reason }] };
}

const unavailable = { result: "not available", reason: "no such suite" } as const;

test("kernels against points and modes, and the reasons", () => {
  const results = [
    result("x86_64 6.1", "default", "exec", { result: "pass" }),
    result("x86_64 6.1", "default", "exec:fexit", impossible("fexit")),
    result("x86_64 6.1", "default", "exec:lsm", impossible("lsm")),
    result("x86_64 6.1", "no-btf", "exec", { result: "fail", reason: "- pid=1\n+ pid=2" }),
    result("arm64 6.1", "default", "exec", unavailable),
  ];
  expect(matrix(results)).toBe(`test  x86_64 6.1    arm64 6.1
exec  1 +2i 1 FAIL  n/a

mode     x86_64 6.1       arm64 6.1
default  1 +2i 5s         n/a 2s
no-btf   1 FAIL 2s
         1 +2i 1 FAIL 6s  n/a 2s

Cells: passed, +i impossible, n/a not available, FAIL failed.

impossible exec:{fexit,lsm}
    on x86_64 6.1 default
    no function

FAIL exec
    on x86_64 6.1 no-btf
    - pid=1
    + pid=2

not available exec
    on arm64 6.1 default
    no such suite`);
});
