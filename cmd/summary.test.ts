import { expect, test } from "bun:test";
import { join } from "node:path";
import { small } from "../lib/recording/testdata/builder.ts";
import { temporary } from "../lib/recording/testdata/files.ts";

const golden = join(import.meta.dir, "../lib/report/testdata/workload.sonde.cbor");

/** Runs a shell command line in which `summary` and `verify` are the functions of this directory. */
async function shell(line: string): Promise<{ out: string; err: string; code: number }> {
  const call = (name: string, options: string) => `
    import { ${name} } from ${JSON.stringify(join(import.meta.dir, `${name}.ts`))};
    const code = ${name}(${name === "verify" ? "process.argv[1]" : "process.argv.slice(1)"}, ${options});
    process.exitCode = code ?? 0;`;
  const env = {
    ...process.env,
    BUN: process.execPath,
    SUMMARY: call("summary", "{ json: !!process.env.JSON, section: [] }"),
    VERIFY: call("verify", "{ json: !!process.env.JSON }"),
  };
  const functions = `
    summary() { "$BUN" -e "$SUMMARY" -- "$@"; }
    verify() { "$BUN" -e "$VERIFY" -- "$@"; }`;
  const child = Bun.spawn(["bash", "-c", `${functions}\n${line}`], {
    env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { out, err, code };
}

test("a reader that goes away is no error", async () => {
  const line = `set -o pipefail; JSON=1 summary ${golden} ${golden} ${golden} | head -1`;
  expect(await shell(line)).toEqual({ out: "{\n", err: "", code: 0 });
});

test("reads standard input; plain and 80 columns wide in a pipe", async () => {
  const { out, err, code } = await shell(`cat ${golden} | summary -`);
  expect([err, code]).toEqual(["", 0]);
  expect(out).toMatch(/^Recording +-, [\d.]+ KiB, complete\n/);
  expect(out).not.toContain("\x1b");
  expect(Math.max(...out.split("\n").map((text) => Bun.stringWidth(text)))).toBe(80);
});

test("a damaged recording: what is readable, then the error", async () => {
  const { bytes, boundaries } = small();
  const path = temporary(Buffer.concat([bytes.subarray(0, boundaries.at(-2)), Buffer.of(0xff)]));
  const { out, err } = await shell(`summary ${path}`);
  expect(out).toContain("DAMAGED at byte");
  expect(out).toContain("127.0.0.1:9");
  expect(err).toContain(`${path} is damaged`);
});

test("verify: 0 when all holds, 1 when not, as text and as JSON", async () => {
  const good = await shell(`verify ${golden}`);
  expect(good).toMatchObject({ code: 0, err: "" });
  expect(good.out).toContain(": whole and unchanged\n");
  const { bytes } = small();
  const cut = temporary(bytes.subarray(0, bytes.length - 1));
  const bad = await shell(`verify ${cut}`);
  expect(bad).toMatchObject({ code: 1, err: "" });
  expect(bad.out).toContain("FAILED   complete  ends without a trailer");
  const json = await shell(`JSON=1 verify ${cut}`);
  expect(JSON.parse(json.out)).toMatchObject({ path: cut, holds: false });
});
