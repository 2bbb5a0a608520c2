import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitCode, SondeError } from "../error.ts";
import { OutputFile } from "./output.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "output-"));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

function refusal(path: string, force: boolean): string {
  try {
    OutputFile.create(path, force);
  } catch (error) {
    if (error instanceof SondeError && error.code === exitCode.badOutput) return error.message;
    throw error;
  }
  return "created";
}

test("a new file is for its owner only, and holds what was written", () => {
  const path = join(dir, "new");
  const file = OutputFile.create(path, false);
  file.write(Buffer.from("one"));
  file.write(Buffer.from("two"));
  file.close();
  expect(readFileSync(path, "utf8")).toBe("onetwo");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(file.size).toBe(6);
});

test("an existing file is kept, unless told", () => {
  const path = join(dir, "old");
  writeFileSync(path, "precious");
  expect(refusal(path, false)).toEndWith("exists");
  expect(readFileSync(path, "utf8")).toBe("precious");
  const file = OutputFile.create(path, true);
  expect(readFileSync(path, "utf8")).toBe("precious"); // until there is something better
  file.write(Buffer.from("new"));
  file.close();
  expect(readFileSync(path, "utf8")).toBe("new");
});

test("a link is never followed, told or not", () => {
  const target = join(dir, "target");
  writeFileSync(target, "precious");
  const path = join(dir, "link");
  symlinkSync(target, path);
  expect(refusal(path, false)).toEndWith("exists");
  expect(refusal(path, true)).toEndWith("is a symbolic link");
  expect(readFileSync(target, "utf8")).toBe("precious");
});

test("no regular file, no recording", () => {
  expect(refusal("/dev/null", true)).toEndWith("is not a regular file");
  expect(refusal(dir, true)).toContain("cannot create");
  expect(refusal(join(dir, "no/such/dir"), false)).toContain("cannot create");
});

test("discard removes what it made, and nothing else", () => {
  const made = OutputFile.create(join(dir, "made"), false);
  made.write(Buffer.from("x"));
  made.discard();
  expect(() => statSync(made.path)).toThrow();
  const path = join(dir, "old");
  writeFileSync(path, "precious");
  OutputFile.create(path, true).discard();
  expect(readFileSync(path, "utf8")).toBe("precious");
});
