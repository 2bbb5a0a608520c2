import { expect, test } from "bun:test";
import { redact, redactTexts } from "./redact.ts";

test.each<[readonly string[], readonly string[]]>([
  [
    ["login", "--password=hunter2", "--user=bob"],
    ["login", "--password=***", "--user=bob"],
  ],
  [
    ["login", "--db-password", "hunter2", "bob"],
    ["login", "--db-password", "***", "bob"],
  ],
  [
    ["login", "--password", "--user", "bob"],
    ["login", "--password", "--user", "bob"],
  ],
  [
    ["env", "AWS_SECRET_ACCESS_KEY=abc/def", "PATH=/bin", "GITHUB_TOKEN=x"],
    ["env", "AWS_SECRET_ACCESS_KEY=***", "PATH=/bin", "GITHUB_TOKEN=***"],
  ],
  [
    ["curl", "-u", "bob:hunter2", "https://a:b@host/x"],
    ["curl", "-u", "bob:***", "https://a:***@host/x"],
  ],
  [
    ["/usr/bin/mysql", "-uroot", "-phunter2", "-p"],
    ["/usr/bin/mysql", "-uroot", "-p***", "-p"],
  ],
  [
    ["ssh", "-p2222", "host"],
    ["ssh", "-p2222", "host"],
  ],
  [
    ["sshpass", "-p", "hunter2", "ssh", "h"],
    ["sshpass", "-p", "***", "ssh", "h"],
  ],
  [
    ["curl", "-H", "Authorization: Bearer abcdef123456", "-H", "Accept: text/html"],
    ["curl", "-H", "Authorization: *** ***", "-H", "Accept: text/html"],
  ],
  [
    ["bash", "-c", "export API_KEY='k1' && tool --token t2 --name n; echo password: p3"],
    ["bash", "-c", "export API_KEY='***' && tool --token *** --name n; echo password: ***"],
  ],
  [
    ["aws", "AKIAIOSFODNN7EXAMPLE", "eyJhbGciOiJI.eyJzdWIiOiIx.c2ln"],
    ["aws", "***", "***"],
  ],
  [
    ["curl", "-d", '{"user":"bob","password":"hunter2"}'],
    ["curl", "-d", '{"user":"bob","password":***'],
  ],
  [
    ["curl", "https://host/x?token=abc"],
    ["curl", "https://host/x?token=***"],
  ],
  [
    ["passwd", "bob", "ls", "-l", "/etc/passwd", "tokenize.py"],
    ["passwd", "bob", "ls", "-l", "/etc/passwd", "tokenize.py"],
  ],
])("%j", (argv, expected) => {
  expect(redact(argv)).toEqual([...expected]);
});

function record(argv: string): DataView {
  const bytes = Buffer.concat([Buffer.alloc(16), Buffer.from(argv, "latin1"), Buffer.of(0xee)]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setUint16(8, 16, true);
  view.setUint16(10, argv.length, true);
  return view;
}

function textsOf(view: DataView): string {
  const length = view.getUint16(10, true);
  return Buffer.from(view.buffer, view.byteOffset + 16, length).toString("latin1");
}

test.each([
  ["a\0--password=hunter2\0\xff\xfe\0", "a\0--password=***\0\xff\xfe\0"],
  ["a\0--password=x\0b\0", "a\0--password=*\0b\0"], // not longer than it was
  ["a\0--token\0cut of", "a\0--token\0***"], // no NUL at the end: cut
  ["\0\0", "\0\0"],
])("in a record: %j", (argv, expected) => {
  const view = record(argv);
  redactTexts(view, 8);
  expect(textsOf(view)).toBe(expected);
  expect(view.getUint8(16 + argv.length)).toBe(0xee); // nothing behind it is touched
});

test("absent arguments stay absent", () => {
  const view = new DataView(new ArrayBuffer(16));
  redactTexts(view, 8);
  expect(view.getBigUint64(8)).toBe(0n);
});
