import { expect, test } from "bun:test";
import { parseLockdown, parseModules } from "./security.ts";

test("lockdown: the mode in brackets", () => {
  expect(parseLockdown("[none] integrity confidentiality\n")).toBe("none");
  expect(parseLockdown("none [integrity] confidentiality")).toBe("integrity");
  expect(parseLockdown("none integrity [confidentiality]")).toBe("confidentiality");
  expect(parseLockdown("none integrity")).toBeUndefined();
});

test("security modules are whole names", () => {
  expect(parseModules("lockdown,capability,bpf\n")).toContain("bpf");
  expect(parseModules("capability,bpf_test,mybpf")).not.toContain("bpf");
  expect(parseModules("")).toEqual([]);
});
