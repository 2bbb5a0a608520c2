import { expect, test } from "bun:test";
import { join } from "node:path";
import { encodeFrame, FrameReader, reply, request, runFlag, stringsAt, u32At } from "./frame.ts";

test("a frame's bytes", () => {
  expect([...encodeFrame(2, 7, [3, 1n, "ab"])]).toEqual([
    ...[23, 0, 0, 0, 2, 7, 0, 0, 0],
    ...[3, 0, 0, 0],
    ...[1, 0, 0, 0, 0, 0, 0, 0],
    ...[2, 0, 0, 0, 97, 98],
  ]);
});

test("frames come whole out of a stream cut anywhere", () => {
  const first = encodeFrame(reply.hello, 0, ["6.1.0", "x86_64"]);
  const second = encodeFrame(reply.exit, 9, [3, 0]);
  const stream = Buffer.concat([first, second]);
  for (let cut = 0; cut <= stream.length; cut++) {
    const reader = new FrameReader();
    const frames = [...reader.push(stream.subarray(0, cut)), ...reader.push(stream.subarray(cut))];
    expect(frames.map((frame) => [frame.type, frame.id])).toEqual([
      [reply.hello, 0],
      [reply.exit, 9],
    ]);
    expect(stringsAt(frames[0]?.payload ?? new Uint8Array(), 0)).toEqual(["6.1.0", "x86_64"]);
    expect(u32At(frames[1]?.payload ?? new Uint8Array(8), 0)).toBe(3);
  }
});

test("the numbers are those of the agent", async () => {
  const header = await Bun.file(join(import.meta.dir, "guest/protocol.h")).text();
  const numbers = (prefix: string) =>
    [...header.matchAll(new RegExp(`^#define ${prefix}_\\w+ (\\d+)`, "gm"))].map((m) =>
      Number(m[1]),
    );
  expect(numbers("REQ")).toEqual(Object.values(request));
  expect(numbers("REP")).toEqual(Object.values(reply));
  expect(numbers("RUN")).toEqual(Object.values(runFlag));
});
