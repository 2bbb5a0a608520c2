import { describe, expect, test } from "bun:test";
import { difference, judge, type PointCase, shown } from "./compare.ts";
import type { Recorded, RecordedEvent } from "./recorded.ts";

const schema = {
  name: "file.unlink",
  fields: [
    { name: "pid", type: "u32" },
    { name: "path", type: "text" },
    { name: "remote", type: "address" },
  ],
} as const;

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
    truth: { pid: 0, workloads: [] },
    header: {
      plan: [
        {
          point: "file.unlink",
          flavour,
          program: null,
          state: flavour ? "verified" : "not possible",
          rejected: [{ flavour: "tp_btf", reason: "no BTF" }],
        },
      ],
    },
    records: events,
    counts: { "file.unlink": counts },
  };
}

describe("a case's judgement", () => {
  test("exactly the expected events pass", () => {
    expect(judge(point, recorded([event(1, "/a")], "tp_btf"))).toEqual({ result: "pass" });
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
      reason: "tp_btf: no BTF",
    });
  });
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
