import { expect, test } from "bun:test";
import type { PointCase } from "./compare.ts";
import { doorOf, rounds } from "./doors.ts";

const flavours: Readonly<Record<string, readonly string[]>> = {
  "process.exec": ["tp_btf", "raw_tp"],
  "process.rename": ["tp_btf", "fexit", "sys_exit/tp_btf"],
  "file.unlink": ["fexit", "sys_exit/tp_btf"],
};
const points: PointCase[] = Object.keys(flavours).map((point) => ({
  name: point,
  point,
  expected: () => [],
  line: () => null,
}));

test("every flavour is in one recording, and each recording has a point once", () => {
  const made = rounds(points, (point) => flavours[point] ?? []).map(({ door, members }) => [
    door,
    ...members.map(({ one, flavour }) => `${one.point}=${flavour}`),
  ]);
  expect(made).toEqual([
    ["tp_btf", "process.exec=tp_btf"],
    ["raw_tp", "process.exec=raw_tp"],
    ["tp_btf", "process.rename=tp_btf", "file.unlink=sys_exit/tp_btf"],
    ["fexit", "process.rename=fexit", "file.unlink=fexit"],
    ["tp_btf", "process.rename=sys_exit/tp_btf"],
  ]);
});

test("a door is the last part of a flavour's name", () => {
  expect(["fexit", "sys_exit/raw_tp"].map(doorOf)).toEqual(["fexit", "raw_tp"]);
});
