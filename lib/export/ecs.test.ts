import { expect, test } from "bun:test";
import { isIP } from "node:net";
import { join } from "node:path";
import { schema } from "../events.gen.ts";
import type { FieldType } from "../recording/schema.ts";
import { Builder, small, startClock } from "../recording/testdata/builder.ts";
import { ecsPoints } from "./ecs-points.ts";
import ecs from "./testdata/ecs.json" with { type: "json" };
import { rows } from "./testdata/exported.ts";

const fields: Readonly<Record<string, string>> = ecs.fields;
const categories: Readonly<Record<string, readonly string[]>> = ecs.categories;
const golden = ["host", "workload"].map((name) =>
  join(import.meta.dir, `../report/testdata/${name}.sonde.cbor`),
);

/** A value of every type, so that no field is left out. */
const samples: { readonly [type in FieldType]: unknown } = {
  u8: 1,
  u16: 1,
  u32: 2,
  u64: 2n ** 60n,
  s32: -1,
  s64: -1,
  ret: -2,
  text: "/some/name",
  texts: ["/some/name", "-x"],
  bytes: Buffer.alloc(12),
  address: [10, Buffer.alloc(16, 1), 443],
  other: null,
};

/** One event of every point with all its fields. */
function everyPoint(): Builder {
  const builder = new Builder().header();
  for (const { kind, name, fields } of schema) {
    if (name !== "process") builder.item([kind, ...fields.map(({ type }) => samples[type])]);
  }
  return builder.trailer();
}

/** What does not fit ECS's type; null: nothing. */
function wrong(name: string, value: unknown): string | null {
  if (name.startsWith("sonde.")) return null;
  const type = fields[name];
  if (type === undefined) return `${name} is not in ECS`;
  const isList = type.endsWith("[]");
  if (isList !== Array.isArray(value)) return `${name}: ${isList ? "a list" : "no list"} in ECS`;
  const each: readonly unknown[] = Array.isArray(value) ? value : [value];
  const bad = each.find((one) => !isOf(type.replace("[]", ""), one));
  return bad === undefined ? null : `${name}: ${Bun.inspect(bad)} is no ${type}`;
}

function isOf(type: string, value: unknown): boolean {
  if (type === "object") return typeof value === "object";
  if (type === "long") return Number.isSafeInteger(value) || /^-?\d{1,19}$/.test(String(value));
  if (typeof value !== "string") return false;
  if (type === "date") return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/.test(value);
  return type === "ip" ? isIP(value) > 0 : true;
}

test.each([
  ["every point", everyPoint()],
  ["small", small()],
  ...golden.map((path) => [path, path] as const),
])("names and types are those of ECS: %s", (_, recording) => {
  const told = rows(recording, "ecs");
  expect(told.length).toBeGreaterThan(5);
  const problems = told.flatMap((row) => Object.entries(row).map((each) => wrong(...each)));
  expect([...new Set(problems)]).toEqual([null]);
  for (const row of told) expect(row["ecs.version"]).toBe(ecs.version);
});

test("types are those that ECS expects of their category", () => {
  expect(Object.keys(ecsPoints).toSorted()).toEqual(
    schema.flatMap(({ name }) => (name === "process" ? [] : [name])).toSorted(),
  );
  for (const [name, { category, type, always = {} }] of Object.entries(ecsPoints)) {
    const allowed = category.flatMap((each) => categories[each] ?? []);
    expect([name, type.filter((each) => !allowed.includes(each))]).toEqual([name, []]);
    const direction = always["network.direction"];
    if (direction !== undefined) expect(ecs.directions).toContain(direction);
  }
});

test("who did what to whom", () => {
  const [, exec, , unreadable, connect, exit] = rows(small(), "ecs");
  const boot = "00000000-0000-0000-0000-000000000000";
  expect(exec).toMatchObject({
    "event.action": "process.exec",
    "event.category": ["process"],
    "event.type": ["start"],
    "event.outcome": "success",
    "process.pid": 100,
    "process.executable": "/bin/dash",
    "process.name": "dash",
    "process.args": ["sh", "-c", "rm /t/é"],
    "process.entity_id": `${boot}/100/100001`,
    "process.parent.pid": 1,
    "process.parent.executable": "/sbin/init",
    "process.parent.entity_id": `${boot}/1/1`,
    "user.id": "1000",
    "host.boot.id": boot,
  });
  expect(unreadable).toMatchObject({
    "event.outcome": "failure",
    "error.code": "ENOENT",
    "file.path": "/\\xff",
    "file.directory": "/",
    "file.name": "\\xff",
    "sonde.bytes.file.path": "2fff",
  });
  expect(connect).toMatchObject({
    "destination.ip": "127.0.0.1",
    "destination.port": 9,
    "network.type": "ipv4",
    "network.direction": "egress",
  });
  expect(connect).not.toHaveProperty("source.ip");
  expect(exit).toMatchObject({ "process.exit_code": 1, "event.type": ["end"] });
});

test("what a helper of the kernel is given is not what the process has", () => {
  const helper = { pid: 7, start: startClock, path: "/sbin/modprobe", argv: ["modprobe", "-q"] };
  const story = new Builder().header().record("process.usermodehelper", helper).trailer();
  const [row] = rows(story, "ecs");
  expect(row).toMatchObject({ "file.path": "/sbin/modprobe", "sonde.argv": ["modprobe", "-q"] });
  expect(row).not.toHaveProperty("process.args");
});

test("a point that this version does not know is told as well", () => {
  const fields = [
    { name: "ts", type: "u64" },
    { name: "constructor", type: "other" },
  ] as const;
  const story = new Builder()
    .header({ plan: [], schema: [{ kind: 999, name: "later.point", fields }] })
    .item([999, startClock, [1, "x"]])
    .trailer();
  expect(rows(story, "ecs")).toMatchObject([
    { "event.action": "later.point", "event.type": ["info"], "sonde.constructor": [1, "x"] },
  ]);
  expect(rows(story, "ndjson")).toMatchObject([{ point: "later.point", constructor: [1, "x"] }]);
});
