import { expect, test } from "bun:test";
import { exitCode, SondeError } from "../lib/error.ts";
import { refuseEnvironment } from "./environment.ts";

function refusal(environment: Record<string, string>): SondeError | undefined {
  try {
    refuseEnvironment(environment);
  } catch (error) {
    if (error instanceof SondeError) return error;
    throw error;
  }
  return undefined;
}

test("an ordinary environment is fine, other tools' variables too", () => {
  expect(refusal({})).toBeUndefined();
  const ordinary = { PATH: "/bin", HOME: "/root", LANG: "C", NODE_OPTIONS: "--require=x" };
  expect(refusal({ ...ordinary, BUN_INSTALL: "/root/.bun", MY_BUN_OPTIONS: "x" })).toBeUndefined();
});

for (const name of [
  "BUN_OPTIONS",
  "BUN_BE_BUN",
  "BUN_INSPECT",
  "BUN_INSPECT_CONNECT_TO",
  "BUN_JSC_useJIT",
  "BUN_BYTECODE_ORDER_OUT",
]) {
  test(`${name} is refused by name, empty too`, () => {
    const error = refusal({ PATH: "/bin", [name]: "" });
    expect(error?.code).toBe(exitCode.notPermitted);
    expect(error?.message).toContain(name);
    expect(error?.hint).toContain(`env -u ${name} sonde`);
  });
}
