/** Starts that never ended make sonde leave hooks in kernel functions alone. Needs root. */
import { beforeAll, expect, test } from "bun:test";
import { buildPatience, ensureBuilt, executable } from "./built.ts";
import { run } from "./recording.ts";

beforeAll(ensureBuilt, buildPatience);

/** The plan of a host that remembers these starts, in a mount namespace of its own. */
function planAfter(starts: readonly string[]): Promise<{ code: number | null; stdout: string }> {
  const files = starts.map((name) => `/run/sonde/${name}`).join(" ");
  const prepare = `mount -t tmpfs none /run && mkdir -m 700 /run/sonde && touch ${files}`;
  const script = `${prepare} && exec ${executable} plan --json`;
  return run(["unshare", "--mount", "sh", "-c", script]);
}

/** Process ids that Linux never gives. */
const [first, second] = ["999999998-1", "999999999-1"] as const;
const reason = /2 earlier starts in this boot never ended properly/;

test("after two of them every hook is a tracepoint, and the plan says why", async () => {
  const { code, stdout } = await planAfter([first, second]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(reason)]);
  const plan: readonly { flavour: string | null }[] = JSON.parse(stdout);
  const flavours = plan.flatMap(({ flavour }) => flavour ?? []);
  expect(flavours.length).toBeGreaterThan(20);
  expect(flavours.filter((name) => !/\b(tp_btf|raw_tp|tracepoint)$/.test(name))).toEqual([]);
});

test("one of them is not enough", async () => {
  const { code, stdout } = await planAfter([first]);
  expect([code, stdout]).toEqual([0, expect.not.stringMatching(/never ended properly/)]);
});
