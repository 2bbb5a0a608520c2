import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { Builder, small, startClock } from "../recording/testdata/builder.ts";
import { temporary } from "../recording/testdata/files.ts";
import { inFull } from "../report/choice.ts";
import { htmlOf } from "./html.ts";
import { type Page, pageOf } from "./page-data.ts";
import { hostileRecording, hostileTexts } from "./testdata/hostile.ts";

const parts = { script: "draw()", style: "p{}" };

function page(limit: number, ...recordings: readonly Builder[]): Page {
  return pageOf(
    recordings.map(({ bytes }) => temporary(bytes)),
    inFull,
    limit,
  );
}

function htmlText(of: Page, using = parts): string {
  return [...htmlOf(of, using)].join("");
}

/** Everything between the tags of one element. */
function element(html: string, id: string): string {
  const start = html.indexOf(">", html.indexOf(`id="${id}"`)) + 1;
  return html.slice(start, html.indexOf("</script>", start));
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

test("what a page holds", () => {
  const { data, details } = page(100, small());
  expect(data).toMatchObject({
    title: "probe-1",
    hasHosts: false,
    recordings: [{ host: "probe-1", state: "complete", events: 6, lost: 0, started: 1 }],
  });
  const { events } = data;
  const of = (index: number) => events.strings[index];
  expect(events.at).toEqual([0, 1000, 2000, 3000, 4000, 5000]);
  expect(events.text.map(of)).toEqual([
    "child 100",
    "/bin/dash [sh] -c 'rm /t/é'",
    "/t/é  file",
    "/\\xff  file  ENOENT",
    "127.0.0.1:9  ECONNREFUSED",
    "exit 1  after 5.0 ms",
  ]);
  expect(events.actors.map(([, pid]) => pid)).toEqual([1, 100]);
  expect(data.trees[0]?.nodes.map(({ depth, label }) => [depth, label])).toEqual([
    [0, "/sbin/init"],
    [1, "/bin/dash [sh] -c 'rm /t/é'"],
  ]);
  const path = events.fields[events.point[2] ?? 0]?.indexOf("path") ?? -1;
  expect(JSON.parse(details[2] ?? "")[path]).toBe("/t/é");
});

test("the list has an end, the tables have none", () => {
  const { data, details } = page(2, small());
  expect(data.events.at).toHaveLength(2);
  expect(data.events.omitted).toBe(4);
  expect(details).toHaveLength(2);
  expect(data.recordings[0]?.events).toBe(6);
});

test("the details of many events are one list, however they were written", () => {
  const builder = new Builder().header();
  for (let i = 0; i < 2500; i++) builder.record("file.unlink", { path: `/${i}` });
  const many = page(2500, builder);
  const written: unknown = JSON.parse(element(htmlText(many), "details"));
  expect(written).toEqual(many.details.map((each) => JSON.parse(each)));
});

test("several hosts: their names where it matters", () => {
  const other = new Builder().header().record("file.unlink", { ts: startClock, path: "/x" });
  const { data } = page(100, small(), other.trailer());
  expect(data.hasHosts).toBe(true);
  expect(data.recordings.map(({ host }) => host)).toEqual(["probe-1 (1)", "probe-1 (2)"]);
  expect(data.programs.columns[0]?.head).toBe("host");
  expect(data.plan.map(({ title }) => title)).toEqual([
    "Audit points (probe-1 (1))",
    "Audit points (probe-1 (2))",
  ]);
});

test("hostile text stays data", () => {
  const hostile = page(1000, hostileRecording());
  const html = htmlText(hostile, parts);
  expect(html.match(/<script/g)).toHaveLength(3);
  expect(html.match(/<\/script/g)).toHaveLength(3);
  expect(html).not.toMatch(/<img|<svg|<!--/);
  expect(html).not.toMatch(/[^ -~\n]/);
  for (const id of ["data", "details"]) {
    expect(element(html, id)).not.toMatch(/[<>]/);
    for (const text of textsIn(JSON.parse(element(html, id)))) {
      expect(text).not.toMatch(/\p{C}|[\p{Zl}\p{Zp}]/u);
    }
  }
  // Nothing of it is lost, either.
  const long = hostileTexts.at(-1) ?? "";
  expect(hostile.data.events.strings.some((text) => text.includes(long))).toBe(true);
});

test("the policy lets in what is in the page, and nothing else", () => {
  const html = htmlText(page(10, small()), parts);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
  const hash = (text: string) => createHash("sha256").update(text).digest("base64");
  expect(policy.split("; ")).toEqual([
    "default-src 'none'",
    `script-src 'sha256-${hash(parts.script)}'`,
    `style-src 'sha256-${hash(parts.style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]);
  expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.indexOf("<style>"));
  expect(() => htmlText(page(10, small()), { ...parts, script: "'</script>'" })).toThrow();
});
