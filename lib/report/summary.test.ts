import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { schema } from "../events.gen.ts";
import type { PlannedPoint } from "../recording/format.ts";
import { eachLocated } from "../recording/reader.ts";
import { Builder, small, startClock } from "../recording/testdata/builder.ts";
import { temporary } from "../recording/testdata/files.ts";
import { type Choice, everything } from "./choice.ts";
import { sections } from "./sections.ts";
import { summarize } from "./summary.ts";
import type { Summary } from "./summary-data.ts";
import { summaryJson } from "./summary-json.ts";
import { summaryText } from "./summary-text.ts";
import type { TreeNode } from "./tree.ts";

const golden = join(import.meta.dir, "testdata/workload.sonde.cbor");
const all: Choice = { ...everything, sections: "all" };
const plain = { columns: 80, colour: false, treeRows: 40 };

function summaryOf(bytes: Uint8Array, limit = 10): Summary {
  return { ...summarize(temporary(bytes), { ...all, limit }), path: "x.sonde.cbor" };
}

function textOf(bytes: Uint8Array): string {
  return summaryText(summaryOf(bytes), plain);
}

/** Processes in a tree. */
function countOf(nodes: readonly TreeNode[]): number {
  const each = nodes.map(
    ({ count, children, omitted }) => count * (1 + countOf(children) + omitted),
  );
  return each.reduce((sum, one) => sum + one, 0);
}

describe("a real recording", () => {
  const summary = { ...summarize(golden), path: "workload.sonde.cbor" };

  test("at 80 columns", () => {
    expect(summaryText(summary, plain)).toMatchSnapshot();
  });

  test("of files, links, a server, names and users", () => {
    const path = join(import.meta.dir, "testdata/host.sonde.cbor");
    const summary = { ...summarize(path), path: "host.sonde.cbor" };
    expect(summaryText(summary, plain)).toMatchSnapshot();
    const json = JSON.parse(summaryJson(summarize(path, all)));
    expect(countOf(json.tree)).toBe(json.processes.started + 1);
  });

  test("as JSON", () => {
    const { tree, processes, deleted } = JSON.parse(summaryJson(summarize(golden, all)));
    expect(countOf(tree)).toBe(processes.started + 1); // the recorder is its root
    expect(deleted.rows).toContainEqual(
      expect.objectContaining({
        path: { bytes: "2f746d702f776f726b6c6f61642ffffe", text: "/tmp/workload/\\xff\\xfe" },
        what: "file",
        program: "/usr/bin/rm",
        result: "ok",
      }),
    );
  });

  test.each([60, 80, 100, 200])("no line is wider than %i", (columns) => {
    const lines = summaryText(summary, { ...plain, columns }).split("\n");
    expect(lines.filter((line) => Bun.stringWidth(line) > columns)).toEqual([]);
  });

  test("colour is around titles only, and none when there is to be none", () => {
    const text = summaryText(summary, plain);
    const coloured = summaryText(summary, { ...plain, colour: true });
    expect(text).not.toContain("\x1b");
    expect(coloured).toContain("\x1b[1mAudit points\x1b[0m");
    expect(Bun.stripANSI(coloured)).toBe(text);
  });

  test("cut anywhere: everything before is told, and that it is cut", () => {
    const bytes = readFileSync(golden);
    const starts: number[] = [];
    eachLocated(golden, ({ at }) => starts.push(at));
    for (let length = starts[1] ?? 0; length < bytes.length; length += 997) {
      const { ending, notSeen, reason } = summaryOf(bytes.subarray(0, length));
      expect([ending.state, reason]).toEqual(["cut", null]);
      expect(notSeen[0]).toMatch(/^The end: the file was cut, or its recorder killed, at byte \d+/);
    }
  });
});

test("every audit point has its place: the tree, or a section", () => {
  const inTree = ["process", "process.exec", "process.fork", "process.exit"];
  const told = new Set([
    ...inTree,
    ...sections.flatMap(({ point, outcome }) => [point, outcome?.point]),
  ]);
  expect(schema.map(({ name }) => name).filter((name) => !told.has(name))).toEqual([]);
});

test("JSON has everything in full, although tables cut it", () => {
  const path = `/${"long/".repeat(200)}end`;
  const bytes = new Builder().header().record("file.unlink", { path }).trailer().bytes;
  expect(textOf(bytes)).not.toContain(path);
  expect(JSON.parse(summaryJson(summaryOf(bytes)))).toMatchObject({
    file: { path: "x.sonde.cbor", state: "complete" },
    events: 1,
    deleted: {
      rows: [{ path, what: "file", program: null, result: null, count: 1 }],
      others: null,
    },
    points: expect.arrayContaining([
      expect.objectContaining({ point: "file.unlink", recorded: 1 }),
    ]),
  });
});

test("names from the file reach neither terminal nor table unescaped", () => {
  const evil = "\x1b]0;owned\x07\x1b[2J\u202e\r\n\u009b1m";
  const bytes = new Builder()
    .header({
      sonde: evil,
      host: { ...hostOf(small().bytes), hostname: evil, distribution: evil, kernel: evil },
      plan: [planned({ flavour: null, rejected: [{ flavour: evil, reason: evil }] })],
      filter: { points: [evil], command: [evil] },
    })
    .record("process", { pid: 1, comm: evil, path: evil, argv: [evil], start: 1 })
    .record("process.exec", {
      pid: 2,
      ppid: 1,
      start: startClock,
      comm: evil,
      path: Buffer.from(evil),
    })
    .record("process.fork", { pid: 2, start: startClock, child: 3, comm: evil })
    .record("file.unlink", { pid: 3, comm: evil, path: evil })
    .record("net.connect", { pid: 3, comm: evil, remote: [1, evil, 0] })
    .record("process.rename", { pid: 3, comm: evil, old_comm: evil, new_comm: evil })
    .record("kernel.module_load", { pid: 3, comm: evil, name: evil })
    .trailer({ reason: evil }).bytes;
  const summary = { ...summaryOf(bytes), path: evil };
  const text = summaryText(summary, plain);
  expect(text).not.toMatch(/[^\P{C}\n]/u);
  expect(text).toContain("\\x1b]0;owned");
  expect(summaryJson(summary)).not.toMatch(/[^\P{C}\n]/u);
});

