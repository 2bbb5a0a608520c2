import { expect, test } from "bun:test";
import type { PointCase } from "./compare.ts";
import { doorOf, recordedWith, rounds } from "./doors.ts";

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

const made = rounds(points, (point) => flavours[point] ?? []);

test("every flavour is in one round, and each round has a point once", () => {
  const shown = made.map(({ door, members }) => [
    door,
    ...members.map(({ one, flavour }) => `${one.point}=${flavour}`),
  ]);
  expect(shown).toEqual([
    ["tp_btf", "process.exec=tp_btf", "process.rename=tp_btf", "file.unlink=sys_exit/tp_btf"],
    ["raw_tp", "process.exec=raw_tp"],
    ["fexit", "process.rename=fexit", "file.unlink=fexit"],
    ["tp_btf", "process.rename=sys_exit/tp_btf"],
  ]);
});

test("where following a tree may be impossible, its points are recorded by themselves", () => {
  const [round] = made;
  const [exec, rename] = round?.members ?? [];
  if (!round || !exec || !rename) throw new Error("no round");
  const names = (one: typeof exec, mode: string) =>
    recordedWith(one, round, mode).map(({ one: { point } }) => point);
  expect(names(exec, "default")).toEqual(["process.exec", "process.rename", "file.unlink"]);
  expect(names(exec, "confidentiality")).toEqual(["process.exec"]);
  expect(names(rename, "confidentiality")).toEqual(["process.rename", "file.unlink"]);
});

test("a door is the last part of a flavour's name", () => {
  expect(["fexit", "sys_exit/raw_tp"].map(doorOf)).toEqual(["fexit", "raw_tp"]);
});
