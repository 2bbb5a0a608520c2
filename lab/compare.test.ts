import { describe, expect, test } from "bun:test";
import { difference, judge, type PointCase, shown } from "./compare.ts";
import type { Recorded, RecordedEvent } from "./recorded.ts";
import { parseTruth } from "./truth.ts";

const schema = {
  name: "file.unlink",
  fields: [
    { name: "pid", type: "u32" },
    { name: "path", type: "text" },
    { name: "remote", type: "address" },
  ],
} as const;

const rejected = [{ flavour: "fexit", reason: "no BTF" }] as const;

function event(pid: number, path: string | Uint8Array | null): RecordedEvent {
  return { values: [pid, path, [2, Uint8Array.of(127, 0, 0, 1), 80]], schema };
}

const point: PointCase = {
  name: "unlink",
  point: "file.unlink",
  expected: () => ["pid=1 path=/a"],
  line: (one) => `pid=${shown(one, "pid")} path=${shown(one, "path")}`,
};

function recorded(
  events: readonly RecordedEvent[],
  flavour: string | null,
  seen = events.length,
): Recorded {
  const counts = { seen, recorded: events.length, lost: { buffer: 0 }, missed: 0 };
  return {
    truth: { pid: 0, caps: 0n, cgroup: "", workloads: [] },
    header: {
      plan: [
        {
          point: "file.unlink",
          flavour,
          program: null,
          state: flavour ? "verified" : "not possible",
          blind: [],
          rejected,
        },
      ],
    },
    records: events,
    kernelReads: true,
    depth: 248,
    countsMisses: true,
    counts: { "file.unlink": counts },
  };
}

describe("a case's judgement", () => {
  test("exactly the expected events pass", () => {
    expect(judge(point, recorded([event(1, "/a")], "tp_btf"))).toEqual({
      result: "pass",
      rejected,
    });
  });

  test("where kernel memory is not to be read, a path may be as passed, or null; nothing else", () => {
    const without = (path: string | null, pid = 1) => {
      const one = recorded([event(pid, path)], "tp_btf");
      return judge(point, { ...one, kernelReads: false }).result;
    };
    expect(without("a")).toBe("pass");
    expect(without(null)).toBe("pass");
    expect(without("b")).toBe("fail");
    expect(without("/b")).toBe("fail");
    expect(without("a", 2)).toBe("fail");
  });

  test("a kernel that counts what it skips is to be asked for it", () => {
    const one = recorded([event(1, "/a")], "kprobe");
    const counts = { "file.unlink": { seen: 1, recorded: 1, lost: { buffer: 0 }, missed: null } };
    expect(judge(point, { ...one, counts }).result).toBe("fail");
    expect(judge(point, { ...one, counts, countsMisses: false }).result).toBe("pass");
  });

  test("a hook that never fires fails", () => {
    expect(judge(point, recorded([], "tp_btf")).result).toBe("fail");
  });

  test("an event twice, a wrong field, and a count that doesn't match fail", () => {
    expect(judge(point, recorded([event(1, "/a"), event(1, "/a")], "tp_btf")).result).toBe("fail");
    expect(judge(point, recorded([event(1, "/b")], "tp_btf")).result).toBe("fail");
    expect(judge(point, recorded([event(1, "/a")], "tp_btf", 2)).result).toBe("fail");
  });

  test("what the plan calls impossible is so, with its reasons", () => {
    expect(judge(point, recorded([], null))).toEqual({
      result: "impossible",
      reason: "fexit: no BTF",
      rejected,
    });
  });
});

test("with a workload only its processes count, and those that it tells of", () => {
  const truth = parseTruth(
    `act=sequence pid=9 caps=0 cgroup=/\nact=workload program=/w/unlink.i386\nact=fork pid=2 child=1\nact=ended pid=2 code=0 signal=0\n`,
  );
  const own = { ...point, workload: "unlink" };
  const events = [event(1, "/a"), event(3, "/other")];
  expect(judge(own, { ...recorded(events, "tp_btf"), truth }).result).toBe("pass");
  expect(judge(point, { ...recorded(events, "tp_btf"), truth }).result).toBe("fail");
});

test("differences name what misses, what is too much, and a wrong order", () => {
  expect(difference(["a", "b"], ["b", "c"])).toEqual(["- a", "+ c"]);
  expect(difference(["a", "b"], ["b", "a"])).toEqual(["out of order: b"]);
  expect(difference(["a", "a"], ["a", "a"])).toEqual([]);
});

test("values as text", () => {
  expect(shown(event(1, Uint8Array.of(47, 255)), "path")).toBe("/\xff");
  expect(shown(event(1, "/\u00fc"), "path")).toBe("/\xc3\xbc");
  expect(shown(event(1, null), "path")).toBe("null");
  expect(shown(event(1, "/a"), "remote")).toBe("7f000001:80");
});
