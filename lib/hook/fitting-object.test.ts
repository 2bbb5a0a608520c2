/** Which object this kernel is given. Needs root. */
import { expect, test } from "bun:test";
import { readOnlyCast } from "../kernel/abilities.ts";
import { canCast } from "../kernel/features.ts";
import { Session } from "../kernel/session.ts";
import { fittingObject } from "./fitting-object.ts";
import { castingObjectBytes, objectBytes } from "./object-file.ts";

const root = process.getuid?.() === 0;

test.skipIf(!root)("where the kernel can cast, programs do, and not elsewhere", () => {
  using session = new Session();
  expect(canCast()).toBe(readOnlyCast(session).answer === "yes");
  const expected = canCast() ? castingObjectBytes() : objectBytes();
  expect(fittingObject({ from: "kernel" }).equals(expected)).toBe(true);
});

test("with types from elsewhere they do not: the kernel's functions have other numbers there", () => {
  const btf = new Uint8Array();
  for (const from of ["file", "executable"] as const)
    expect(fittingObject({ from, btf, name: "x" })).toEqual(objectBytes());
});
