import { expect, test } from "bun:test";
import { constants } from "node:os";
import { errnoName } from "./errno.ts";

test("names agree with the running system's", () => {
  // The second names of three numbers.
  const others = ["EWOULDBLOCK", "EDEADLOCK", "ENOTSUP"];
  const wrong = Object.entries(constants.errno).filter(
    ([name, number]) => !others.includes(name) && errnoName(number) !== name,
  );
  expect(wrong).toEqual([]);
});

test("either sign, kernel-internal, unknown", () => {
  expect(errnoName(-111)).toBe("ECONNREFUSED");
  expect(errnoName(133)).toBe("EHWPOISON");
  expect(errnoName(524)).toBe("ENOTSUPP");
  expect(errnoName(41)).toBe("41");
  expect(errnoName(9999)).toBe("9999");
});
