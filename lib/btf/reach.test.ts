import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { btfKind, parseBtf } from "./btf.ts";
import { readCode } from "./code.ts";
import { fits } from "./fit.ts";
import { readWanted } from "./relocations.ts";
import { neededTypes, writeTrimmed } from "./trim.ts";

const arch = process.arch === "arm64" ? "arm64" : "x64";
const object = readFileSync(join(import.meta.dir, `../../dist/embed/${arch}/sonde.bpf.o`));
const code = readCode(object);
const wanted = readWanted(object);
const kernel = parseBtf(readFileSync("/sys/kernel/btf/vmlinux"));

/** The kernel's types without some members or enumerators. */
function without(kind: number, name: string, part: RegExp) {
  const kept = new Map(neededTypes(kernel, [wanted]));
  const id = kernel.find(kind, name);
  const members = kind === btfKind.enum ? kernel.enumerators(id) : kernel.members(id);
  const left = [...(kept.get(id) ?? [])].filter((i) => !part.test(members[i]?.name ?? ""));
  kept.set(id, new Set(left));
  return parseBtf(writeTrimmed(kernel, kept));
}

/** Hooked on every kernel; what others lack on this one is theirs to say. */
const everywhere = /^(exec|fork|exit|sys_exit)_(tp_btf|raw_tp|tp)$/;

const misfits = (btf: typeof kernel) =>
  fits(code, wanted, btf).filter((fit) => everywhere.test(fit.program) && fit.missing.length > 0);

test("every function of the object ends, and calls what is there", () => {
  expect(code.functions.size).toBeGreaterThan(20);
  const called = [...code.functions.values()].flatMap(({ calls }) => [...calls.values()]);
  for (const name of called) expect(code.functions.has(name)).toBe(true);
});

test("programs that run on this kernel fit it", () => {
  expect(misfits(kernel)).toEqual([]);
});

test("a field that is not there matters to who reaches it, and to nobody else", () => {
  const found = misfits(without(btfKind.struct, "task_struct", /^real_cred$/));
  expect(found.length).toBeGreaterThan(5);
  for (const { missing } of found) {
    expect(missing).toContain("field offset: struct task_struct.real_cred");
  }
  const whoami = fits(code, wanted, kernel).find(({ program }) => program === "whoami");
  expect(whoami?.missing).toEqual([]);
});

test("what came after 5.4 is not needed", () => {
  expect(misfits(without(btfKind.struct, "bpf_prog_aux", /^attach_func_name$/))).toEqual([]);
  expect(misfits(without(btfKind.struct, "sock", /^sk_(type|protocol)$/)).length).toBeGreaterThan(
    0,
  );
});

test("a helper that is not there is not called", () => {
  const helpers = without(btfKind.enum, "bpf_func_id", /task_btf|task_pt_regs|boot_ns|ringbuf/);
  expect(misfits(helpers)).toEqual([]);
  const numbers = new Map(
    kernel
      .enumerators(kernel.find(btfKind.enum, "bpf_func_id"))
      .map(({ name, value }) => [name, value]),
  );
  const newer = ["task_pt_regs", "ktime_get_boot_ns", "ringbuf_output"].map(
    (name) => numbers.get(`BPF_FUNC_${name}`) ?? -1,
  );
  for (const { program, called } of fits(code, wanted, helpers)) {
    if (!everywhere.test(program) || program.endsWith("tp_btf")) continue;
    expect({ program, newer: newer.filter((helper) => called.includes(helper)) }).toEqual({
      program,
      newer: [],
    });
  }
});
