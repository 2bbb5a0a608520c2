import { expect, test } from "bun:test";
import { release } from "node:os";
import { hostInfo, parseOsRelease } from "./host.ts";

test("os-release: quotes, escapes, comments", () => {
  const fields = parseOsRelease(
    [
      "# a comment",
      'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"',
      "ID=debian",
      "NAME='Some \"Linux\"'",
      'VERSION="1 \\"one\\" \\$x"',
      "",
    ].join("\n"),
  );
  expect(Object.fromEntries(fields)).toEqual({
    PRETTY_NAME: "Debian GNU/Linux 12 (bookworm)",
    ID: "debian",
    NAME: 'Some "Linux"',
    VERSION: '1 "one" $x',
  });
});

test("a lone quote and an empty file are not errors", () => {
  expect(parseOsRelease('NAME="').get("NAME")).toBe('"');
  expect(parseOsRelease("").size).toBe(0);
});

test("this host", () => {
  const host = hostInfo();
  expect(host.kernel).toBe(release());
  expect(host.bootId).toMatch(/^[0-9a-f-]{36}$/);
});
