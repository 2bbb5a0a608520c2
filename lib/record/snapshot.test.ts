import { expect, test } from "bun:test";
import { readlinkSync } from "node:fs";
import { decodeMultiple } from "cbor-x/decode";
import { kind, schema } from "../events.gen.ts";
import { snapshot } from "./snapshot.ts";

const names = schema[0].fields.map(({ name }) => name);

function processes(): Map<unknown, Record<string, unknown>> {
  const items: unknown[] = [];
  decodeMultiple(snapshot().bytes, (item: unknown) => {
    items.push(item);
  });
  return new Map(
    items.map((item) => {
      if (!Array.isArray(item) || item[0] !== kind.process) throw new Error("not a process item");
      const fields = Object.fromEntries(names.map((name, i) => [name, item[i + 1]]));
      return [fields.pid, fields];
    }),
  );
}

test("this process is in it, as it is", () => {
  const own = processes().get(process.pid);
  expect(own).toMatchObject({
    pid: process.pid,
    ppid: process.ppid,
    uid: process.getuid?.(),
    euid: process.geteuid?.(),
    path: readlinkSync("/proc/self/exe"),
    cwd: process.cwd(),
    pidns: Number(/\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0]),
  });
  expect(own?.argv).toContain(process.argv0);
});

test("a child with a hostile name", async () => {
  const hostile = Buffer.from([0x20, 0x29, 0x20, 0x53, 0x20, 0xff, 0x0a]); // ") S \xff\n": as if stat went on
  const script = `printf '${[...hostile].map((b) => `\\${b.toString(8).padStart(3, "0")}`).join("")}' > /proc/$$/comm; echo ready; read x`;
  const child = Bun.spawn(["bash", "-c", script], { stdin: "pipe", stdout: "pipe" });
  await child.stdout.getReader().read();
  const found = processes().get(child.pid);
  child.stdin.end();
  await child.exited;
  expect(found).toMatchObject({ pid: child.pid, ppid: process.pid });
  expect(found?.comm).toEqual(hostile);
});

test("kernel threads have no file and no arguments", () => {
  const kthreadd = processes().get(2);
  if (kthreadd?.comm !== "kthreadd") return; // a pid namespace of our own has none
  expect(kthreadd).toMatchObject({ path: null, argv: [] });
});
