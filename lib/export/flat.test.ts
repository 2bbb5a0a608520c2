import { expect, test } from "bun:test";
import { Builder, small, startClock } from "../recording/testdata/builder.ts";
import { everything } from "../report/choice.ts";
import { rows } from "./testdata/exported.ts";

const container = "0123456789abcdef".repeat(4);
const who = { pid: 100, start: startClock, ppid: 1, comm: "sh" };

test("an event carries its process and its parent, as they were then", () => {
  const told = rows(small(), "ndjson");
  expect(told.map(({ point }) => point)).toEqual([
    "process.fork",
    "process.exec",
    "file.unlink",
    "file.unlink",
    "net.connect",
    "process.exit",
  ]);
  expect(told[2]).toMatchObject({
    time: "2027-01-15T08:00:00.012000000Z",
    host: "probe-1",
    pid: 100,
    path: "/t/é",
    ret: 0,
    result: "ok",
    process_program: "/bin/dash",
    process_argv: ["sh", "-c", "rm /t/é"],
    parent_program: "/sbin/init",
    parent_argv: ["/sbin/init"],
    parent_comm: "systemd",
    container: null,
  });
  expect(told[2]).not.toHaveProperty("path_bytes");
  expect(told[4]).toMatchObject({
    remote: "127.0.0.1:9",
    remote_ip: "127.0.0.1",
    remote_port: 9,
    local: null,
    local_ip: null,
    ret: -111,
    result: "ECONNREFUSED",
  });
});

test("before its exec, a process runs what its parent runs", () => {
  const story = new Builder()
    .header()
    .record("process", { pid: 1, start: 10_000_000, comm: "init", path: "/sbin/init" })
    .record("process.fork", { pid: 1, start: 10_000_000, child: 100, child_start: startClock })
    .record("file.unlink", { ...who, path: "/before" })
    .record("process.exec", { ...who, path: "/bin/rm", argv: ["rm"] })
    .record("file.unlink", { ...who, path: "/after" })
    .trailer();
  const programs = rows(story, "ndjson").map((row) => [row.path, row.process_program]);
  expect(programs.slice(1)).toEqual([
    ["/before", "/sbin/init"],
    ["/bin/rm", "/bin/rm"],
    ["/after", "/bin/rm"],
  ]);
});

test("what is not UTF-8 is readable, and exact in hex", () => {
  const path = Uint8Array.of(0x2f, 0xff, 0x5c, 0x0a);
  const story = new Builder()
    .header()
    .record("process.exec", { ...who, path, argv: ["a", Uint8Array.of(0xfe), "\\xfe"] })
    .trailer();
  expect(rows(story, "ndjson")[0]).toMatchObject({
    path: "/\\xff\\\\\\n",
    path_bytes: "2fff5c0a",
    process_program: "/\\xff\\\\\\n",
    process_program_bytes: "2fff5c0a",
    argv: ["a", "\\xfe", "\\xfe"],
    argv_bytes: [null, "fe", null],
  });
});

test("numbers beyond 2^53 are exact, and what is not known is null", () => {
  const story = new Builder()
    .header()
    .record("process.exec", {
      ...who,
      inode: 2n ** 64n - 1n,
      size: 2 ** 53 - 1,
      loginuid: 0xffff_ffff,
    })
    .record("file.unlink", { ...who, ret: -(2n ** 62n) })
    .trailer();
  const [exec, unlink] = rows(story, "ndjson");
  expect(exec).toMatchObject({
    inode: "18446744073709551615",
    size: 9007199254740991,
    loginuid: null,
    path: null,
    ret: null,
    result: null,
    parent_program: null,
  });
  expect(unlink).toMatchObject({ ret: "-4611686018427387904", path: null });
});

test("the container is known from the control group, once a program has told its path", () => {
  const cgroup_path = `/system.slice/docker-${container}.scope`;
  const story = new Builder()
    .header()
    .record("process", { pid: 7, start: 10_000_000, cgroup: `/kubepods/pod-1/${container}` })
    .record("file.unlink", { ...who, cgroup: 55, path: "/early" })
    .record("process.exec", { ...who, cgroup: 55, cgroup_path })
    .record("file.unlink", { ...who, pid: 101, cgroup: 55, path: "/late" })
    .record("file.unlink", { ...who, pid: 7, start: 10_000_001, cgroup: 66, path: "/running" })
    .record("file.unlink", { ...who, pid: 8, cgroup: 66, path: "/same group" })
    .record("process.exec", { ...who, cgroup: 77, cgroup_path: "/user.slice" })
    .trailer();
  expect(rows(story, "ndjson").map((row) => row.container)).toEqual([
    null,
    container,
    container,
    container,
    container,
    null,
  ]);
});

test("a DNS message is read, and its bytes are kept", () => {
  const message = Buffer.from(
    "123481800001000100000000076578616d706c6503636f6d0000010001c00c00010001000000ff0004c0000201",
    "hex",
  );
  const story = new Builder()
    .header()
    .record("net.dns", { ...who, message })
    .record("net.connect", { ...who, remote: [2, Uint8Array.of(192, 0, 2, 1), 443] })
    .trailer();
  expect(rows(story, "ndjson")[0]).toMatchObject({
    dns_type: "answer",
    dns_name: "example.com",
    dns_question: "A",
    dns_rcode: "NOERROR",
    dns_answers: ["192.0.2.1"],
    message_bytes: message.toString("hex"),
  });
  expect(rows(story, "ecs")).toMatchObject([
    {
      "dns.type": "answer",
      "dns.question.name": "example.com",
      "dns.answers": [{ name: "example.com", type: "A", ttl: 255, data: "192.0.2.1" }],
      "dns.resolved_ip": ["192.0.2.1"],
    },
    { "destination.ip": "192.0.2.1", "destination.domain": "example.com" },
  ]);
});

test("points, times and processes can be chosen", () => {
  const of = (choice: object) =>
    rows(small(), "ndjson", { ...everything, ...choice }).map(({ point }) => point);
  expect(of({ isPoint: (name: string) => name.startsWith("net.") })).toEqual(["net.connect"]);
  expect(of({ since: { after: 14_000_000 } })).toEqual(["net.connect", "process.exit"]);
  expect(of({ until: { after: 10_000_000 } })).toEqual(["process.fork"]);
  expect(of({ pid: 100 })).toHaveLength(5);
  expect(of({ pid: 2 })).toEqual([]);
});
