import { expect, test } from "bun:test";
import { whyMissing } from "./ladder.ts";

const tracepoint = { via: "raw_tp", category: "sched", name: "sched_process_exec" } as const;
const typed = { ...tracepoint, via: "tp_btf" } as const;
const kprobe = { via: "kprobe", name: "commit_creds" } as const;
const fentry = { ...kprobe, via: "fentry" } as const;

const ids = (...names: string[]) => new Map(names.map((name, i) => [name, i + 1]));

test("what the kernel's types do not have is not there", () => {
  const types = ids("btf_trace_sys_exit", "vfs_read");
  expect(whyMissing(tracepoint, types)).toBe("this kernel has no tracepoint sched_process_exec");
  expect(whyMissing(kprobe, types)).toBe("this kernel has no function commit_creds");
  expect(whyMissing(kprobe, ids("commit_creds"))).toBeUndefined();
});

test("types without any tracepoint, as before 5.5, say nothing of one", () => {
  const types = ids("commit_creds");
  expect(whyMissing(tracepoint, types)).toBeUndefined();
  expect(whyMissing(typed, types)).toBe("this kernel's BTF tells nothing of any tracepoint");
});

test("nor do those without any function, of an older pahole", () => {
  const types = ids("btf_trace_sched_process_exec");
  expect(whyMissing(kprobe, types)).toBeUndefined();
  expect(whyMissing(fentry, types)).toBe("this kernel's BTF tells nothing of any function");
});

test("without types what is typed cannot be", () => {
  expect(whyMissing(typed, undefined)).toBe("this kernel shows no BTF, which it needs");
  expect(whyMissing(kprobe, undefined)).toBeUndefined();
});
