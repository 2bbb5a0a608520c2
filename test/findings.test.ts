/** What the executable finds suspicious: in files, and in what really happens here. */
import { beforeAll, expect, test } from "bun:test";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { exitCode } from "../lib/error.ts";
import { buildPatience, ensureBuilt } from "./built.ts";
import { inDirectory, sonde } from "./recording.ts";

beforeAll(ensureBuilt, buildPatience);

const golden = join(import.meta.dir, "../lib/report/testdata/workload.sonde.cbor");

/** Rule ids and severities in what `findings --json` prints. */
function found(stdout: string): string[] {
  const { findings } = JSON.parse(stdout);
  return findings.rows.map(({ id, severity }: Record<string, string>) => `${id} ${severity}`);
}

test("in a recording: all, the serious ones, and the exit code", async () => {
  const all = await sonde(["findings", golden, "--json"]);
  expect(all.code).toBe(exitCode.done);
  expect(new Set(found(all.stdout))).toEqual(
    new Set(["exec-as-kernel-thread high", "exec-temporary low", "shell-connects low"]),
  );
  const serious = await sonde(["findings", golden, "--least", "high"]);
  expect(serious.stdout).toStartWith("HIGH  A program calls itself a kernel thread\n");
  expect(serious.stdout).not.toContain("LOW");
  expect((await sonde(["findings", golden, "--fail-on", "high"])).code).toBe(exitCode.checkFailed);
  expect((await sonde(["findings", golden, "--fail-on", "critical"])).code).toBe(exitCode.done);
});

test("--rules: the table, and as JSON with reasons", async () => {
  const { stdout } = await sonde(["findings", "--rules"]);
  expect(stdout).toMatch(/^exec-memfd +high +T1620 /m);
  const rules = JSON.parse((await sonde(["findings", "--rules", "--json"])).stdout);
  expect(rules.length).toBeGreaterThan(30);
  expect(rules[0]).toMatchObject({ id: "exec-memfd", points: ["process.exec"] });
});

test("what really happens: a hidden program, a false kernel thread, a history switched off", () =>
  inDirectory(async (dir) => {
    const hidden = join(dir, ".x");
    copyFileSync("/bin/true", hidden);
    const file = join(dir, "r.sonde.cbor");
    const script = [
      hidden,
      "bash -c 'exec -a \"[kworker/u8:0]\" sleep 0'",
      "bash -c 'unset HISTFILE; :'",
    ].join("\n");
    const recorded = await sonde(["record", "-o", file, "--", "bash", "-c", script]);
    expect(recorded.stderr).toContain("events, 0 lost");
    const { stdout } = await sonde(["findings", file, "--json"]);
    expect(found(stdout)).toEqual(
      expect.arrayContaining([
        "exec-hidden medium",
        "exec-as-kernel-thread high",
        "history-off medium",
      ]),
    );
  }));

test("audit --fail-on: 1 when something serious happened meanwhile", () =>
  inDirectory(async (dir) => {
    const audit = (severity: string) =>
      sonde(["audit", "--for", "2s", "-o", join(dir, severity), "--fail-on", severity, "--json"]);
    const child = Bun.spawn(["bash", "-c", "while :; do (exec -a '[kworker/u8:0]' true); done"]);
    try {
      const { code, stdout } = await audit("high");
      expect(code).toBe(exitCode.checkFailed);
      expect(found(JSON.stringify({ findings: JSON.parse(stdout).summary.findings }))).toContain(
        "exec-as-kernel-thread high",
      );
    } finally {
      child.kill();
      await child.exited;
    }
  }));
