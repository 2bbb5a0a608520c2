/** The tables that have code of their own: files by directory, names and what was connected to. */
import { describe, expect, test } from "bun:test";
import { schema } from "../events.gen.ts";
import { Builder, startClock } from "../recording/testdata/builder.ts";
import { temporary } from "../recording/testdata/files.ts";
import { type Choice, everything } from "./choice.ts";
import { FileGroups } from "./file-groups.ts";
import { jsonText } from "./json.ts";
import { sections } from "./sections.ts";
import { summarize } from "./summary.ts";
import { sectionsObject } from "./summary-json.ts";

const bash = { pid: 10, start: 1, comm: "bash" };
const cat = { pid: 20, start: 2, comm: "cat" };

/** The rows of a table, without what says nothing. */
function rowsOf(builder: Builder, name: string, changes: Partial<Choice> = {}): unknown {
  const choice: Choice = { ...everything, sections: "all", ...changes };
  const summary = summarize(temporary(builder.trailer().bytes), choice);
  return JSON.parse(jsonText(sectionsObject(summary.sections)))[name];
}

describe("files", () => {
  const at = (path: string) => ({ ...bash, path, ret: 0 });

  test("by directory and program; a single file with its name", () => {
    const builder = new Builder()
      .header()
      .record("process", { ...bash, path: "/bin/bash" })
      .record("file.create", at("/tmp/a"))
      .record("file.written", at("/tmp/a"))
      .record("file.chmod", at("/tmp/b"))
      .record("file.rename", { ...bash, ret: 0, old_path: "/var/x", new_path: "/tmp/b" })
      .record("file.link", { ...bash, ret: 0, old_path: "/var/x", new_path: "/tmp/c" })
      .record("file.unlink", { ...at("/tmp/a"), ret: -2 })
      .record("file.mkdir", at("/etc/one"))
      .record("file.unlink", { ...cat, path: "/tmp/z", ret: 0 })
      .record("file.unlink", { ...cat, path: Buffer.from("/tmp/\xff", "latin1"), ret: 0 })
      .record("file.chown", { ...cat, path: "relative", ret: 0 });
    const none = { created: 0, written: 0, renamed: 0, deleted: 0, changed: 0, failed: 0 };
    const row = (path: string, program: string, counts: Partial<typeof none>, count: number) => ({
      ...none,
      path,
      program,
      ...counts,
      count,
      atLeast: false,
    });
    expect(rowsOf(builder, "files")).toEqual({
      rows: [
        row("/tmp/", "/bin/bash", { created: 2, written: 1, changed: 1, renamed: 1, failed: 1 }, 6),
        row("/tmp/", "cat", { deleted: 2 }, 2),
        row("/etc/one", "/bin/bash", { created: 1 }, 1),
        row("relative", "cat", { changed: 1 }, 1),
      ],
      others: null,
    });
  });

  test("more directories than there is room for: nothing is lost", () => {
    const groups = new FileGroups();
    const builder = new Builder().header();
    for (let i = 0; i < 20_000; i++) {
      builder.record("file.unlink", { ...cat, path: `/d${i % 10_000}/x`, ret: 0 });
      builder.record("file.unlink", { ...cat, path: "/often/x", ret: 0 });
    }
    expect(groups.points).toContain("file.unlink");
    expect(rowsOf(builder, "files", { limit: 1 })).toMatchObject({
      rows: [{ path: "/often/x", deleted: 20_000, count: 20_000 }],
      others: { count: 20_000, keys: null },
    });
  });
});

