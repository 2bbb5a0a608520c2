import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { exitCode, SondeError } from "../error.ts";
import { schema } from "../events.gen.ts";
import { type Ending, eachItem, type Item, readItems } from "./reader.ts";
import { Builder, recordItem, small, tiny } from "./testdata/builder.ts";
import { temporary } from "./testdata/files.ts";
import { fuzzInput } from "./testdata/mutate.ts";
import { address, field, int, num, text, texts } from "./values.ts";

interface Read {
  readonly items: readonly Item[];
  readonly ending: Ending;
}

function readAll(bytes: Uint8Array): Read {
  const items: Item[] = [];
  const reading = readItems(temporary(bytes));
  let step = reading.next();
  for (; !step.done; step = reading.next()) items.push(step.value);
  return { items, ending: step.value };
}

function refusal(bytes: Uint8Array): SondeError {
  try {
    readAll(bytes);
  } catch (error) {
    if (error instanceof SondeError) return error;
    throw error;
  }
  throw new Error("it was read");
}

function unhex(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(" ", ""), "hex");
}

test("gives everything that was written", () => {
  const { items, ending } = readAll(small().bytes);
  expect(ending).toMatchObject({ state: "complete", rest: 0, items: 11, reason: null });
  expect(items.map(({ type }) => type)).toEqual([
    "header",
    "probe",
    ...Array(4).fill("record"),
    "mark",
    ...Array(3).fill("record"),
    "trailer",
  ]);
  const [header, probe] = items;
  expect(header).toMatchObject({ header: { schema, host: { hostname: "probe-1", cpus: 2 } } });
  expect(probe).toMatchObject({ report: { kernel: { answer: "yes", ratio: 0.5 } } });
});

test("fields by name, null where the type is another", () => {
  const { items } = readAll(small().bytes);
  const records = items.flatMap((item) => (item.type === "record" ? [item.record] : []));
  const [, , exec, unlink, odd, connect] = records;
  if (!exec || !unlink || !odd || !connect) throw new Error("records are missing");
  expect(exec.schema.name).toBe("process.exec");
  expect(texts(exec, "argv")).toEqual(["sh", "-c", "rm /t/é"]);
  expect(num(exec, "pid")).toBe(100);
  expect(num(exec, "comm")).toBeNull();
  expect(text(exec, "pid")).toBeNull();
  expect(text(exec, "no such field")).toBeNull();
  expect(num(exec, "ret")).toBeNull();
  expect(text(unlink, "path")).toBe("/t/é");
  expect(text(odd, "path")).toEqual(Uint8Array.of(0x2f, 0xff));
  expect(int(connect, "ret")).toBe(-111);
  expect(address(connect, "local")).toBeNull();
  expect(address(connect, "remote")).toEqual({
    family: 2,
    host: Uint8Array.of(127, 0, 0, 1),
    port: 9,
  });
});

test("cut at every byte: all whole items, and nothing is called damaged", () => {
  const { bytes, boundaries } = tiny();
  const wrong: unknown[] = [];
  for (let length = 1; length < bytes.length; length++) {
    const piece = bytes.subarray(0, length);
    const whole = boundaries.filter((end) => end <= length);
    if (whole.length === 0) {
      if (refusal(piece).code !== exitCode.badInput) wrong.push(length);
      continue;
    }
    const { items, ending } = readAll(piece);
    const at = whole.at(-1) ?? 0;
    const right = items.length === whole.length && ending.items === whole.length;
    if (!right || ending.state !== "cut" || ending.at !== at || ending.rest !== length - at) {
      wrong.push({ length, ending });
    }
  }
  expect(wrong).toEqual([]);
});

test("a recording larger than the window, with items across its edges", () => {
  const builder = new Builder().header();
  const long = "x".repeat(300_000);
  for (let i = 0; i < 40; i++) {
    builder
      .record("file.unlink", { pid: i, path: long.slice(i * 1000) })
      .item({ type: "later", long });
  }
  builder.record("file.unlink", { pid: 40, path: "y".repeat(5_000_000) }).trailer();
  const { items, ending } = readAll(builder.bytes);
  expect(ending).toMatchObject({ state: "complete", items: 83 });
  const pids = items.flatMap((item) => (item.type === "record" ? [num(item.record, "pid")] : []));
  expect(pids).toEqual(Array.from({ length: 41 }, (_, i) => i));
});

