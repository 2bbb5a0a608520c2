import { expect, test } from "bun:test";
import { helperNames } from "./helper-names.ts";
import { lostWithout } from "./helpers.ts";
import { usedHelpers } from "./used-helpers.ts";

test("sonde's programs call what no program can do without, and nothing that is not asked for", () => {
  for (const [type, used] of usedHelpers()) {
    for (const name of ["map_lookup_elem", "ringbuf_output", "get_current_pid_tgid"]) {
      expect([type, ...used]).toContain(name);
    }
    for (const name of ["trace_printk", "probe_write_user"]) expect([...used]).not.toContain(name);
    expect(used.size).toBeLessThan(40);
    // Only at the exit of a function there is a result.
    expect([type, used.has("get_func_ret")]).toEqual([type, type === "tracing"]);
  }
});

test("what is lost without a helper is told of each that is called, and of no other", () => {
  const called = new Set([...usedHelpers().values()].flatMap((helpers) => [...helpers]));
  expect(new Set(Object.keys(lostWithout))).toEqual(called);
});

test("names are at the places of their numbers", () => {
  expect(helperNames.length).toBe(212);
  expect(helperNames.indexOf("ringbuf_output")).toBe(130);
  expect(helperNames.indexOf("cgrp_storage_delete")).toBe(211);
});
