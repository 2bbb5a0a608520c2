import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { programs, schema } from "./events.gen.ts";
import { point, pointNames } from "./points.ts";

test("every program of the object is a flavour of some point", () => {
  const used = new Set(
    pointNames.flatMap((name) =>
      point(name).flavours.flatMap((f) => f.hooks.map((h) => h.program)),
    ),
  );
  expect(
    programs.filter((program) => !program.startsWith("canary_") && !used.has(program)),
  ).toEqual([]);
});

test("every kind of event belongs to the point of its name, and there are no others", () => {
  const kinds = schema.filter(({ name }) => name !== "process");
  expect(new Map<string, number>(pointNames.map((name) => [name, point(name).kind]))).toEqual(
    new Map<string, number>(kinds.map(({ name, kind }) => [name, kind])),
  );
});

test("flavours of a point have names of their own", () => {
  for (const name of pointNames) {
    const names = point(name).flavours.map((flavour) => flavour.name);
    expect(new Set(names).size).toBe(names.length);
  }
});

test("the README names every point", () => {
  const readme = readFileSync(join(import.meta.dir, "../README.md"), "utf8");
  expect(pointNames.filter((name) => !readme.includes(`| ${name} |`))).toEqual([]);
});
