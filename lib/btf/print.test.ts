import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { parseBtf } from "./btf.ts";
import { definitions } from "./print.ts";
import { build } from "./testdata/build.ts";

const kernel = parseBtf(readFileSync("/sys/kernel/btf/vmlinux"));

test("a struct and a function of this kernel", () => {
  expect(definitions(kernel, "struct path")).toEqual([
    "struct path {\n  struct vfsmount *mnt;\n  struct dentry *dentry;\n};",
  ]);
  expect(definitions(kernel, "security_file_open")[0]).toBe(
    "int security_file_open(struct file *file);",
  );
  expect(definitions(kernel, "enum pid_type")[0]).toContain("  PIDTYPE_TGID = 1,\n");
  expect(definitions(kernel, "frob")).toEqual([]);
  expect(definitions(kernel, "union path")).toEqual([]);
});

test("declarators, bit fields, unnamed structs", () => {
  const { int, pointer, constant, array, prototype, struct, union, bytes } = build();
  const long = int("long", 8);
  const text = pointer(constant(int("char", 1)));
  const inner = union("", [
    ["a", long],
    ["b", text],
  ]);
  struct("all", [
    ["table", array(pointer(prototype(long, [["x", text]])), 3)],
    ["fixed", constant(pointer(long))],
    ["rows", pointer(array(long, 2))],
    ["", inner],
    ["bit", long, 1],
    [
      "more",
      pointer(
        prototype(0, [
          ["x", text],
          ["", 0],
        ]),
      ),
    ],
  ]);
  expect(definitions(parseBtf(bytes()), "all")).toEqual([
    `struct all {
  long (*table[3])(const char *x);
  long *const fixed;
  long (*rows)[2];
  union {
    long a;
    const char *b;
  };
  long bit : 1;
  void (*more)(const char *x, ...);
};`,
  ]);
});