describe("names", () => {
  const server = [2, Buffer.of(192, 0, 2, 53), 53];
  const question = Buffer.from(
    "07 6578616d706c65 03 636f6d 00 0001 0001".replaceAll(" ", ""),
    "hex",
  );
  const query = Buffer.concat([Buffer.from("123401000001000000000000", "hex"), question]);
  const answer = Buffer.concat([
    Buffer.from("123481800001000100000000", "hex"),
    question,
    Buffer.from("c00c0001000100000e100004c0000207", "hex"),
  ]);
  const refused = Buffer.concat([Buffer.from("123481830001000000000000", "hex"), question]);
  const asks = { ...cat, remote: server, sent: 1, message: query };
  const connect = { ...bash, remote: [2, Buffer.of(192, 0, 2, 7), 443], protocol: 6, ret: 0 };
  const mapped = Buffer.from("00000000000000000000ffffc0000207", "hex");

  test("a question and its answer are one row, and connections show the name", () => {
    const builder = new Builder()
      .header()
      .record("net.connect", connect)
      .record("net.dns", asks)
      .record("net.dns", { ...asks, sent: 0, message: answer })
      .record("net.connect", connect)
      .record("net.connect", { ...connect, remote: [10, mapped, 443] });
    expect(rowsOf(builder, "names")).toMatchObject({
      rows: [
        {
          name: "example.com",
          type: "A",
          answer: "192.0.2.7",
          questions: 1,
          responses: 1,
          count: 2,
        },
      ],
    });
    expect(rowsOf(builder, "connections")).toMatchObject({
      rows: [
        { remote: "192.0.2.7:443", name: null, protocol: "tcp", result: "ok", count: 1 },
        { remote: "192.0.2.7:443", name: "example.com", count: 1 },
        { remote: "[::ffff:192.0.2.7]:443", name: "example.com", count: 1 },
      ],
    });
  });

  test("how a connection ended takes the place of EINPROGRESS", () => {
    const begun = { ...connect, ret: -115 };
    const other = { ...begun, remote: [2, Buffer.of(192, 0, 2, 8), 443] };
    const builder = new Builder()
      .header()
      .record("net.connect", begun)
      .record("net.connect", begun)
      .record("net.connect", other)
      .record("net.connected", { ...other, ret: -111 })
      .record("net.connected", { ...connect, ret: 0 })
      .record("net.connected", { ...connect, remote: [2, Buffer.of(192, 0, 2, 9), 1], ret: 0 })
      .record("net.connected", { ...begun, ret: -110 })
      .record("net.connected", { ...begun, ret: -110 });
    expect(rowsOf(builder, "connections")).toMatchObject({
      rows: [
        { remote: "192.0.2.8:443", result: "ECONNREFUSED", count: 1 },
        { remote: "192.0.2.7:443", result: "ok", count: 1 },
        { remote: "192.0.2.7:443", result: "ETIMEDOUT", count: 1 },
      ],
      others: null,
    });
  });

  test("no answer, a refusal, and what can't be read", () => {
    const builder = new Builder()
      .header()
      .record("net.dns", asks)
      .record("net.dns", { ...asks, ...bash, message: query })
      .record("net.dns", { ...asks, ...bash, sent: 0, message: refused })
      .record("net.dns", { ...asks, message: Buffer.of(1, 2, 3) })
      .record("net.dns", { ...asks, sent: 0, message: null });
    expect(rowsOf(builder, "names")).toMatchObject({
      rows: [
        { program: "bash", answer: "NXDOMAIN", questions: 1, responses: 1 },
        { name: "(unreadable)", answer: "no answer", questions: 1, responses: 1 },
        { program: "cat", answer: "no answer", questions: 1, responses: 0 },
      ],
    });
  });

  test("the answer to another process names the address too, when only one is looked at", () => {
    const builder = new Builder()
      .header()
      .record("net.dns", { ...asks, sent: 0, message: answer })
      .record("net.connect", connect);
    expect(rowsOf(builder, "connections", { pid: 10 })).toMatchObject({
      rows: [{ name: "example.com" }],
    });
    expect(rowsOf(builder, "names", { pid: 10 })).toMatchObject({ rows: [] });
  });
});

test("sections look only at the fields that they name", () => {
  const bytes = (builder: Builder) => temporary(builder.trailer().bytes);
  for (const section of sections) {
    const path = bytes(everyField(section.point));
    const one = (sections: Choice["sections"]) =>
      sectionsObject(summarize(path, { ...everything, sections }).sections)[section.name];
    expect(one(new Set([section.name]))).toEqual(one("all") ?? null);
    expect(JSON.stringify(one("all"))).toContain('"count":1');
  }
});

function schemaOf(point: string) {
  const found = schema.find(({ name }) => name === point);
  if (found === undefined) throw new Error(point);
  return found;
}

/** A recording with one event of the point, and something in each of its fields. */
function everyField(point: string): Builder {
  const kind = schemaOf(point);
  const fields = Object.fromEntries(
    kind.fields.map(({ name, type }, i) => [
      name,
      type === "text"
        ? `/x${i}`
        : type === "texts"
          ? ["x", `${i}`]
          : type === "address"
            ? [2, Buffer.of(10, 0, 0, i), i]
            : type === "bytes"
              ? Buffer.alloc(20)
              : name === "ts" || name === "start"
                ? Number(startClock) + i
                : i + 1,
    ]),
  );
  return new Builder().header().item([kind.kind, ...kind.fields.map(({ name }) => fields[name])]);
}

