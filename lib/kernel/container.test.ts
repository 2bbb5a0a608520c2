import { expect, test } from "bun:test";
import { ownNamespaces } from "./container.ts";

const host = {
  ipc: "ipc:[4026531839]",
  uts: "uts:[4026531838]",
  user: "user:[4026531837]",
  pid: "pid:[4026531836]",
  cgroup: "cgroup:[4026531835]",
};

test("namespaces that are not the first ones", () => {
  expect(ownNamespaces(host)).toEqual([]);
  expect(ownNamespaces({ ...host, pid: "pid:[4026532201]" })).toEqual(["pid"]);
  expect(ownNamespaces({ ...host, cgroup: undefined })).toEqual([]);
});