function hostOf(bytes: Uint8Array): Summary["host"] {
  return summaryOf(bytes).host;
}

function planned(changes: Partial<PlannedPoint>): PlannedPoint {
  return {
    point: "file.unlink",
    flavour: "tp_btf",
    program: "some_tp_btf",
    state: "verified",
    blind: [],
    rejected: [],
    ...changes,
  };
}

describe("not seen", () => {
  function notSeen(plan: readonly PlannedPoint[], build = (builder: Builder) => builder): string[] {
    const builder = new Builder().header({ plan, schema: schema.slice(0, 7) });
    return [...summaryOf(build(builder).trailer().bytes).notSeen];
  }
  const leftOut =
    "Not asked for: process.exec, process.fork, process.exit, process.rename, file.open.";

  test("nothing to say", () => {
    const plan = schema.slice(1, 7).map(({ name }) => planned({ point: name }));
    expect(notSeen(plan)).toEqual([]);
  });

  test("a point that is not possible, with its reasons", () => {
    const rejected = [
      { flavour: "tp_btf", reason: "no BTF" },
      { flavour: "raw_tp", reason: "EPERM" },
    ];
    const plan = [planned({ flavour: null, program: null, state: "not possible", rejected })];
    expect(notSeen(plan)).toEqual([
      "file.unlink: not possible on this kernel: tp_btf: no BTF; raw_tp: EPERM.",
      leftOut,
    ]);
    const same = rejected.map(({ flavour }) => ({ flavour, reason: "lockdown" }));
    expect(notSeen([planned({ flavour: null, rejected: same })])[0]).toBe(
      "file.unlink: not possible on this kernel: lockdown.",
    );
  });

  test("a silent hook that nobody tried", () => {
    const plan = [planned({ state: "attached" })];
    expect(notSeen(plan)[0]).toMatch(/^file.unlink: no event, and the hook was attached but/);
    expect(notSeen(plan, (builder) => builder.record("file.unlink"))[0]).not.toMatch(/no event/);
    expect(notSeen([planned({ state: "verified" })])).toEqual([leftOut]);
  });

  test("what was lost, missed, or not followed", () => {
    const counts = {
      seen: 1013,
      recorded: 1,
      lost: { buffer: 1002, scratch: 10, odd: 0 },
      missed: 3,
    };
    const bytes = new Builder()
      .header({ plan: [planned({})] })
      .record("file.unlink")
      .trailer({ points: { "file.unlink": counts }, unfollowed: 1 }).bytes;
    const { notSeen: said, lost } = summaryOf(bytes);
    expect(lost).toBe(1012);
    expect(said.slice(0, 3)).toEqual([
      "file.unlink: events were lost, 1,002 because the buffer was full, 10 because no working memory was free.",
      "1 process of the command could not be followed: the table was full.",
      "file.unlink: 3 events while the kernel skipped the hook.",
    ]);
  });

  test("a damaged file, and kinds that are not known", () => {
    const bytes = new Builder().header().record("file.unlink").mark().item([99]).bytes;
    const damaged = Buffer.concat([bytes, Buffer.of(0xff)]);
    const { notSeen: said, ending } = summaryOf(damaged);
    expect(ending.state).toBe("damaged");
    expect(said[0]).toContain(`Everything from byte ${bytes.length} on:`);
    expect(said[0]).toContain("What was lost is known up to 1.0 s after the beginning.");
    expect(said.at(-1)).toBe("1 item of a kind that this version of sonde does not know.");
  });
});

describe("head", () => {
  test("how it ended", () => {
    const ended = (builder: Builder) => /^Ended +(.*)$/m.exec(textOf(builder.bytes))?.[1];
    const start = () => new Builder().header();
    expect(ended(start())).toBe("not known: the file has no end");
    expect(ended(start().trailer())).toBe("after the time that was asked for");
    expect(ended(start().trailer({ reason: "SIGINT" }))).toBe("interrupted");
    expect(ended(start().trailer({ reason: "\x1bx" }))).toBe("\\x1bx");
    const command = { reason: "command", command: { code: 3, signal: null } };
    expect(ended(start().trailer(command))).toBe("with the command, exit 3");
    const killed = { reason: "command", command: { code: null, signal: 9 } };
    expect(ended(start().trailer(killed))).toBe("with the command, SIGKILL");
  });

  test("how long: up to the trailer, or as far as the file goes", () => {
    const builder = new Builder()
      .header()
      .record("file.unlink", { ts: startClock + 2_000_000_000n });
    const { seconds, begin, end } = summaryOf(builder.bytes);
    expect([seconds, begin, end]).toEqual([
      2,
      "2027-01-15T08:00:00.000Z",
      "2027-01-15T08:00:02.000Z",
    ]);
    expect(summaryOf(builder.trailer().bytes).seconds).toBe(10);
    expect(summaryOf(new Builder().header().bytes).seconds).toBeNull();
  });

  test("a wall clock that no calendar knows", () => {
    const bytes = new Builder().header({ time: { wall: 2n ** 63n, clock: 0n } }).trailer().bytes;
    expect(textOf(bytes)).toMatch(/^Time +\S/m);
  });
});
