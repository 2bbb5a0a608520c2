import { expect, test } from "bun:test";
import { exitCode, SondeError } from "../error.ts";
import { bufferBytes, type Surroundings } from "./buffer.ts";

const MiB = 1 << 20;
const plenty: Surroundings = { cpus: 2, memory: 24_000 * MiB, left: undefined, tables: MiB };

function refusal(asked: number | undefined, around: Surroundings): SondeError | undefined {
  try {
    bufferBytes(asked, around);
  } catch (error) {
    if (error instanceof SondeError) return error;
    throw error;
  }
  return undefined;
}

test.each<[string, number, Partial<Surroundings>]>([
  ["two CPUs", 16, {}],
  ["three: up to a power of two", 32, { cpus: 3 }],
  ["many", 256, { cpus: 512 }],
  ["a small machine", 8, { cpus: 4, memory: 512 * MiB }],
  ["memory unknown", 32, { cpus: 4, memory: undefined }],
  ["a limit that leaves some", 8, { left: 50 * MiB }],
  ["a limit that leaves plenty", 16, { left: 500 * MiB }],
])("%s: %d MiB", (_, expected, around) => {
  expect(bufferBytes(undefined, { ...plenty, ...around })).toBe(expected * MiB);
});

test("as asked, rounded up to what the kernel takes", () => {
  expect(bufferBytes(1, plenty)).toBe(64 << 10);
  expect(bufferBytes(20 * MiB, plenty)).toBe(32 * MiB);
  expect(bufferBytes(64 << 10, plenty)).toBe(64 << 10);
});

test("not there: says how much is, and what it would take", () => {
  const none = refusal(undefined, { ...plenty, left: 30 * MiB });
  expect([none?.code, none?.message]).toEqual([
    exitCode.unsupported,
    expect.stringContaining("leaves 30 MiB"),
  ]);
  expect(refusal(64 * MiB, { ...plenty, left: 90 * MiB })?.message).toContain("64 MiB of buffer");
  expect(refusal(2 ** 40, plenty)?.code).toBe(exitCode.usage);
});
