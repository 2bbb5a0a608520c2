import { expect, test } from "bun:test";
import { bootParameters } from "./boot.ts";
import { parseConfig } from "./config.ts";

test("parameters of the kernel that matter, not those of the first process", () => {
  const line = "console=ttyS0 quiet lockdown=integrity  lsm=yama,bpf ia32-emulation=0 -- audit=0";
  expect(bootParameters(line)).toEqual(["lockdown=integrity", "lsm=yama,bpf", "ia32-emulation=0"]);
  expect(bootParameters("")).toEqual([]);
});

test("configuration: what is set, and n for what is not", () => {
  const text = `#\nCONFIG_BPF=y\n# CONFIG_KPROBES is not set\nCONFIG_HZ=250\nCONFIG_MODULES=m\n`;
  const { BPF, KPROBES, HZ, MODULES, FPROBE } = parseConfig(text);
  expect({ BPF, KPROBES, HZ, MODULES, FPROBE }).toEqual({
    ...{ BPF: "y", KPROBES: "n", HZ: "250", MODULES: "m", FPROBE: "n" },
  });
});
