/** Exports of the executable: where they go, and what is said of recordings that are not whole. */
import { beforeAll, expect, test } from "bun:test";
import { lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitCode } from "../lib/error.ts";
import { Builder, small } from "../lib/recording/testdata/builder.ts";
import { buildPatience, ensureBuilt, executable } from "./built.ts";
import { inDirectory, run, sonde } from "./recording.ts";

beforeAll(ensureBuilt, buildPatience);

const host = join(import.meta.dir, "../lib/report/testdata/host.sonde.cbor");
const ndjson = ["--to", "ndjson"];

function lines(text: string): string[] {
  return text.split("\n").slice(0, -1);
}

test("to standard output, from a pipe too", async () => {
  const told = await sonde(["export", host, ...ndjson]);
  expect(told).toMatchObject({ code: exitCode.done, stderr: "" });
  expect(lines(told.stdout).length).toBeGreaterThan(100);
  const piped = await run(["sh", "-c", `cat ${host} | ${executable} export - --to ndjson`]);
  expect(piped.stdout).toBe(told.stdout);
});

test("-o: for its owner alone, never over or through what is there", () =>
  inDirectory(async (dir) => {
    const out = join(dir, "out.csv");
    const csv = ["export", host, "--to", "csv", "-o", out];
    expect(await sonde(csv)).toEqual({ code: exitCode.done, stdout: "", stderr: "" });
    expect(statSync(out).mode & 0o777).toBe(0o600);
    const written = readFileSync(out, "utf8");
    expect(await sonde(csv)).toMatchObject({ code: exitCode.badOutput });
    const fewer = await sonde([...csv, "--events", "net.*", "--force"]);
    expect(fewer.code).toBe(exitCode.done);
    expect(readFileSync(out, "utf8").length).toBeLessThan(written.length);
    symlinkSync(out, join(dir, "link"));
    for (const force of [[], ["--force"]]) {
      const through = ["export", host, ...ndjson, "-o", join(dir, "link"), ...force];
      expect((await sonde(through)).code).toBe(exitCode.badOutput);
    }
    expect(lstatSync(join(dir, "link")).isSymbolicLink()).toBe(true);
    expect(readFileSync(out, "utf8")).toStartWith("time,host,");
  }));

test("a recording is not overwritten by its own export, and no file is left by none", () =>
  inDirectory(async (dir) => {
    const file = join(dir, "a.sonde.cbor");
    writeFileSync(file, small().bytes);
    const own = await sonde(["export", file, ...ndjson, "-o", file, "--force"]);
    expect(own.code).toBe(exitCode.usage);
    expect(small().bytes.equals(readFileSync(file))).toBe(true);
    writeFileSync(join(dir, "none"), "no recording");
    const none = await sonde(["export", join(dir, "none"), ...ndjson, "-o", join(dir, "out")]);
    expect(none.code).toBe(exitCode.badInput);
    expect(statSync(join(dir, "out"), { throwIfNoEntry: false })).toBeUndefined();
  }));

test("what is whole of a cut or damaged one, and that it is", () =>
  inDirectory(async (dir) => {
    const { bytes } = small();
    const file = join(dir, "cut.sonde.cbor");
    writeFileSync(file, bytes.subarray(0, bytes.length - 20));
    const cut = await sonde(["export", file, ...ndjson]);
    expect(lines(cut.stdout)).toHaveLength(6);
    expect(cut).toMatchObject({ code: exitCode.done });
    expect(cut.stderr).toContain("is cut at byte");
    const at = small().boundaries[5] ?? 0;
    writeFileSync(file, Buffer.concat([bytes.subarray(0, at), Buffer.from("ff", "hex")]));
    const damaged = await sonde(["export", file, ...ndjson]);
    expect(lines(damaged.stdout)).toHaveLength(3);
    expect(damaged).toMatchObject({ code: exitCode.badInput });
    expect(damaged.stderr).toContain("is damaged");
  }));

test("losses are said", () =>
  inDirectory(async (dir) => {
    const counts = { seen: 3, recorded: 0, lost: { buffer: 2, map: 1 }, missed: 0 };
    const file = join(dir, "lost.sonde.cbor");
    const lossy = new Builder().header().trailer({ points: { "file.unlink": counts } });
    writeFileSync(file, lossy.bytes);
    const told = await sonde(["export", file, ...ndjson]);
    expect(told).toMatchObject({ code: exitCode.done, stdout: "" });
    expect(told.stderr).toContain("3 events lost");
  }));

test("a reader that has seen enough ends it without a word", async () => {
  const command = `${executable} export ${host} ${host} --to ndjson | head -n 1`;
  const told = await run(["bash", "-c", `set -o pipefail; ${command}`]);
  expect(told.stderr).toBe("");
  expect(told.code).toBe(0);
  expect(lines(told.stdout)).toHaveLength(1);
});

test("several recordings, one after the other, each with its host", () =>
  inDirectory(async (dir) => {
    const file = join(dir, "a.sonde.cbor");
    writeFileSync(file, small().bytes);
    const told = await sonde(["export", file, host, ...ndjson, "--ecs"]);
    const hosts = lines(told.stdout).map((line) => JSON.parse(line)["host.name"]);
    expect([...new Set(hosts)]).toEqual(["probe-1", "vm"]);
  }));

test.each([
  [[], "needs --to"],
  [["--to", "xml"], 'no form "xml"'],
  [["--to", "csv", "--ecs"], "--ecs is for ndjson"],
  [["--to", "csv", "--events", "net.conect"], "no audit point"],
])("wrong usage: %j", async (args, said) => {
  const told = await sonde(["export", host, ...args]);
  expect(told).toMatchObject({ code: exitCode.usage, stdout: "" });
  expect(told.stderr).toContain(said);
});
