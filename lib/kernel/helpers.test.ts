import { expect, test } from "bun:test";
import { askHelpers } from "./helpers.ts";
import { Session } from "./session.ts";

const root = process.getuid?.() === 0;

test.skipIf(!root)("types of programs differ in what they may call", async () => {
  using session = new Session();
  const helpers = askHelpers(session, true);
  const says = (type: string, name: string): string => {
    const { yes = [], no = [], unknown = [] } = helpers[type] ?? {};
    if (yes.includes(name)) return "yes";
    if (no.some((group) => group.helpers.includes(name))) return "no";
    return unknown.some((group) => group.helpers.includes(name)) ? "unknown" : "not asked";
  };
  const known: readonly (readonly [type: string, helper: string, answer: string])[] = [
    ["raw_tracepoint", "get_current_pid_tgid", "yes"],
    ["raw_tracepoint", "skb_vlan_push", "no"],
    ["xdp", "xdp_adjust_head", "yes"],
    ["xdp", "skb_vlan_push", "no"],
    ["socket_filter", "skb_load_bytes", "yes"],
    ["socket_filter", "override_return", "no"],
    ["sched_cls", "skb_vlan_push", "yes"],
    // Merely asking would leave something behind.
    ["kprobe", "trace_printk", "unknown"],
    ["kprobe", "probe_write_user", "unknown"],
  ];
  for (const [type, helper, answer] of known) {
    expect([type, helper, says(type, helper)]).toEqual([type, helper, answer]);
  }
});

test.skipIf(!root)("unless all is asked for, only what sonde's programs call", async () => {
  using session = new Session();
  const helpers = askHelpers(session, false);
  expect(Object.keys(helpers)).toEqual([
    "kprobe",
    "tracepoint",
    "raw_tracepoint",
    "tracing",
    "lsm",
  ]);
  expect(helpers.raw_tracepoint?.yes).toContain("ringbuf_output");
  expect(JSON.stringify(helpers)).not.toContain("skb_vlan_push");
});
