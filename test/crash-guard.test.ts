/** Starts that never ended make sonde leave all but the simplest hooks alone. Needs root. */
import { beforeAll, expect, test } from "bun:test";
import { buildPatience, ensureBuilt, executable } from "./built.ts";
import { type Run, run } from "./recording.ts";

beforeAll(ensureBuilt, buildPatience);

/** Runs a script on a host that remembers nothing yet, in a mount namespace of its own; $0 is sonde. */
function afresh(script: string): Promise<Run> {
  const prepare = "mount -t tmpfs none /run";
  return run(["unshare", "--mount", "sh", "-c", `${prepare} && ${script}`, executable]);
}

/** The recorder is killed by what it records, once all hooks are in place. */
const killed =
  '"$0" record -o /run/out --force --events process.exec -- sh -c \'kill -KILL "$PPID"\'';
const reason =
  /2 earlier starts in this boot never ended properly: only tp_btf and raw_tp are used/;

test("after two of them every hook is a tp_btf or raw_tp, and the plan says why", async () => {
  const { code, stdout } = await afresh(`${killed}; ${killed}; "$0" plan --json`);
  expect([code, stdout]).toEqual([0, expect.stringMatching(reason)]);
  const plan: readonly { flavour: string | null }[] = JSON.parse(stdout);
  const flavours = plan.flatMap(({ flavour }) => flavour ?? []);
  expect(flavours.length).toBeGreaterThan(20);
  expect(flavours.filter((name) => !/\b(tp_btf|raw_tp)$/.test(name))).toEqual([]);
});

test("another one is not used even when it is asked for, and a recording says why", async () => {
  const asked = '"$0" record -o - --flavour process.exec=tracepoint --events process.* --for 1ms';
  const { code, stderr } = await afresh(`${killed}; ${killed}; ${asked} >/dev/null`);
  expect([code, stderr]).toEqual([0, expect.stringMatching(reason)]);
  expect(stderr).toMatch(/^not watched: process\.exec: 2 earlier starts/m);
});

test("a probe attaches nothing then that patches code, and says why", async () => {
  const { code, stdout, stderr } = await afresh(`${killed}; ${killed}; "$0" probe --json`);
  expect([code, stderr]).toEqual([0, expect.stringMatching(reason)]);
  expect(JSON.parse(stdout).quick).toBe(true);
});

test("one of them is not enough", async () => {
  const forced = "--flavour process.exec=tracepoint";
  const { code, stdout } = await afresh(`${killed}; "$0" plan --json ${forced}`);
  expect([code, stdout]).toEqual([0, expect.not.stringMatching(/never ended properly/)]);
});

/** A probe that is asked to end at its work; one that was too fast is followed by another. */
const interrupted =
  'while "$0" probe --all >/dev/null & ' +
  "while [ ! -d /run/sonde ] && [ -e /proc/$!/exe ]; do :; done; " +
  "kill -TERM $!; wait $!; [ $? != 143 ]; do :; done";

test("whoever ends by itself is forgotten, whether well or not", async () => {
  const ends = [
    '"$0" record -o /run/out -- true',
    '"$0" record -o /run/other -- /nowhere',
    '"$0" record -o - --for 1ms >/dev/full',
    '"$0" plan >/dev/null',
    '"$0" probe >/dev/null',
    interrupted,
  ];
  const { stdout } = await afresh(`${ends.join("; ")}; ls /run`);
  expect(stdout).toBe("out\n");
});
