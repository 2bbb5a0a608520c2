import { describe, expect, test } from "bun:test";
import { Builder, startClock } from "../recording/testdata/builder.ts";
import { temporary } from "../recording/testdata/files.ts";
import { type Choice, everything } from "./choice.ts";
import { summarize } from "./summary.ts";
import type { Summary } from "./summary-data.ts";
import { treeRows } from "./tree-rows.ts";

const start = Number(startClock);
const ms = 1_000_000;

/** A short way to write down who does what. */
class Story {
  readonly builder = new Builder().header();
  #now = start;

  snapshot(pid: number, path: string, began: number): this {
    this.builder.record("process", { pid, start: began, comm: path, path, argv: [path] });
    return this;
  }

  fork(pid: number, began: number, child: number, childBegan: number | null): this {
    const fields = { ...this.#who(pid, began), child, child_start: childBegan };
    this.builder.record("process.fork", fields);
    return this;
  }

  exec(pid: number, began: number, ...argv: string[]): this {
    this.builder.record("process.exec", { ...this.#who(pid, began), path: argv[0] ?? null, argv });
    return this;
  }

  exit(pid: number, began: number, code = 0, signal = 0): this {
    const lifetime = Math.max(this.#now - began, 0);
    this.builder.record("process.exit", { ...this.#who(pid, began), code, signal, lifetime });
    return this;
  }

  unlink(pid: number, began: number): this {
    this.builder.record("file.unlink", { ...this.#who(pid, began), path: "/t" });
    return this;
  }

  /** A child that is forked, becomes the program, and ends with the code. */
  ran(parent: number, began: number, pid: number, program: string, code = 0): this {
    const childBegan = this.#now + ms;
    return this.fork(parent, began, pid, childBegan)
      .exec(pid, childBegan, program)
      .exit(pid, childBegan, code);
  }

  tell(limit = 40): Summary {
    const { bytes } = this.builder.trailer();
    const summary = summarize(temporary(bytes), { ...everything, limit });
    expect(summary.ending.state).toBe("complete");
    return summary;
  }

  /** The first column of the tree. */
  tree(limit = 40): string[] {
    return treeRows(this.tell().tree, limit).map(([label = ""]) => label);
  }

  #who(pid: number, began: number) {
    this.#now += ms;
    return { ts: this.#now, pid, start: began, comm: `c${pid}`, ppid: 1 };
  }
}

const shell = start - 100 * ms;

/** A shell with pid 10 that was there before. */
function story(): Story {
  return new Story().snapshot(10, "/bin/sh", shell);
}

describe("tree", () => {
  test("equal children become one row, others do not", () => {
    const told = story();
    for (let i = 0; i < 3; i++) told.ran(10, shell, 20 + i, "/bin/true");
    told.ran(10, shell, 30, "/bin/true", 1).ran(10, shell, 31, "/bin/false");
    expect(told.tree()).toEqual(["/bin/sh", "├ 3 × /bin/true", "├ /bin/true", "└ /bin/false"]);
  });

  test("equal subtrees too, whatever the order of their children", () => {
    const told = story();
    for (const [i, programs] of [
      ["/a", "/b"],
      ["/b", "/a"],
      ["/a", "/a"],
    ].entries()) {
      const pid = 100 * (i + 1);
      const began = start + pid * ms;
      told.fork(10, shell, pid, began).exec(pid, began, "/bin/make");
      for (const [j, program] of programs.entries()) told.ran(pid, began, pid + j + 1, program);
      told.exit(pid, began);
    }
    expect(told.tree()).toEqual([
      "/bin/sh",
      "├ 2 × /bin/make",
      "│ ├ /a",
      "│ └ /b",
      "└ /bin/make",
      "  └ 2 × /a",
    ]);
  });

  test("a process that outlives its parent stays below it", () => {
    const told = story()
      .fork(10, shell, 20, start + 10 * ms)
      .fork(20, start + 10 * ms, 21, start + 11 * ms)
      .exit(20, start + 10 * ms)
      .exec(21, start + 11 * ms, "/bin/daemon");
    expect(told.tree()).toEqual(["/bin/sh", "└ c20 (forked)", "  └ /bin/daemon"]);
  });

  test("a damaged recording in which a process is started by what it has started", () => {
    const began = start + 10 * ms;
    const told = story().fork(10, shell, 20, began).fork(20, began, 10, shell);
    expect(told.tree()).toEqual(["/bin/sh", "└ c20 (forked)"]);
    const before = story().fork(10, shell, 11, shell).exit(11, shell).fork(11, shell, 10, shell);
    expect(before.tree()).toEqual(["/bin/sh", "└ c11"]);
  });

  test("programs that a process runs one after the other", () => {
    const began = start + 10 * ms;
    const told = story().fork(10, shell, 20, began).exec(20, began, "/bin/env", "x");
    told.exec(20, began, "/bin/x", "-v");
    expect(told.tree()).toEqual(["/bin/sh", "└ env ⇒ /bin/x -v"]);
    const many = story().fork(10, shell, 20, began);
    for (let i = 0; i < 20; i++) many.exec(20, began, `/bin/p${i}`);
    expect(many.tree()[1]).toBe("└ p0 ⇒ p1 ⇒ p2 ⇒ p3 ⇒ p4 ⇒ p5 ⇒ p6 ⇒ 12 more ⇒ /bin/p19");
  });

  test("a process that was there runs another program", () => {
    expect(story().exec(10, shell, "/bin/login").tree()).toEqual(["sh ⇒ /bin/login"]);
  });

  test("what the snapshot does not have is not taken for started when it is older", () => {
    const told = story()
      .unlink(50, start - ms * 50)
      .fork(50, start - ms * 50, 51, start + ms);
    const { processes, tree } = told.tell();
    expect(processes).toEqual({ running: 1, started: 1 });
    expect(treeRows(tree, 9).map(([label]) => label)).toEqual(["c50", "└ ? (forked)"]);
  });

  test("a started process whose fork is not in the file", () => {
    const told = new Story().unlink(60, start + ms);
    expect(told.tree()).toEqual(["(of unknown parents)", "└ c60 (forked)"]);
  });

  test("a pid that comes again is another process", () => {
    const told = story().ran(10, shell, 20, "/bin/a").ran(10, shell, 20, "/bin/b");
    expect(told.tree()).toEqual(["/bin/sh", "├ /bin/a", "└ /bin/b"]);
  });

  test("a fork that does not tell when the child began", () => {
    const began = start + 20 * ms;
    const told = story().fork(10, shell, 20, null).exec(20, began, "/bin/a").exit(20, began);
    const { processes, tree } = told.tell();
    expect(processes.started).toBe(1);
    expect(treeRows(tree, 9).map(([label]) => label)).toEqual(["/bin/sh", "└ /bin/a"]);
  });

  test("/proc rounds start times down to 10 ms, events do not", () => {
    const exact = start - 123_456_789;
    const told = new Story().snapshot(10, "/bin/sh", Math.floor(exact / 1e7) * 1e7);
    expect(told.ran(10, exact, 20, "/bin/a").tree()).toEqual(["/bin/sh", "└ /bin/a"]);
  });

  test("a host that has been up for longer than 2^53 ns", () => {
    const began = 2n ** 53n + 1_234_567_891n;
    const shell = { pid: 10, start: began, comm: "sh" };
    const child = { pid: 20, start: began + 5_000_000n, ppid: 10, comm: "a" };
    const { bytes } = new Builder()
      .header({ time: { wall: 0n, clock: began + 1_000_000n } })
      .record("process", { ...shell, start: (began / 10_000_000n) * 10_000_000n, path: "/bin/sh" })
      .record("process.fork", { ...shell, child: 20, child_start: child.start })
      .record("process.exec", { ...child, path: "/bin/a" })
      .record("process.exit", { ...child, lifetime: 1 })
      .trailer({ ts: began + 10_000_000n });
    const { tree, processes } = summarize(temporary(bytes));
    expect(treeRows(tree, 9).map(([label]) => label)).toEqual(["/bin/sh", "└ /bin/a"]);
    expect(processes).toEqual({ running: 1, started: 1 });
  });

  test("cut to so many rows, those near the root first", () => {
    const told = story();
    for (let i = 0; i < 10; i++) told.ran(10, shell, 20 + i, `/bin/p${i}`);
    expect(told.tree(4)).toEqual([
      "/bin/sh",
      "├ /bin/p0",
      "├ /bin/p1",
      "├ /bin/p2",
      "└ … 7 more processes",
    ]);
  });

  test("a chain of forks deeper than any stack", () => {
    const told = story().fork(10, shell, 1000, start + ms);
    for (let i = 0; i < 20_000; i++) {
      told.fork(1000 + i, start + (i + 1) * ms, 1001 + i, start + (i + 2) * ms);
    }
    const { processes, tree } = told.tell();
    expect(processes.started).toBe(20_001);
    expect(treeRows(tree, 1000).at(-1)?.[0]).toMatch(/more processes$/);
  });

  test("more different processes than there is room for", () => {
    const told = story();
    for (let i = 0; i < 3000; i++) told.ran(10, shell, 20 + i, `/bin/p${i}`);
    const { tree, processes } = told.tell();
    expect(processes.started).toBe(3000);
    const [root] = tree;
    expect((root?.children.length ?? 0) + (root?.omitted ?? 0)).toBe(3000);
    expect(root?.omitted).toBeGreaterThan(0);
  });
});

describe("programs", () => {
  test("events count for the program that the process ran at that moment", () => {
    const began = start + 10 * ms;
    const told = story().fork(10, shell, 20, began).unlink(20, began).unlink(20, began);
    told.exec(20, began, "/bin/b").unlink(20, began).unlink(10, shell);
    const rows = told.tell().programs.rows.map(({ value, count }) => [value.program, count]);
    // The fork, the last unlink, and the two of the child before it became another program.
    expect(rows).toEqual([
      ["/bin/sh", 4],
      ["/bin/b", 2],
    ]);
  });

  test("all events are on somebody's account, however many processes there are", () => {
    const told = story();
    for (let i = 0; i < 70_000; i++) told.unlink(1000 + i, start + i * 10 * ms);
    const { programs, events } = told.tell(10);
    const shown = programs.rows.reduce((sum, { count }) => sum + count, 0);
    expect(shown + (programs.others?.count ?? 0)).toBe(events);
    expect(events).toBe(70_000);
  });
});

describe("many ways to run one program", () => {
  const compile = (told: Story, count: number) => {
    for (let i = 0; i < count; i++) {
      const began = start + (20 + i) * 1000 * ms;
      told
        .fork(10, shell, 20 + i, began)
        .exec(20 + i, began, "/bin/cc", `${i}.c`)
        .exit(20 + i, began);
    }
    return told;
  };

  test("become a few rows and one for the rest", () => {
    expect(compile(story(), 5).tree().length).toBe(6);
    const told = compile(story(), 50).ran(10, shell, 500, "/bin/ld");
    expect(told.tree()).toEqual([
      "/bin/sh",
      "├ /bin/cc 0.c",
      "├ /bin/cc 1.c",
      "├ 48 × /bin/cc (different arguments)",
      "└ /bin/ld",
    ]);
  });

  test("those that end otherwise stay apart", () => {
    const told = compile(story(), 50);
    const began = start + 99_000 * ms;
    told.fork(10, shell, 99, began).exec(99, began, "/bin/cc", "bad.c").exit(99, began, 1);
    expect(told.tree().at(-1)).toBe("└ /bin/cc bad.c");
  });

  test("are counted in full, however many, in bounded memory", () => {
    const { tree } = compile(story(), 3000).tell();
    const [root] = tree;
    const counts = root?.children.map(({ count }) => count) ?? [];
    expect([counts.length, counts.reduce((sum, each) => sum + each, 0)]).toEqual([101, 3000]);
    expect([root?.omitted, root?.children.at(-1)?.isVaried]).toEqual([0, true]);
  });
});

describe("only a part", () => {
  const began = (pid: number) => start + 4 * ms + pid;
  const told = () =>
    story()
      .snapshot(11, "/bin/other", shell)
      .ran(10, shell, 20, "/bin/before")
      .fork(10, shell, 30, began(30))
      .exec(30, began(30), "/bin/make")
      .ran(30, began(30), 31, "/bin/cc")
      .unlink(11, shell)
      .exit(30, began(30))
      .ran(10, shell, 40, "/bin/after");

  function tell(choice: Partial<Choice>): Summary {
    return summarize(temporary(told().builder.trailer().bytes), { ...everything, ...choice });
  }
  const treeOf = ({ tree }: Summary) => treeRows(tree, 40).map(([label]) => label);

  test("a process and what it started", () => {
    const summary = tell({ pid: 30 });
    expect(treeOf(summary)).toEqual(["/bin/make", "└ /bin/cc"]);
    expect([summary.chosen, summary.events, summary.processes.started]).toEqual([5, 13, 2]);
    expect(summary.programs.rows.map(({ value }) => value.program)).toEqual([
      "/bin/make",
      "/bin/cc",
    ]);
    expect(summary.points.find(({ point }) => point === "process.fork")?.events).toBe(4);
  });

  test("a process that was running before, and one that is not there", () => {
    expect(treeOf(tell({ pid: 10 }))).toEqual([
      "/bin/sh",
      "├ /bin/before",
      "├ /bin/make",
      "│ └ /bin/cc",
      "└ /bin/after",
    ]);
    expect(tell({ pid: 77 })).toMatchObject({ chosen: 0, tree: [] });
  });

  test("some time", () => {
    const since = { after: 3.5 * ms };
    const until = { after: 9.5 * ms };
    const summary = tell({ since, until });
    expect(treeOf(summary)).toEqual(["/bin/sh", "└ /bin/make", "  └ /bin/cc"]);
    expect(summary.chosen).toBe(6);
    const wall = { wall: 1_800_000_000_000_000_000n + 3_500_000n };
    expect(treeOf(tell({ since: wall, until }))).toEqual(treeOf(summary));
    expect(tell({ since: { after: 1e12 } })).toMatchObject({ chosen: 0, tree: [] });
    expect(tell({ until: { wall: 0n } })).toMatchObject({ chosen: 0, tree: [] });
  });

  test("some points", () => {
    const summary = tell({ isPoint: (point) => point.startsWith("file.") });
    expect(summary.chosen).toBe(1);
    expect(summary.timeline.rows.map(({ point }) => point)).toEqual(["file.unlink"]);
  });
});
