import { expect, test } from "bun:test";
import { join } from "node:path";

/** The command in a process of its own, since it writes to descriptor 1. */
function run(options: { json: boolean; require?: string }) {
  const file = join(import.meta.dir, "probe.ts");
  const call = JSON.stringify({ require: undefined, ...options });
  const code = `const { probe } = await import(${JSON.stringify(file)});
    process.exitCode = await probe(${call}).catch((e) => (console.error(e.message), e.code));`;
  const { stdout, stderr, exitCode } = Bun.spawnSync([process.execPath, "-e", code]);
  return { stdout: stdout.toString(), stderr: stderr.toString(), exitCode };
}

test("JSON has the format's number and answers by name", () => {
  const { stdout, exitCode } = run({ json: true });
  const report = JSON.parse(stdout);
  expect(exitCode).toBe(0);
  expect(report.format).toBe(1);
  expect(["yes", "no", "unknown"]).toContain(report.features.ringbuf.answer);
});

test("text has a line for every group, and no colour in a pipe", () => {
  const { stdout, exitCode } = run({ json: false });
  expect(exitCode).toBe(0);
  for (const group of ["data", "hooks", "programs", "permissions", "settings"]) {
    expect(stdout.split("\n")).toContain(group);
  }
  expect(stdout).not.toContain("\u001b");
});

test("a demand that does not hold: one line, code 1, nothing on stdout", () => {
  const { stdout, stderr, exitCode } = run({ json: false, require: "lockdown=nonsense" });
  expect(exitCode).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^sonde: lockdown: .+\n$/);
});

test("a name that the probe does not know is wrong usage", () => {
  const { stderr, exitCode } = run({ json: false, require: "ringbuffer" });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('"ringbuffer"');
});
