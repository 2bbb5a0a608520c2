import { expect, test } from "bun:test";
import { readItems } from "./reader.ts";
import type { Item } from "./reader-items.ts";
import { StreamReader } from "./reader-stream.ts";
import { small } from "./testdata/builder.ts";
import { temporary } from "./testdata/files.ts";

const { bytes } = small();

function inPieces(size: number): Item[] {
  const items: Item[] = [];
  const reader = new StreamReader((item) => items.push(item));
  for (let at = 0; at < bytes.length; at += size) {
    const piece = Uint8Array.from(bytes.subarray(at, at + size));
    reader.push(piece);
    piece.fill(0xff); // the pump uses its buffer again
  }
  return items;
}

test.each([1, 7, 100, 1 << 20])("the same items in pieces of %i bytes as from a file", (size) => {
  expect(inPieces(size)).toEqual([...readItems(temporary(bytes))]);
});

test("what is no recording is an error at once", () => {
  expect(() => new StreamReader(() => {}).push(Buffer.from("hello"))).toThrow("a tag was expected");
});
