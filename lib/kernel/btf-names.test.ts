import { expect, test } from "bun:test";
import { btfKind } from "../btf/btf.ts";
import { readBtfFile } from "../btf/file.ts";
import { vmlinuxBtf } from "./btf.ts";
import { type BtfName, findNames } from "./btf-names.ts";
import { KernelTypes } from "./kernel-types.ts";

const there: readonly BtfName[] = [
  { kind: "function", name: "schedule" },
  { kind: "typedef", name: "btf_trace_sys_exit" },
  { kind: "typedef", name: "u32" },
  { kind: "struct", name: "task_struct" },
];
const absent: readonly BtfName[] = [
  { kind: "function", name: "no_such_function" },
  { kind: "typedef", name: "schedul" },
  { kind: "function", name: "file" },
];

const { btf } = readBtfFile(vmlinuxBtf);

test("the ids that a parser finds, and none for what is not there or of another kind", () => {
  const ids = there.map(({ kind, name }) => [name, btf.find(btfKind[kind], name)] as const);
  expect(ids.every(([, id]) => id > 0)).toBe(true);
  const found = findNames([...there, ...absent]);
  let functions = 0;
  for (let id = 1; id <= btf.count; id++) if (btf.kind(id) === btfKind.function) functions++;
  expect(found).toEqual({ ids: new Map(ids), types: btf.count, functions });
});

test("the place of a struct's member", () => {
  const types = KernelTypes.load();
  if (!(types instanceof KernelTypes)) throw new Error(`no BTF: ${types}`);
  const members = btf.members(types.id("tcp_congestion_ops")).map(({ name }) => name);
  const place = members.indexOf("cong_avoid");
  expect(place).toBeGreaterThan(0);
  expect(types.member("tcp_congestion_ops", "cong_avoid")).toBe(place);
  expect(types.member("tcp_congestion_ops", "no_such_member")).toBeUndefined();
});
