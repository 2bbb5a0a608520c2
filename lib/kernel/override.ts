/** Programs that make a kernel function return without having run. */
import { type Answer, no, yes } from "../probe/answer.ts";
import { accepts } from "./abilities.ts";
import { readKernelFs } from "./filesystem.ts";
import { call, exit, r0, r2, set } from "./instructions.ts";

/** Functions that may be overridden: lines of "name [module]\tkind"; undefined: not told. */
export function overridable(): readonly string[] | undefined {
  const text = readKernelFs("debugfs", "error_injection/list");
  if (typeof text !== "string") return undefined;
  const names = text.split("\n").map((line) => line.split(/[\s\t]/)[0] ?? "");
  return [...new Set(names.filter((name) => name !== ""))].sort();
}

/** bpf_override_return; never run, as it changes what the kernel does. */
export function override(): Answer {
  const answer = accepts("kprobe", [set(r2, 0), call("override_return"), set(r0, 0), exit]);
  if (answer.answer === "no") {
    const { errno } = answer;
    const remedy = "a kernel with CONFIG_BPF_KPROBE_OVERRIDE=y";
    return no("this kernel is built without bpf_override_return", errno, remedy);
  }
  const functions = overridable();
  return yes(functions && `${functions.length} functions`);
}
