import { describe, expect, test } from "bun:test";
import { Builder, small } from "./testdata/builder.ts";
import { temporary } from "./testdata/files.ts";
import { type Check, type Verification, verify } from "./verify.ts";

function verified(bytes: Uint8Array): Verification {
  return verify(temporary(bytes));
}

/** By name: does it hold? */
function holds(verification: Verification): Record<string, boolean | null> {
  return Object.fromEntries(verification.checks.map((check) => [check.name, check.holds]));
}

function detail(verification: Verification, name: Check["name"]): string {
  return verification.checks.find((check) => check.name === name)?.detail ?? "";
}

const allHold = { complete: true, hashes: true, events: true, counts: true, order: true };

test("a good recording", () => {
  const { bytes } = small();
  const verification = verified(bytes);
  expect(holds(verification)).toEqual(allHold);
  expect(verification).toMatchObject({ holds: true, events: 6, bytes: bytes.length });
  expect(verification.sha256).toBe(new Bun.CryptoHasher("sha256").update(bytes).digest("hex"));
});

test("a recording without any events", () => {
  expect(verified(new Builder().header().trailer().bytes).holds).toBe(true);
});

test("a byte changed anywhere before the trailer", () => {
  const { bytes, boundaries } = small();
  const [header = 0] = boundaries;
  const trailerAt = boundaries.at(-2) ?? 0;
  // Header and trailer at a few places, as they hold no events: the rest byte by byte.
  const places = [100, header - 20];
  for (let at = header; at < trailerAt; at++) places.push(at);
  const missed = places.filter((at) => {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const verification = verified(changed);
    return verification.holds || holds(verification).hashes === true;
  });
  expect(missed).toEqual([]);
});

test("names the stretch in which the change is", () => {
  const { bytes, boundaries } = small();
  const [, , , , , unlink = 0, mark = 0] = boundaries;
  const changed = Buffer.from(bytes);
  const at = changed.lastIndexOf("/t/é");
  changed[at + 1] = "u".charCodeAt(0);
  expect(detail(verified(changed), "hashes")).toContain(`between byte 0 and byte ${unlink}`);
  const later = Buffer.from(bytes);
  later[bytes.indexOf(Uint8Array.of(0x42, 0x2f, 0xff)) + 2] = 0xfe;
  const trailerAt = boundaries.at(-2);
  const found = detail(verified(later), "hashes");
  expect(found).toContain(`between byte ${unlink} and byte ${trailerAt}`);
  expect(unlink).toBeLessThan(mark);
});

test("changes inside the trailer: hash, counts", () => {
  const { bytes, boundaries } = small();
  const hash = Buffer.from(bytes);
  hash[bytes.length - 1] = (hash[bytes.length - 1] ?? 0) ^ 1;
  expect(holds(verified(hash))).toEqual({ ...allHold, hashes: false });
  const counts = Buffer.from(bytes);
  const seen = counts.indexOf("recorded", boundaries.at(-2)) + "recorded".length;
  counts[seen] = (counts[seen] ?? 0) + 1;
  expect(holds(verified(counts))).toMatchObject({ hashes: true, events: false });
});

test("a cut recording: says up to where it is good, and gives the hash of what is there", () => {
  const { bytes, boundaries } = small();
  const piece = bytes.subarray(0, bytes.length - 10);
  const verification = verified(piece);
  expect(holds(verification)).toEqual({
    complete: false,
    hashes: null,
    events: null,
    counts: null,
    order: true,
  });
  expect(detail(verification, "complete")).toContain(`up to byte ${boundaries.at(-2)}`);
  expect(verification.sha256).toBe(new Bun.CryptoHasher("sha256").update(piece).digest("hex"));
});

test("a damaged recording has no hash of its own", () => {
  const { bytes, boundaries } = small();
  const damaged = Buffer.from(bytes);
  damaged[boundaries[3] ?? 0] = 0xff;
  const verification = verified(damaged);
  expect(verification).toMatchObject({ holds: false, sha256: null });
  expect(detail(verification, "complete")).toContain(`from byte ${boundaries[3]}`);
});

describe("consistency", () => {
  function counts(seen: number, recorded: number, buffer: number) {
    return { "file.unlink": { seen, recorded, lost: { buffer, scratch: 0 }, missed: null } };
  }

  test("loss that adds up", () => {
    const builder = new Builder().header().record("file.unlink");
    const verification = verified(builder.trailer({ points: counts(4, 1, 3) }).bytes);
    expect(verification.holds).toBe(true);
    expect(detail(verification, "counts")).toContain("3 lost");
  });

  test("loss that does not", () => {
    const builder = new Builder().header().record("file.unlink");
    const verification = verified(builder.trailer({ points: counts(5, 1, 3) }).bytes);
    expect(holds(verification)).toEqual({ ...allHold, counts: false });
    expect(detail(verification, "counts")).toBe("file.unlink: 5 seen, but 1 recorded + 3 lost");
  });

  test("an event that is missing, although all hashes are right", () => {
    const builder = new Builder().header().record("file.unlink");
    const verification = verified(builder.trailer({ points: counts(2, 2, 0) }).bytes);
    expect(holds(verification)).toEqual({ ...allHold, events: false });
    expect(detail(verification, "events")).toContain("file.unlink: 1 in the file, 2 recorded");
  });

  test("an event of a point that the trailer does not have", () => {
    const builder = new Builder().header().record("file.unlink").record("net.connect");
    expect(holds(verified(builder.trailer({ points: counts(1, 1, 0) }).bytes)).events).toBe(false);
  });

  test("a mark that counts otherwise than the file, although the trailer is right", () => {
    const builder = new Builder()
      .header()
      .record("file.unlink")
      .mark(counts(2, 2, 0));
    expect(holds(verified(builder.record("file.unlink").trailer().bytes)).events).toBe(false);
  });

  test("a count that falls", () => {
    const builder = new Builder()
      .header()
      .record("file.unlink")
      .mark(counts(3, 1, 2));
    expect(holds(verified(builder.trailer().bytes)).counts).toBe(false);
  });

  test("a process behind an event", () => {
    const builder = new Builder().header().record("process").record("file.unlink");
    expect(holds(verified(builder.record("process").trailer().bytes)).order).toBe(false);
  });
});
