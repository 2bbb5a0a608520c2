import { expect, test } from "bun:test";
import { BtfError } from "./btf.ts";
import { isSameKernel, type KernelIdentity } from "./kernel-name.ts";
import { decodeSet, encodeSet, findKernel } from "./set.ts";

const debian: KernelIdentity = {
  arch: "x64",
  buildId: "0a0b",
  distribution: "debian",
  distributionVersion: "12",
  release: "6.1.0-18-amd64",
  version: "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)",
};
const ubuntu: KernelIdentity = {
  arch: "x64",
  buildId: null,
  distribution: "ubuntu",
  distributionVersion: "20.04",
  release: "5.4.0-42-generic",
  version: null,
};

test("a set comes back as it was, with equal parts once", () => {
  const one = Uint8Array.of(1, 2, 3, 10, 10, 9);
  const two = Uint8Array.of(4);
  const set = {
    wanted: ["field offset: struct a.b"],
    kernels: [
      { kernel: debian, btf: one },
      { kernel: ubuntu, btf: two },
      { kernel: { ...debian, buildId: "0c0d" }, btf: one },
    ],
  };
  const packed = encodeSet(set);
  const { wanted, kernels } = decodeSet(packed);
  expect(wanted).toEqual(set.wanted);
  expect(kernels.map(({ kernel }) => kernel)).toEqual(set.kernels.map(({ kernel }) => kernel));
  expect(kernels.map(({ btf }) => [...btf])).toEqual([[...one], [...two], [...one]]);
  expect(Bun.zstdDecompressSync(packed).toString("latin1").match(/^part/gm)).toHaveLength(2);
  expect(findKernel(decodeSet(packed), { ...ubuntu, buildId: "ffff" })).toEqual(Buffer.from(two));
});

test("only the very kernel: by build id where both have one", () => {
  const same = (change: Partial<KernelIdentity>) => isSameKernel(debian, { ...debian, ...change });
  expect(same({})).toBe(true);
  expect(same({ distribution: "other", release: "6.1.0-99" })).toBe(true);
  expect(same({ buildId: "0a0c" })).toBe(false);
  expect(same({ arch: "arm64" })).toBe(false);
  expect(same({ buildId: null })).toBe(true);
  expect(same({ buildId: null, version: "#1 SMP Debian 6.1.90-1" })).toBe(false);
  expect(same({ buildId: null, release: "6.1.0-18-cloud-amd64" })).toBe(false);
  expect(same({ buildId: null, distribution: null })).toBe(false);
});

test("without a version: only where the release names one build", () => {
  const running = { ...ubuntu, buildId: "77", version: "#46-Ubuntu SMP Fri Jul 10" };
  expect(isSameKernel(ubuntu, running)).toBe(true);
  expect(isSameKernel(ubuntu, { ...running, release: "5.4.0-43-generic" })).toBe(false);
  expect(
    isSameKernel({ ...ubuntu, distribution: "debian" }, { ...running, distribution: "debian" }),
  ).toBe(false);
});

test("what is no set is an error", () => {
  expect(() => decodeSet(new Uint8Array(10))).toThrow(BtfError);
  expect(() => decodeSet(Bun.zstdCompressSync("frob\n\n"))).toThrow(BtfError);
  const bad = "sonde kernels 1\nkernel\t7\tx64\t\t\t\t\t\n\n";
  expect(() => decodeSet(Bun.zstdCompressSync(bad))).toThrow(BtfError);
});
