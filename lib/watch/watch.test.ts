import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { constants, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { schema } from "../events.gen.ts";
import { Builder, small, startClock } from "../recording/testdata/builder.ts";
import { temporary } from "../recording/testdata/files.ts";
import { Activity, history } from "./activity.ts";
import { columnNames } from "./column-names.ts";
import { defaultColumns, fittedWidths } from "./columns.ts";
import {
  eventJson,
  eventLine,
  findingJson,
  findingLine,
  headLine,
  type LineLayout,
} from "./line.ts";
import { Lines } from "./lines.ts";
import { type Listener, Live } from "./live.ts";
import { Outlet } from "./outlet.ts";
import { screenLines, sparkline } from "./screen.ts";

const plain: LineLayout = { columns: defaultColumns(null), width: null, colour: false };
const evil = "\x1b]0;owned\x07\u202e\r\n\x00";
const at = (ms: number) => startClock + BigInt(ms) * 1_000_000n;

/** All lines that a recording makes. */
function linesOf(builder: Builder, layout = plain, json = false): string[] {
  const printed: string[] = [];
  const listener: Listener = {
    event: (seen) => printed.push(json ? eventJson(seen) : eventLine(seen, layout)),
    finding: (finding, offset) =>
      printed.push(json ? findingJson(finding, offset) : findingLine(finding, offset, layout)),
    lost: (count, point, reason) => printed.push(`${count} ${point} ${reason}\n`),
    incident: (text) => printed.push(text),
  };
  new Live(listener).write(builder.bytes);
  return printed;
}

describe("lines", () => {
  test("of a small recording", () => {
    expect([headLine(plain), ...linesOf(small())].join("")).toMatchInlineSnapshot(`
      "time          point                    pid    uid  program                   detail
      08:00:00.010  process.fork               1      0  /sbin/init                child 100
      08:00:00.011  process.exec             100   1000  /bin/dash                 /bin/dash [sh] -c 'rm /t/é'
      08:00:00.012  file.unlink              100   1000  /bin/dash                 /t/é  file
      08:00:00.013  file.unlink              100   1000  /bin/dash                 /\\xff  file  ENOENT
      08:00:00.014  net.connect              100   1000  /bin/dash                 127.0.0.1:9  ECONNREFUSED
      08:00:00.014  LOW  A shell itself opens a connection  /bin/dash: 127.0.0.1:9
      08:00:00.015  process.exit             100   1000  /bin/dash                 exit 1  after 5.0 ms
      "
    `);
  });

  test("every point says something in every column, and nothing that speaks to a terminal", () => {
    for (const { name, fields } of schema.slice(1)) {
      const builder = new Builder().header();
      const hostile = fields.map((field) => [field.name, hostileOf(field)]);
      builder.record(name, Object.fromEntries(hostile.filter(([, value]) => value !== undefined)));
      const [line = ""] = linesOf(builder, { ...plain, columns: columnNames });
      expect(line).toContain(name);
      expect(line).not.toMatch(/[^\P{C}\n]/u);
      const [json = ""] = linesOf(builder, plain, true);
      expect(JSON.parse(json)).toMatchObject({ point: name });
      expect(json).not.toMatch(/[^\P{C}\n]/u);
    }
  });

  test("what was lost, once", () => {
    const counts = (lost: number) => ({
      "file.unlink": { seen: lost, recorded: 0, lost: { buffer: lost }, missed: null },
    });
    const builder = new Builder().header().mark(counts(3)).mark(counts(3)).mark(counts(10));
    expect(linesOf(builder)).toEqual(["3 file.unlink buffer\n", "7 file.unlink buffer\n"]);
  });

  test("a finding comes after the event that shows it", () => {
    const builder = new Builder()
      .header()
      .record("process.exec", { ts: at(1), path: "/dev/shm/x" });
    const [event, finding] = linesOf(builder);
    expect(event).toContain("process.exec");
    expect(finding).toMatch(
      /^08:00:00\.001 {2}HIGH {2}A program runs from \/dev\/shm {2}\/dev\/shm\/x/,
    );
  });

  test("a terminal of 80 columns has room for what happened", () => {
    const narrow = { ...plain, columns: defaultColumns(80), width: 80 };
    const builder = new Builder()
      .header()
      .record("process.exec", { ts: at(1), path: "/usr/lib/git-core/git", argv: ["git", "gc"] })
      .record("kernel.module_load_failed", { ts: at(2), path: "/lib/modules/evil.ko", ret: -1 });
    expect([headLine(narrow), ...linesOf(builder, narrow)].join("")).toMatchInlineSnapshot(`
      "time          point               pid  program       detail
      08:00:00.001  process.exec          0  /us…core/git  /usr/lib/git-core/git gc
      08:00:00.002  kern…ad_failed        0  /us…core/git  /lib/modules/evil.ko  EPERM
      08:00:00.002  MEDIUM  The kernel refuses a module  /usr/lib/git-core/git: /lib/…
      "
    `);
  });

  test.each([
    [80, ["point", "pid", "program", "detail"]],
    [100, ["point", "pid", "uid", "program", "detail"]],
  ])("%i columns: unless others are chosen, a third is left for the detail", (width, names) => {
    const columns = defaultColumns(width);
    expect(columns).toEqual(columnNames.filter((each) => ["time", ...names].includes(each)));
    const used = fittedWidths(columns, width).reduce((sum, each) => sum + 2 + each, -2);
    expect(width - used).toBeGreaterThanOrEqual(Math.floor(width / 3));
  });

  test.each([20, 40, 80])("cut to %i columns", (width) => {
    const builder = new Builder()
      .header()
      .record("file.unlink", { path: `/${"漢字".repeat(100)}` });
    for (const line of linesOf(builder, { ...plain, width })) {
      expect(Bun.stringWidth(line.trimEnd())).toBeLessThanOrEqual(width);
    }
  });
});

/** A value that wants to be obeyed; undefined where the builder's own will do. */
function hostileOf({ type }: { readonly type: string }) {
  if (type === "text") return evil;
  if (type === "texts") return [evil, evil];
  if (type === "bytes") return Buffer.from(evil);
  if (type === "address") return [1, evil, 0];
  return undefined;
}

describe("screen", () => {
  function activity(): Activity {
    const made = new Activity();
    const builder = new Builder().header();
    for (let i = 0; i < 40; i++) {
      builder.record("file.unlink", { pid: i % 7, ts: at(i), path: "/x", comm: `${evil}${i}` });
    }
    builder.record("process.exec", { pid: 50, path: `/dev/shm/${evil}`, argv: [evil] });
    new Live(made).write(builder.bytes);
    made.tick();
    made.lost(5, "file.unlink");
    return made;
  }
  const titles = { host: evil, elapsed: 65e9, notWatched: 2 };

  test.each([
    [24, 80],
    [10, 40],
    [5, 20],
    [1, 1],
    [60, 200],
  ])("fits %i rows of %i columns", (rows, columns) => {
    const lines = screenLines(activity(), titles, { rows, columns, colour: false });
    expect(lines.length).toBeLessThanOrEqual(rows);
    for (const line of lines) {
      expect(Bun.stringWidth(line)).toBeLessThanOrEqual(columns);
      expect(line).not.toMatch(/\p{C}/u);
    }
    const coloured = screenLines(activity(), titles, { rows, columns, colour: true });
    expect(coloured.map((line) => Bun.stripANSI(line))).toEqual(lines);
  });

  test("a narrow one has room for the programs, without the totals", () => {
    const lines = screenLines(activity(), titles, { rows: 24, columns: 40, colour: false });
    expect(lines).toContain("     pid       /s  program");
    expect(lines.find((line) => line.startsWith("file.unlink"))).toMatch(/ +40 {2}█ {2}5 lost$/);
  });

  test("tells rates, losses, processes and findings", () => {
    const text = screenLines(activity(), titles, { rows: 24, columns: 100, colour: false }).join(
      "\n",
    );
    expect(text).toContain("1 min 5 s  41 events/s  41 events  5 lost  2 points not watched");
    expect(text).toMatch(/^file\.unlink +40 +40 {2}█ {2}5 lost$/m);
    expect(text).toMatch(/^process\.exec +1 +1 {2}█$/m);
    expect(text).toContain("findings: 2");
    expect(text).toMatch(/ high +A program runs from \/dev\/shm {2}/);
  });

  test("the serious findings stay on top, however many others come", () => {
    const made = new Activity();
    const builder = new Builder().header();
    builder.record("process.exec", { pid: 1, path: "/dev/shm/x" });
    for (let pid = 2; pid < 300; pid++)
      builder.record("process.exec", { pid, path: `/tmp/${pid}` });
    new Live(made).write(builder.bytes);
    expect(made.findings().map(({ newest, count }) => [newest.subject, count])).toEqual([
      ["/dev/shm/x", 1],
      ["/tmp/201", 200],
    ]);
  });

  test("stays small, whatever happens", () => {
    const made = new Activity();
    const builder = new Builder().header();
    for (let pid = 1; pid < 6000; pid++) builder.record("file.unlink", { pid, path: "/x" });
    new Live(made).write(builder.bytes);
    expect(made.processes.size).toBe(4096);
    for (let i = 0; i < 100; i++) made.tick();
    expect(made.processes.size).toBe(0);
    expect(made.points.get("file.unlink")?.seconds).toHaveLength(history);
  });

  test("a sparkline: nothing is blank, the largest is full", () => {
    expect(sparkline([0, 1, 4, 8])).toBe(" ▂▅█");
    expect(sparkline([])).toBe("");
  });
});

describe("a slow reader", () => {
  /** Both ends of a pipe. */
  function pipe(): { readonly write: number; readonly take: () => string } {
    const path = join(temporary(new Uint8Array()), "..", `pipe-${Bun.nanoseconds()}`);
    spawnSync("mkfifo", [path]);
    const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const write = openSync(path, constants.O_WRONLY);
    const buffer = Buffer.alloc(1 << 21);
    const take = () => buffer.toString("utf8", 0, readSync(read, buffer));
    return { write, take };
  }
  const layout = () => plain;

  test("is not waited for; what found no room is counted and said, in its place", () => {
    const { write, take } = pipe();
    const outlet = new Outlet(write);
    const lines = new Lines(outlet, { layout, json: false, findingsOnly: false });
    for (let i = 0; !outlet.isFull; i++) lines.incident(`incident ${i} ${"x".repeat(1000)}`);
    for (let i = 0; i < 5; i++) lines.incident("too much");
    expect(lines.unprinted).toBe(5);
    let printed = "";
    while (outlet.waiting > 0) {
      outlet.flush();
      printed += take();
    }
    lines.incident("again");
    outlet.flush();
    printed += take();
    expect(printed).toStartWith("… incident 0 ");
    expect(printed).toEndWith("… 5 lines not printed: the output is too slow\n… again\n");
    expect(printed).not.toContain("too much");
    outlet.close();
  });

  test("what is urgent goes before what waits", () => {
    const { write, take } = pipe();
    const outlet = new Outlet(write);
    outlet.push("waits");
    outlet.urgent("now");
    expect(take()).toBe("now");
    outlet.close();
  });
});
