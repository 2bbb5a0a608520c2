/** Who is right where `bpftool feature probe` and `sonde probe` differ on this kernel: by loading. */
import { beforeAll, expect, test } from "bun:test";
import { ensureTools } from "../build/tools.ts";
import { Descriptor } from "../lib/kernel/descriptor.ts";
import { helperNames } from "../lib/kernel/helper-names.ts";
import { callNumber, exit, r0, set } from "../lib/kernel/instructions.ts";
import { probeKernel } from "../lib/kernel/probe.ts";
import { loadOfType, programTypes } from "../lib/kernel/program-types.ts";
import { Session } from "../lib/kernel/session.ts";
import { agreements, type Difference, differences, explanations } from "./bpftool.ts";

const root = process.getuid?.() === 0;
let found: Difference[] = [];
let same = 0;

beforeAll(async () => {
  if (!root) return;
  ensureTools(["bpftool"]);
  const { stdout } = Bun.spawnSync(["bpftool", "-j", "feature", "probe"]);
  const report = await probeKernel({ quick: true, all: true });
  const theirs: unknown = JSON.parse(stdout.toString());
  found = differences(theirs, report);
  same = agreements(theirs, report);
}, 60_000);

test.skipIf(!root)("they agree on most, and every difference has a reason", () => {
  expect(found.filter((one) => !explanations.some(({ fits }) => fits(one)))).toEqual([]);
  expect(same).toBeGreaterThan(1000);
});

test.skipIf(!root)("where sonde is said to be right, the kernel says so too", async () => {
  await using session = new Session();
  for (const { what, type, name, sonde } of found) {
    const wanted = programTypes.find((one) => one.name === (type ?? name));
    if (wanted === undefined) throw new Error(`${what} ${name}: what would prove it?`);
    const call = type === undefined ? set(r0, 0) : callNumber(helperNames.indexOf(name));
    const loaded = loadOfType(session, wanted, [call, exit]);
    if (what === "program type") {
      expect([name, sonde, loaded instanceof Descriptor]).toEqual([name, "yes", true]);
    } else {
      const log = loaded === undefined || loaded instanceof Descriptor ? "loaded" : loaded.log;
      expect(log).toMatch(refusal(name));
    }
    if (loaded instanceof Descriptor) loaded[Symbol.dispose]();
  }
});

/** The last one after a call that only some programs of the type may make. */
const refusal = (name: string): RegExp =>
  new RegExp(
    `(unknown func|cannot use helper) bpf_${name}#|` +
      `call bpf_${name}#\\d+\nhelper call is not allowed in probe`,
  );

const program = (bpftool: string | undefined, sonde: string): Difference[] => [
  { what: "program type", name: "tracing", bpftool, sonde },
];

test("a reason is for what it is for", () => {
  const explained = ([one]: readonly Difference[]) =>
    one !== undefined && explanations.some(({ fits }) => fits(one));
  expect(explained(program("no", "yes"))).toBe(true);
  expect(explained(program("yes", "no"))).toBe(false);
  const helper = { what: "helper", type: "kprobe", name: "get_current_task" } as const;
  expect(explained([{ ...helper, bpftool: "yes", sonde: "no" }])).toBe(true);
  expect(explained([{ ...helper, bpftool: "no", sonde: "yes" }])).toBe(false);
});
