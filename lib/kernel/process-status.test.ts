import { describe, expect, test } from "bun:test";
import { type ProcessStatus, parseStatus, whyRefused } from "./process-status.ts";

const text = (mask: string, seccomp: number): string =>
  `Name:\tx\nCapPrm:\t000001ffffffffff\nCapEff:\t${mask}\nSeccomp:\t${seccomp}\nSeccomp_filters:\t2\n`;

test("status: effective capabilities and the seccomp filter", () => {
  expect(parseStatus(text("000001fffeffffff", 0))).toEqual({
    capabilities: 0x1fffeffffffn,
    filtered: false,
  });
  expect(parseStatus(text("0000000000000000", 2))).toEqual({ capabilities: 0n, filtered: true });
  expect(parseStatus("Name:\tx\n")).toBeUndefined();
});

describe("why a refusal says nothing about the kernel", () => {
  const process = (capabilities: bigint, initialUserNamespace = true): ProcessStatus => ({
    capabilities,
    filtered: false,
    initialUserNamespace,
  });
  const admin = 1n << 21n;
  const bpfAndPerfmon = (1n << 39n) | (1n << 38n);

  test.each([
    ["all", process(0x1ffffffffffn), undefined],
    ["CAP_SYS_ADMIN alone", process(admin), undefined],
    ["CAP_BPF and CAP_PERFMON", process(bpfAndPerfmon), undefined],
    ["CAP_BPF alone", process(1n << 39n), "needs root"],
    ["none", process(0n), "needs root"],
    ["all, in a user namespace", process(0x1ffffffffffn, false), "user namespace"],
    ["all, behind a seccomp filter", { ...process(admin), filtered: true }, "seccomp"],
  ])("%s", (_, status, reason) => {
    if (reason === undefined) expect(whyRefused(status)).toBeUndefined();
    else expect(whyRefused(status)).toContain(reason);
  });
});
