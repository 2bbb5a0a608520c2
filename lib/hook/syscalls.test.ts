import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { body } from "../events.gen.ts";
import { pointNames } from "../points.ts";
import { syscalls, syscallTable } from "./syscalls.ts";

/** The kernel's own numbers, from the headers that the compiler uses anyway. */
function header(file: string): Map<string, number> {
  // The generic one has calls of 32-bit architectures only, too.
  const text = readFileSync(file, "utf8").replace(
    /\n#if [^\n]*__BITS_PER_LONG == 32\b.*?\n#endif/gs,
    "",
  );
  const found = [...text.matchAll(/^#define __NR(?:3264)?_(\w+)\s+(\d+)/gm)];
  return new Map(found.map(([, name = "", number]) => [name, Number(number)]));
}

/** x32's own calls, of those that the table has. */
const x32File = "/usr/include/x86_64-linux-gnu/asm/unistd_x32.h";

test.skipIf(!existsSync(x32File))(`numbers of x32 are those of ${x32File}`, () => {
  const text = readFileSync(x32File, "utf8");
  const found = text.matchAll(/^#define __NR_(\w+) \(__X32_SYSCALL_BIT \+ (\d+)\)/gm);
  const numbers = new Map([...found].map(([, name = "", number]) => [name, Number(number)]));
  const newest = Math.max(...[...numbers.values()].filter((number) => number < 512));
  for (const { name, x64, x32 = x64 } of syscalls) {
    if (x64 === undefined || x64 > newest) continue;
    expect([name, x32]).toEqual([name, numbers.get(name)]);
  }
});

const headers = [
  ["x64", "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"],
  ["i386", "/usr/include/x86_64-linux-gnu/asm/unistd_32.h"],
  ["arm64", "/usr/include/asm-generic/unistd.h"],
] as const;

for (const [abi, file] of headers) {
  test.skipIf(!existsSync(file))(`numbers of ${abi} are those of ${file}`, () => {
    const numbers = header(file);
    const newest = Math.max(...numbers.values());
    for (const call of syscalls) {
      // The headers may be older than the call.
      if ((call[abi] ?? 0) > newest) continue;
      // A call may have other bodies in other ABIs, and so several rows.
      const rows = syscalls.filter(({ name }) => name === call.name).map((row) => row[abi]);
      const has = rows.find((number) => number !== undefined);
      const number = numbers.get(call.name);
      expect([call.name, has, call[abi] ?? has]).toEqual([call.name, number, number]);
    }
  });
}

function entry(table: Uint8Array, number: number): number {
  return new DataView(table.buffer).getUint16(number * 2, true);
}

test("native body in the low byte, 32-bit body in the high byte", () => {
  const table = syscallTable(new Set(pointNames), "x64");
  expect(entry(table, 42)).toBe(body.connect); // i386 has pipe here
  expect(entry(table, 362)).toBe(body.connect << 8);
  expect(entry(table, 10)).toBe(body.mprotect | (body.unlink << 8));
  expect(entry(table, 102)).toBe(body.socketcall << 8);
  expect(entry(table, 437)).toBe(body.openat2 | (body.openat2 << 8));
  const arm = syscallTable(new Set(pointNames), "arm64");
  expect(entry(arm, 203)).toBe(body.connect | (body.creds << 8)); // 32-bit: setreuid32
  expect(entry(arm, 283)).toBe(body.connect << 8);
});

test("x32's own calls, which nobody else has", () => {
  const table = syscallTable(new Set(pointNames), "x64");
  expect(entry(table, 520)).toBe(body.execve);
  expect(entry(table, 538)).toBe(body.sendmmsg);
  expect(entry(table, 546)).toBe(0);
});

test("points that are not wanted leave no entry", () => {
  expect(syscallTable(new Set(["process.exec"]), "x64").some((byte) => byte !== 0)).toBe(false);
  expect(entry(syscallTable(new Set(["net.connect"]), "x64"), 87)).toBe(0);
});
