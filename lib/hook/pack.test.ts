import { expect, test } from "bun:test";
import { controlLayout } from "../events.gen.ts";
import { pack, unpack } from "./pack.ts";

test("fields land where the layout says, little-endian, the rest is zero", () => {
  const bytes = pack(controlLayout, { enabled: 1n << 40n, self: 0x01020304, adopt: true });
  expect(bytes.length).toBe(controlLayout.size);
  const view = new DataView(bytes.buffer);
  expect(view.getBigUint64(controlLayout.fields.enabled.at, true)).toBe(1n << 40n);
  expect(view.getUint32(controlLayout.fields.self.at, true)).toBe(0x01020304);
  expect(view.getUint32(controlLayout.fields.follow.at, true)).toBe(0);
  expect(unpack(controlLayout, bytes, "self")).toBe(0x01020304);
  expect(unpack(controlLayout, bytes, "adopt")).toBe(1);
});
