import { expect, test } from "bun:test";
import { cleanConsole, complaints } from "./console.ts";
import { dependsOf } from "./kernel-image.ts";

test("kernel complaints are found, its usual words are not", () => {
  const log = cleanConsole(`\x1b[2J[    0.1] Linux version 6.1\r
[    1.0] WARNING: CPU: 0 PID: 1 at kernel/trace/ftrace.c:3180 ftrace_shutdown+0x1/0x2\r
[    1.1] BUG: kernel NULL pointer dereference\r
[    1.2] debug: this is not a BUG in itself\r
[    1.3] workingset: timestamp_bits=46\r
`);
  expect(complaints(log).map((line) => line.slice(10, 17))).toEqual(["WARNING", "BUG: ke"]);
});

test("a module's needs", () => {
  const module = new TextEncoder().encode(
    "\x7fELF\0license=GPL\0depends=virtio_ring,virtio\0name=x\0",
  );
  expect(dependsOf(module)).toEqual(["virtio_ring", "virtio"]);
  expect(dependsOf(new TextEncoder().encode("\0depends=\0"))).toEqual([]);
});