test("reads a pipe that delivers a byte at a time", async () => {
  const reader = `
    import { readItems } from ${JSON.stringify(`${import.meta.dir}/reader.ts`)};
    const items = readItems("-");
    let step = items.next();
    while (!step.done) step = items.next();
    console.log(JSON.stringify(step.value));
  `;
  const child = Bun.spawn([process.execPath, "-e", reader], { stdin: "pipe", stdout: "pipe" });
  const { bytes } = small();
  for (let i = 0; i < bytes.length; i++) {
    child.stdin.write(bytes.subarray(i, i + 1));
    if (i % 100 === 0) await child.stdin.flush();
  }
  await child.stdin.end();
  const said: unknown = await new Response(child.stdout).json();
  expect(said).toMatchObject({ state: "complete", at: bytes.length });
});

describe("refuses", () => {
  test.each<[string, Uint8Array, RegExp]>([
    ["an empty file", Buffer.alloc(0), /is empty/],
    ["text", Buffer.from("#!/bin/sh\necho hello\n"), /not a recording/],
    ["an ELF file", unhex("7f454c46 02010100"), /not a recording/],
    ["zeros", Buffer.alloc(100), /not a recording/],
    ["other CBOR with the tag", unhex("d9d9f7 83010203"), /CBOR, but not a recording/],
    ["another tag", unhex("c0a0"), /not a recording/],
    ["a later format", new Builder().header({ format: 2 }).bytes, /of format 2.*reads format 1/],
    ["a header of a huge length", unhex("d9d9f7 bb00ffffffffffffff"), /more values/],
    ["a nesting bomb", Buffer.concat([unhex("d9d9f7"), Buffer.alloc(1e6, 0x81)]), /too deep/],
    ["two kinds of one number", badSchema([pid(7, "a"), pid(7, "b")]), /"schema"/],
    ["two kinds of one name", badSchema([pid(7, "a"), pid(8, "a")]), /"schema"/],
    ["a name that is none", badSchema([pid(7, "\x1b[31m")]), /"name" is not a name/],
    ["a field twice", badSchema([{ ...pid(7, "a"), fields: [u32("p"), u32("p")] }]), /"fields"/],
    ["a kind that is none", badSchema([pid(-1, "a")]), /"kind"/],
    ["a kind with a fraction", badSchema([pid(1.5, "a")]), /"kind"/],
    ["a schema that is none", badSchema("everything"), /"schema" is not a list/],
  ])("%s", (_what, bytes, message) => {
    const error = refusal(bytes);
    expect(error.message).toMatch(message);
    expect(error.code).toBe(exitCode.badInput);
    expect(error.hint).toBeString();
  });

  test.each(["/no/such/file", "/tmp"])("%s", (path) => {
    expect(() => readItems(path).next()).toThrow(SondeError);
  });
});

function u32(name: string) {
  return { name, type: "u32" };
}

function pid(kind: number, name: string) {
  return { kind, name, fields: [u32("pid")] };
}

/** A header as the writer would never write it. */
function badSchema(bad: unknown): Uint8Array {
  return new Builder().header({ schema: JSON.parse(JSON.stringify(bad)) }).bytes;
}

describe("calls damaged, after giving what is before", () => {
  test.each<[string, unknown, RegExp]>([
    ["a number", 5, /neither/],
    ["a second header", { type: "header" }, /second header/],
    ["too few values", [7, 0, 0], /file.unlink: a wrong number/],
    ["text for a number", [7, "now", ...Array(16).fill(0)], /"ts" is not u64/],
    ["a number for text", [7, ...Array(17).fill(0)], /"comm" is not text/],
    ["a negative time", [7, -5, ...Array(16).fill(0)], /"ts" is not u64/],
    ["a cpu beyond 16 bits", [7, 0, 0, 0, 0, 0, 65536, ...Array(11).fill(0)], /"cpu" is not u16/],
    ["a fraction", [7, 0.5, ...Array(13).fill(0), "c", "p", 0], /not whole/],
    ["true", [7, true, ...Array(16).fill(0)], /"ts" is not u64/],
    ["a mark without a hash", { type: "mark", ts: 0, points: {} }, /mark: "hash"/],
    ["a short hash", { type: "mark", ts: 0, points: {}, hash: Buffer.alloc(31) }, /SHA-256/],
    ["marks of nonsense", { type: "mark", ts: 0, points: { "a\n": {} }, hash: null }, /"points"/],
    ["an address that is none", recordItem("net.connect", { local: [2, 3, 4] }), /"local"/],
    ["a list that is none", recordItem("process.exec", { argv: 7 }), /"argv"/],
    ["bytes that are text", recordItem("net.dns", { message: "\0" }), /"message"/],
  ])("%s", (_what, item, message) => {
    const builder = new Builder().header().record("file.unlink");
    const at = builder.bytes.length;
    const { items, ending } = readAll(builder.item(item).record("file.unlink").trailer().bytes);
    expect(items.length).toBe(2);
    expect(ending).toMatchObject({ state: "damaged", at, reason: expect.stringMatching(message) });
  });

  test("what follows the trailer", () => {
    const bytes = Buffer.concat([small().bytes, Buffer.of(0)]);
    const { items, ending } = readAll(bytes);
    expect(items.at(-1)?.type).toBe("trailer");
    expect(ending).toMatchObject({
      state: "damaged",
      reason: expect.stringMatching(/after the trailer/),
    });
  });

  test("a second probe report", () => {
    const probe = { type: "probe", report: null };
    const { ending } = readAll(new Builder().header().item(probe).item(probe).trailer().bytes);
    expect(ending).toMatchObject({ state: "damaged", items: 2 });
  });
});

