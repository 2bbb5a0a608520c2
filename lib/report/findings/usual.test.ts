/** What happens on every host: it may be told, but must not alarm. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { lookInto } from "./look.ts";

const usual = join(import.meta.dir, "testdata/usual");

/** Rules that found something, with their severity. */
function found(name: string): { readonly id: string; readonly severity: string }[] {
  const { found, ending } = lookInto(join(usual, name));
  expect(ending.state).toBe("complete");
  return found.findings.map(({ rule, severity }) => ({ id: rule.id, severity }));
}

test("a package with jobs, a service and a group is installed and removed: all of it is low", () => {
  const rules = found("package.sonde.cbor");
  const ids = rules.map(({ id }) => id);
  expect(ids).toEqual(
    expect.arrayContaining(["write-cron", "write-unit", "write-pam", "write-system-program"]),
  );
  expect(rules.filter(({ severity }) => severity !== "low")).toEqual([]);
});

test("a program is configured, compiled, tried and installed in /tmp: all of it is low", () => {
  const rules = found("compile.sonde.cbor");
  expect(rules.map(({ id }) => id)).toContain("exec-temporary");
  expect(rules.filter(({ severity }) => severity !== "low")).toEqual([]);
});
