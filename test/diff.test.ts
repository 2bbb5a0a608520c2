/** `sonde diff` of what really happened, twice. */
import { beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitCode } from "../lib/error.ts";
import { buildPatience, ensureBuilt } from "./built.ts";
import { inDirectory, sonde } from "./recording.ts";

beforeAll(ensureBuilt, buildPatience);

const usual = [
  "t=$(mktemp /tmp/tmp.XXXXXXXXXX)",
  "cp /bin/true $t && $t",
  "rm $t",
  "python3 -c 'import socket; s = socket.socket(); s.listen(); c = socket.create_connection(s.getsockname())'",
];
const more = [...usual, "/usr/bin/id", "exec 3<>/dev/tcp/127.0.0.1/9"];

/** The same words for the command, so that only what it does is another. */
async function recorded(dir: string, name: string, lines: readonly string[]): Promise<string> {
  const file = join(dir, name);
  const script = join(dir, "job");
  writeFileSync(script, `${lines.join("\n")}\n`);
  const { stderr } = await sonde(["record", "-o", file, "--", "bash", script]);
  expect(stderr).toContain("events, 0 lost");
  return file;
}

test("the same job twice, and then one that does more", () =>
  inDirectory(async (dir) => {
    const before = await recorded(dir, "before", usual);
    const again = await recorded(dir, "again", usual);
    const after = await recorded(dir, "after", more);

    const same = await sonde(["diff", before, again]);
    expect(same.stderr).toBe("");
    expect(same.stdout).toContain("\nNo difference.\n");
    expect(same.code).toBe(exitCode.done);

    const other = await sonde(["diff", before, after]);
    expect(other.stdout).toMatch(/^new +\/usr\/bin\/id +\/usr\/bin\/bash$/m);
    expect(other.stdout).toMatch(/^new +127\.0\.0\.1:9 +tcp +\/usr\/bin\/bash$/m);
    expect(other.stdout).toMatch(/^new +low +shell-connects /m);
    expect(Math.max(...other.stdout.split("\n").map((line) => Bun.stringWidth(line)))).toBeLessThan(
      81,
    );
    expect(other.code).toBe(exitCode.checkFailed);

    const json = await sonde(["diff", "--json", before, after]);
    expect(json.code).toBe(exitCode.checkFailed);
    const { executables, same: isSame } = JSON.parse(json.stdout);
    expect(isSame).toBe(false);
    expect(executables).toEqual([{ status: "new", path: "/usr/bin/id", detail: "/usr/bin/bash" }]);
  }));

test("a damaged file is compared as far as it goes, and refused", () =>
  inDirectory(async (dir) => {
    const before = await recorded(dir, "before", usual);
    const bytes = Buffer.from(await Bun.file(before).arrayBuffer());
    const damaged = join(dir, "damaged");
    bytes.fill(0xff, bytes.length - 40, bytes.length - 30);
    writeFileSync(damaged, bytes);
    const { code, stdout, stderr } = await sonde(["diff", before, damaged]);
    expect(code).toBe(exitCode.badInput);
    expect(stdout).toContain("- After: the file is damaged: ");
    expect(stderr).toContain("damaged is damaged: only what comes before the damage was compared");
  }));