describe("in words", () => {
  const made = (build: (builder: Builder) => Builder) => build(new Builder().header());

  test("users and capabilities", () => {
    const ids = { old_uid: 1000, new_uid: 0, old_euid: 1000, new_euid: 0, old_gid: 5, new_gid: 5 };
    const all = 2n ** 41n - 1n;
    const builder = made((recording) =>
      recording
        .record("cred.change", { ...bash, ...ids, old_caps: 1, new_caps: 0b11_0000_0000_0000 })
        .record("cred.change", { ...cat, ...ids, old_caps: 0, new_caps: all })
        .record("cred.escalation", { ...cat, ...ids, new_caps: 0, shown_by: kindOf("file.unlink") })
        .record("cred.capability", { ...cat, capability: 21, ret: -1 })
        .record("cred.capability", { ...cat, capability: 63, ret: 0 })
        .record("process.exec", { ...cat, path: "/bin/su", uid: 1000, euid: 0, exe_flags: 4 + 8 })
        .record("process.exec", { ...cat, path: "/bin/ls", uid: 1000, euid: 1000, exe_flags: 1 }),
    );
    expect(rowsOf(builder, "identities")).toMatchObject({
      rows: [
        { program: "bash", user: "1000→0", group: "5", gained: "net_admin net_raw" },
        { program: "cat", effective: "1000→0", gained: "all" },
      ],
    });
    expect(rowsOf(builder, "escalations")).toMatchObject({
      rows: [{ user: "1000→0", gained: "", noticed: "file.unlink" }],
    });
    expect(rowsOf(builder, "capabilities")).toMatchObject({
      rows: [
        { capability: "sys_admin", result: "EPERM" },
        { capability: "63", result: "ok" },
      ],
    });
    expect(rowsOf(builder, "setuidRuns")).toMatchObject({
      rows: [{ path: "/bin/su", user: "1000→0", through: "setuid setgid", count: 1 }],
      others: null,
    });
  });

  test("modes, owners and mounts", () => {
    const mount = {
      source: "/dev/sda1",
      target: "/mnt",
      fs_type: "ext4",
      mount_flags: 1 + 8 + 4096,
    };
    const builder = made((recording) =>
      recording
        .record("file.chmod", { ...bash, path: "/x", old_mode: 0o100644, mode: 0o4755, ret: 0 })
        .record("file.chmod", { ...bash, path: "/y", old_mode: null, mode: 0, ret: -1 })
        .record("file.chown", { ...bash, path: "/x", new_uid: 0xffffffff, new_gid: 7, ret: 0 })
        .record("fs.mount", { ...bash, ...mount, ret: 0 }),
    );
    expect(rowsOf(builder, "modes")).toMatchObject({
      rows: [
        { path: "/x", old: "0644", new: "4755" },
        { path: "/y", old: null, new: "0000", result: "EPERM" },
      ],
    });
    expect(rowsOf(builder, "owners")).toMatchObject({ rows: [{ new_uid: "", new_gid: "7" }] });
    expect(rowsOf(builder, "mounts")).toMatchObject({
      rows: [{ source: "/dev/sda1", target: "/mnt", type: "ext4", flags: "ro noexec bind" }],
    });
  });

  test("who listens and who was accepted, also through UNIX sockets", () => {
    const local = [2, Buffer.of(0, 0, 0, 0), 22];
    const remote = [10, Buffer.from("20010db8000000000000000000000001", "hex"), 50_000];
    const builder = made((recording) =>
      recording
        .record("net.listen", { ...bash, local, type: 1, ret: 0 })
        .record("net.listen", { ...bash, path: "/run/x", type: 1, ret: 0 })
        .record("net.accept", { ...bash, local, remote, protocol: 6, ret: 5 })
        .record("net.accept", {
          ...bash,
          local,
          remote: [...remote.slice(0, 2), 9],
          protocol: 6,
          ret: 6,
        })
        .record("net.connect", { ...cat, path: Buffer.from("@\xff", "latin1"), ret: 0 }),
    );
    expect(rowsOf(builder, "listening")).toMatchObject({
      rows: [{ local: "0.0.0.0:22", protocol: "stream", result: "ok" }, { local: "unix:/run/x" }],
    });
    expect(rowsOf(builder, "accepted")).toMatchObject({
      rows: [{ local: "0.0.0.0:22", remote: "2001:db8::1", protocol: "tcp", count: 2 }],
    });
    expect(rowsOf(builder, "connections")).toMatchObject({
      rows: [{ remote: { text: "unix:@\\xff" } }],
    });
  });
});

function kindOf(point: string): number {
  return schemaOf(point).kind;
}
