import { expect, test } from "bun:test";
import { join } from "node:path";

const root = process.getuid?.() === 0;

const flavour: readonly string[] = [];
const plain = { flavour, selfTest: true, json: false };

/** The command in a process of its own, since it writes to descriptor 1. */
function run(flags: Partial<typeof plain> & { events?: string; why?: string }) {
  const file = join(import.meta.dir, "plan.ts");
  const call = JSON.stringify({ ...plain, ...flags });
  const code = `const { plan } = await import(${JSON.stringify(file)});
    try { process.exitCode = plan(${call}); } catch (e) { console.error(e.message); process.exitCode = e.code; }`;
  const { stdout, stderr, exitCode } = Bun.spawnSync([process.execPath, "-e", code]);
  return { stdout: stdout.toString(), stderr: stderr.toString(), exitCode };
}

test.skipIf(!root)("JSON: the plan as a recording has it, seen firing", () => {
  const { stdout, exitCode } = run({ json: true, events: "process.exec,net.connect" });
  expect(exitCode).toBe(0);
  const plan = JSON.parse(stdout);
  expect(plan.map(({ point }: { point: string }) => point)).toEqual([
    "process.exec",
    "net.connect",
  ]);
  for (const one of plan) {
    expect(one.state).toBe("verified");
    expect(Object.keys(one)).toEqual(["point", "flavour", "program", "state", "blind", "rejected"]);
  }
});

test.skipIf(!root)("without a self-test nothing is said to fire", () => {
  const { stdout } = run({ json: true, events: "process.exec", selfTest: false });
  expect(JSON.parse(stdout)[0].state).toBe("attached");
});

test.skipIf(!root)("text: every point, and all about one", () => {
  const { stdout } = run({});
  for (const name of ["process.exec", "file.open", "net.connect"]) expect(stdout).toContain(name);
  const why = run({ why: "net.connect" });
  expect(why.stdout).toStartWith("net.connect: ");
  expect(why.stdout).toContain("chosen: ");
});

test.skipIf(!root)("a forced flavour is used", () => {
  const { stdout, exitCode } = run({
    json: true,
    flavour: ["process.exec=raw_tp"],
    events: "net.connect",
  });
  expect(exitCode).toBe(0);
  const [exec] = JSON.parse(stdout).filter(
    ({ point }: { point: string }) => point === "process.exec",
  );
  expect(exec).toMatchObject({ flavour: "raw_tp", rejected: [] });
});

/** What this kernel cannot do at all, if there is such a point. */
const impossible = root
  ? JSON.parse(run({ json: true }).stdout).find(
      ({ flavour }: { flavour: string | null }) => flavour === null,
    )
  : undefined;

test.skipIf(!impossible)("a point that is not possible is told about like any other", () => {
  const { point, rejected } = impossible;
  const { stdout, exitCode } = run({ json: true, events: point });
  expect([exitCode, JSON.parse(stdout)]).toEqual([4, [impossible]]);
  const why = run({ why: point });
  expect([why.exitCode, why.stderr]).toEqual([4, ""]);
  expect(why.stdout).toStartWith(`${point}: `);
  const forced = run({ json: true, events: point, flavour: [`${point}=${rejected[0].flavour}`] });
  expect(forced.exitCode).toBe(1);
  expect(forced.stderr).toContain(`${point} cannot be hooked that way: ${rejected[0].reason}`);
});

test("a point that there is not is wrong usage", () => {
  const { stderr, exitCode } = run({ why: "net.nothing" });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('"net.nothing"');
});
