import { expect, test } from "bun:test";
import { type BtfName, kernelTypeIds } from "./btf-names.ts";
import { KernelTypes } from "./kernel-types.ts";

const there: readonly BtfName[] = [
  { kind: "function", name: "schedule" },
  { kind: "typedef", name: "btf_trace_sys_exit" },
  { kind: "typedef", name: "u32" },
];
const absent: readonly BtfName[] = [
  { kind: "function", name: "no_such_function" },
  { kind: "typedef", name: "schedul" },
  { kind: "function", name: "task_struct" },
];

test("the ids that libbpf finds, and none for what is not there or of another kind", () => {
  const types = KernelTypes.load();
  if (!(types instanceof KernelTypes)) throw new Error(`no BTF: ${types}`);
  const ids = there.map(({ kind, name }) => [name, types.find(kind, name)] as const);
  types[Symbol.dispose]();
  expect(ids.every(([, id]) => id > 0)).toBe(true);
  expect(kernelTypeIds([...there, ...absent])).toEqual(new Map(ids));
});
