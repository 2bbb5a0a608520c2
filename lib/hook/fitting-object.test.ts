/** Which object this kernel is given, and what becomes of one that it refuses. Needs root. */
import { expect, test } from "bun:test";
import { readOnlyCast } from "../kernel/abilities.ts";
import { possibleCpus } from "../kernel/cpus.ts";
import { canCast } from "../kernel/features.ts";
import { Session } from "../kernel/session.ts";
import { point } from "../points.ts";
import { loadPrograms } from "./attach.ts";
import { configOf } from "./config.ts";
import { compileFilters } from "./filters.ts";
import { fittingObject } from "./fitting-object.ts";
import { nothing } from "./lacking.ts";
import type { BpfObject } from "./object.ts";
import { castingObjectBytes, objectBytes } from "./object-file.ts";
import type { ObjectOptions } from "./object-options.ts";
import { prepareObject } from "./prepare.ts";
import { Rejections } from "./rejections.ts";

const root = process.getuid?.() === 0;

test.skipIf(!root)("where the kernel can cast, programs do, and not elsewhere", () => {
  using session = new Session();
  expect(canCast()).toBe(readOnlyCast(session).answer === "yes");
  const { object } = fittingObject({ from: "kernel" });
  expect(Buffer.compare(object, canCast() ? castingObjectBytes() : objectBytes())).toBe(0);
});

test("with types from elsewhere they do not: the kernel's functions have other numbers there", () => {
  const btf = new Uint8Array();
  for (const from of ["file", "executable"] as const)
    expect(fittingObject({ from, btf, name: "x" })).toEqual({ object: objectBytes() });
});

const options: ObjectOptions = {
  cpus: possibleCpus(),
  transport: "ring",
  ringBytes: 1 << 16,
  treeEntries: 0,
  allCreds: false,
  unixSockets: false,
  filters: compileFilters([]),
  lacking: nothing,
};

/** The kernel has no such function. */
function unloadable(): Uint8Array {
  const bytes = Buffer.from(castingObjectBytes());
  const name = Buffer.from("\0bpf_rdonly_cast\0");
  for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1))
    bytes[at + 5] = 0x58;
  return bytes;
}

test.skipIf(!root)("one that is refused is no reason to do without the point", () => {
  const hooked = point("process.exit").flavours[1]?.hooks ?? [];
  expect(hooked.map(({ hook }) => hook.via)).toEqual(["raw_tp"]);
  const config = configOf(options, []);
  const prepare = (object: BpfObject) => prepareObject(object, options, [], config, false);
  const reasons = (plain: Uint8Array | undefined) => {
    const rejections = new Rejections();
    const files = { object: unloadable(), plain, btf: undefined };
    loadPrograms(hooked, files, prepare, rejections)?.close();
    return hooked.map((one) => rejections.of(one));
  };
  expect(reasons(undefined)).toEqual([expect.stringContaining("load: ")]);
  expect(reasons(objectBytes())).toEqual([undefined]);
});
