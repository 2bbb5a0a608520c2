import { expect, test } from "bun:test";
import { helperNames } from "./helper-names.ts";
import { lostWithout } from "./helpers.ts";
import { usedHelpers } from "./used-helpers.ts";

test("sonde's programs call what no program can do without, and nothing that is not asked for", () => {
  const used = usedHelpers();
  for (const name of ["map_lookup_elem", "ringbuf_output", "get_current_pid_tgid"]) {
    expect([...used]).toContain(name);
  }
  for (const name of ["trace_printk", "probe_write_user"]) expect([...used]).not.toContain(name);
  expect(used.size).toBeLessThan(40);
});

test("what is lost without a helper is told of helpers that exist", () => {
  for (const name of Object.keys(lostWithout)) expect(helperNames).toContain(name);
});

test("names are at the places of their numbers", () => {
  expect(helperNames.length).toBe(212);
  expect(helperNames.indexOf("ringbuf_output")).toBe(130);
  expect(helperNames.indexOf("cgrp_storage_delete")).toBe(211);
});
