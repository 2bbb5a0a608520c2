import { expect, test } from "bun:test";
import { cpio, type Entry } from "./cpio.ts";

const header = 110;

async function archive(entries: readonly Entry[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const bytes of cpio(entries)) pieces.push(bytes);
  return Buffer.concat(pieces);
}

/** Reads an archive back: [name, mode in octal, data as text]. */
function list(bytes: Uint8Array): [string, string, string][] {
  const text = new TextDecoder();
  const items: [string, string, string][] = [];
  for (let at = 0; at < bytes.length; ) {
    const field = (n: number) =>
      Number.parseInt(text.decode(bytes.subarray(at + 6 + 8 * n, at + 14 + 8 * n)), 16);
    expect(text.decode(bytes.subarray(at, at + 6))).toBe("070701");
    const name = text.decode(bytes.subarray(at + header, at + header + field(11) - 1));
    const dataAt = at + ((header + field(11) + 3) & ~3);
    items.push([
      name,
      field(1).toString(8),
      text.decode(bytes.subarray(dataAt, dataAt + field(6))),
    ]);
    at = (dataAt + field(6) + 3) & ~3;
  }
  return items;
}

test("files, links and the folders above them", async () => {
  const bytes = await archive([
    { path: "/a/b/c", mode: 0o755, data: new TextEncoder().encode("hello") },
    { path: "/a/b/d", link: "c" },
    { path: "/tmp", dir: 0o1777 },
    { path: "/a", dir: 0o700 },
  ]);
  expect(bytes.length % 4).toBe(0);
  expect(list(bytes)).toEqual([
    ["a", "40755", ""],
    ["a/b", "40755", ""],
    ["a/b/c", "100755", "hello"],
    ["a/b/d", "120777", "c"],
    ["tmp", "41777", ""],
    ["TRAILER!!!", "0", ""],
  ]);
});