describe("keeps what a later version may add", () => {
  test("a kind in the schema that is not known here, with a type that is not either", () => {
    const fields = [{ name: "answers", type: "dns" }, u32("pid")];
    const later = JSON.parse(JSON.stringify([{ kind: 99, name: "net.dns", fields }]));
    const answers = [["a", 1, null]];
    const { items, ending } = readAll(
      new Builder().header({ schema: later }).item([99, answers, 7]).trailer().bytes,
    );
    expect(ending.state).toBe("complete");
    expect(items[1]).toMatchObject({
      type: "record",
      record: {
        schema: { name: "net.dns", fields: [{ type: "other" }, {}] },
        values: [answers, 7],
      },
    });
  });

  test("kinds and items that nothing describes", () => {
    const { items, ending } = readAll(
      new Builder().header().item([77, "x"]).item([]).item({ type: "rotated" }).trailer().bytes,
    );
    expect(ending.state).toBe("complete");
    expect(items.slice(1, 4)).toEqual([
      { type: "unknown", value: [77, "x"] },
      { type: "unknown", value: [] },
      { type: "unknown", value: new Map([["type", "rotated"]]) },
    ]);
  });
});

test("names that every object has are data like others", () => {
  const points = JSON.parse('{"constructor":{"seen":1,"recorded":1,"lost":{},"missed":null}}');
  const { items } = readAll(new Builder().header().trailer({ points }).bytes);
  const trailer = items.at(-1);
  if (trailer?.type !== "trailer") throw new Error("no trailer");
  expect(Object.keys(trailer.trailer.points)).toEqual(["constructor"]);
  expect(trailer.trailer.points.toString).toBeUndefined();
});

describe("only some fields", () => {
  const wants = (names: readonly string[]) => () => new Set(names);

  /** What is left of the records, and the ending. */
  function readSome(path: string, names: readonly string[]): unknown[] {
    const records: unknown[] = [];
    const ending = eachItem(path, { wants: wants(names) }, (item) => {
      if (item.type !== "record") return;
      records.push(names.map((name) => field(item.record, name)));
    });
    return [ending, ...records];
  }

  test("the others are not there, and those that are wanted have their values", () => {
    const path = temporary(small().bytes);
    const [, init, fork, exec, unlink] = readSome(path, ["pid", "argv", "path"]);
    expect([init, fork, exec, unlink]).toEqual([
      [1, ["/sbin/init"], "/sbin/init"],
      [1, null, null],
      [100, ["sh", "-c", "rm /t/é"], "/bin/dash"],
      [100, null, "/t/é"],
    ]);
    const { items } = readAll(small().bytes);
    const all = items.flatMap((item) => (item.type === "record" ? [item.record] : []));
    expect(all[2]?.schema.fields.length).toBeGreaterThan(30);
  });

  test("what is absent is not what the record before it had", () => {
    const full = { pid: 9, ret: -1, path: "/a", remote: [2, Uint8Array.of(127, 0, 0, 1), 80] };
    const empty = { pid: null, ret: null, path: null, remote: null };
    const builder = new Builder().header().record("net.connect", full);
    const path = temporary(builder.record("net.connect", empty).trailer().bytes);
    const [, , second] = readSome(path, ["pid", "ret", "path", "remote"]);
    expect(second).toEqual([null, null, null, null]);
  });

  test("whether a file is damaged does not depend on them", () => {
    const inputs = Number(process.env.SONDE_FUZZ ?? 20_000) / 10;
    const path = temporary(Buffer.alloc(0));
    const wrong: number[] = [];
    const reading = (names: readonly string[] | null): unknown => {
      let records = 0;
      try {
        const how = names === null ? {} : { wants: wants(names) };
        const ending = eachItem(path, how, () => records++);
        return { ...ending, records };
      } catch (error) {
        return String(error);
      }
    };
    for (let seed = 1; seed <= inputs; seed++) {
      writeFileSync(path, fuzzInput(seed));
      const whole = reading(null);
      const isSame = (names: string[]) => Bun.deepEquals(reading(names), whole);
      if (!isSame([]) || !isSame(["ts", "path", "argv", "remote"])) wrong.push(seed);
    }
    expect(wrong).toEqual([]);
  });
});
