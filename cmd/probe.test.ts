import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import schema from "../lib/probe/probe.schema.json" with { type: "json" };
import { report } from "../lib/probe/report.fixture.ts";
import { Builder } from "../lib/recording/testdata/builder.ts";

const plain = { json: false, jsonSchema: false, quick: false, all: false };

interface Flags extends Partial<typeof plain> {
  readonly require?: string;
  readonly format?: string;
  readonly from?: string;
}

/** The command in a process of its own, since it writes to descriptor 1; `inside` of another one. */
function run(flags: Flags, inside: readonly string[] = []) {
  const file = join(import.meta.dir, "probe.ts");
  const call = JSON.stringify({ ...plain, ...flags });
  const code = `const { probe } = await import(${JSON.stringify(file)});
    process.exitCode = await probe(${call}).catch((e) => (console.error(e.message), e.code));`;
  const { stdout, stderr, exitCode } = Bun.spawnSync([...inside, process.execPath, "-e", code]);
  return { stdout: stdout.toString(), stderr: stderr.toString(), exitCode };
}

const validate = new Ajv2020({ strictRequired: false, strictTypes: false }).compile(schema);

describe("what this kernel answers is valid, and can be read back", () => {
  const forms: readonly Flags[] = [{}, { quick: true }, { all: true }];
  for (const flags of forms) {
    test(JSON.stringify(flags), () => {
      const { stdout, exitCode } = run({ ...flags, json: true });
      expect(exitCode).toBe(0);
      const found: unknown = JSON.parse(stdout);
      validate(found);
      expect(validate.errors ?? []).toEqual([]);
      const file = join(mkdtempSync(join(tmpdir(), "probe-")), "probe.json");
      writeFileSync(file, stdout);
      expect(run({ from: file, json: true }).stdout).toBe(stdout);
      rmSync(join(file, ".."), { recursive: true });
    });
  }
});

test("text has a line for every group, and no colour in a pipe", () => {
  for (const all of [false, true]) {
    const { stdout, exitCode } = run({ all });
    expect(exitCode).toBe(0);
    for (const group of ["data", "hooks", "programs", "permissions", "settings"]) {
      expect(stdout.split("\n")).toContain(group);
    }
    expect(stdout).not.toContain("\u001b");
  }
});

test("every no has an error number, or the text says that no call failed", () => {
  const { features } = JSON.parse(run({ json: true }).stdout);
  const { stdout } = run({ all: true });
  const lines = stdout.replaceAll(/\n +/g, " ").split("\n");
  for (const { answer, errno, reason } of Object.values<Record<string, string>>(features)) {
    if (answer !== "no") continue;
    const why = `${reason} (${errno ?? "no system call failed"})`;
    expect(lines.filter((line) => line.includes(why))).not.toEqual([]);
  }
});

test("--quick attaches nothing that patches code, and says so", () => {
  const { stdout } = run({ quick: true, json: true });
  const { quick, features } = JSON.parse(stdout);
  expect(quick).toBe(true);
  const { uprobe } = features;
  expect(uprobe.answer === "no" || uprobe.tried === false).toBe(true);
  const patching = ["kprobe", "kprobe_multi", "fentry", "fexit", "fmod_ret", "lsm", "sleepable"];
  for (const name of patching) expect([name, features[name].answer]).not.toEqual([name, "yes"]);
});

test.skipIf(process.getuid?.() !== 0)("without sysfs nothing is said that only it tells", () => {
  const inside = ["unshare", "-m", "sh", "-c", 'umount -l /sys && "$0" "$@"'];
  const { features } = JSON.parse(run({ json: true }, inside).stdout);
  for (const name of ["btf", "tp_btf", "kprobe", "uprobe", "iterator"]) {
    expect(features[name]).toMatchObject({
      answer: "unknown",
      reason: "sysfs is not mounted on /sys",
    });
  }
});

test("--json-schema prints the schema, and asks nothing", () => {
  expect(JSON.parse(run({ jsonSchema: true }).stdout)).toEqual(schema);
});

test("a demand that does not hold: one line, code 1, nothing on stdout", () => {
  const { stdout, stderr, exitCode } = run({ require: "lockdown=nonsense" });
  expect(exitCode).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^sonde: lockdown: .+\n$/);
});

test("a point that no hook can watch is a demand that does not hold", () => {
  const { stderr, exitCode } = run({ require: "file.written=verified" });
  expect([0, 1]).toContain(exitCode);
  if (exitCode === 1) expect(stderr).toMatch(/^sonde: file\.written: is [a-z ]+, not verified/);
});

test("the formats of monitoring", () => {
  const checked = run({ format: "nagios", require: "lockdown=nonsense" });
  expect(checked.exitCode).toBe(2);
  expect(checked.stdout).toMatch(/^SONDE CRITICAL - lockdown: .+ \| yes=\d+ no=\d+ unknown=\d+\n$/);
  const wrong = run({ format: "nagios", require: "nonsense" });
  expect(wrong).toMatchObject({ exitCode: 3, stderr: "" });
  expect(wrong.stdout).toBe('SONDE UNKNOWN - the probe knows no "nonsense"\n');
  const { stdout, exitCode } = run({ format: "prometheus", quick: true });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^sonde_probe_feature\{feature="ringbuf",group="data"\} [01]$/m);
});

describe("wrong usage", () => {
  const wrong: readonly (readonly [flags: Flags, why: string])[] = [
    [{ require: "ringbuffer" }, '"ringbuffer"'],
    [{ format: "xml" }, '"xml"'],
    [{ format: "nagios", json: true }, "--json and --format"],
    [{ quick: true, from: "x" }, "--quick"],
  ];
  for (const [flags, why] of wrong) {
    test(why, () => {
      const { stdout, stderr, exitCode } = run(flags);
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toContain(why);
    });
  }
});

describe("--from", () => {
  const folder = mkdtempSync(join(tmpdir(), "probe-"));
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  test("a recording", () => {
    const recording = new Builder().header().item({ type: "probe", report }).trailer().bytes;
    const { stdout, exitCode } = run({ from: file("a.sonde.cbor", recording), json: true });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(report)));
  });

  test("out of a pipe", () => {
    const recording = new Builder().header().item({ type: "probe", report }).trailer().bytes;
    for (const content of [JSON.stringify(report), recording]) {
      const pipe = ["sh", "-c", 'cat "$0" | "$@"', file("piped", content)];
      const { stdout, exitCode } = run({ from: "/dev/stdin", json: true }, pipe);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(report)));
    }
  });

  test("demands are held against what is stored", () => {
    const stored = file("stored.json", JSON.stringify(report));
    expect(run({ from: stored, require: "btf,lockdown=integrity" }).exitCode).toBe(0);
    expect(run({ from: stored, require: "fentry" })).toMatchObject({
      exitCode: 1,
      stderr: "sonde: fentry: no (EPERM): forbidden\n",
    });
    expect(run({ from: stored, require: "ringbuf" }).exitCode).toBe(2);
  });

  test.each([
    ["without.sonde.cbor", new Builder().header().trailer().bytes, "holds no probe"],
    ["cut.json", '{"format": 1', "is not a probe"],
    ["other.json", '{"format": 7}', "format 7 is not the one"],
    ["text.txt", "hello", "is not a recording"],
  ])("%s is refused", (name, content, why) => {
    const { stderr, exitCode, stdout } = run({ from: file(name, content) });
    expect([exitCode, stdout]).toEqual([5, ""]);
    expect(stderr).toContain(why);
  });
});
