/** The small functions that put one thing into words. */
import { describe, expect, test } from "bun:test";
import { constants } from "node:os";
import { addressText } from "./address.ts";
import { commandLine, executed } from "./command-line.ts";
import { countText, plural, rateText, sizeText } from "./number.ts";
import { signalName } from "./signals.ts";
import { durationText, isoTime } from "./time.ts";
import { wrap } from "./wrap.ts";

describe("address", () => {
  const v6 = (hex: string, port = 443) =>
    addressText({ family: 10, host: Buffer.from(hex.padEnd(32, "0"), "hex"), port });

  test.each([
    [addressText({ family: 2, host: Uint8Array.of(127, 0, 0, 1), port: 9 }), "127.0.0.1:9"],
    [v6(""), "[::]:443"],
    [v6("20010db8".padEnd(31, "0").concat("1")), "[2001:db8::1]:443"],
    [v6("0".repeat(31).concat("1")), "[::1]:443"],
    [v6("fe80"), "[fe80::]:443"],
    // One zero group is not worth leaving out, and of equal runs the first is.
    [v6("00010002000300040005000600000008"), "[1:2:3:4:5:6:0:8]:443"],
    [v6("00010000000000040000000000070008"), "[1::4:0:0:7:8]:443"],
    [v6("00000000000000000000ffff0a000001"), "[::ffff:10.0.0.1]:443"],
    [addressText({ family: 1, host: "/run/\x1bx", port: 0 }), "unix:/run/\\x1bx"],
    [addressText({ family: 2, host: Uint8Array.of(127), port: 9 }), "family 2, \\x7f, port 9"],
    [addressText({ family: 2, host: "::1", port: 9 }), "family 2, ::1, port 9"],
  ])("%s", (shown, expected) => {
    expect(shown).toBe(expected);
  });
});

describe("command line", () => {
  test.each([
    [commandLine(["sh", "-c", "rm a b", "", "it's"]), "sh -c 'rm a b' '' 'it'\\''s'"],
    [commandLine(["printf", "\x1b[m"]), "printf '\\x1b[m'"],
    [executed("/usr/bin/ls", ["ls", "-l"]), "/usr/bin/ls -l"],
    [executed("/usr/bin/dash", ["/bin/sh", "-c", "x"]), "/usr/bin/dash [sh] -c x"],
    [executed("/tmp/miner", ["[kworker/0:1]"]), "/tmp/miner ['[kworker/0:1]']"],
    [executed("/bin/x", []), "/bin/x"],
    [executed("/bin/x", null), "/bin/x"],
    [executed(null, ["x", "y"]), "x y"],
    [executed(null, null), ""],
  ])("%s", (shown, expected) => {
    expect(shown).toBe(expected);
  });
});

test("numbers", () => {
  expect([0, 999, 1000, 1234567].map(countText)).toEqual(["0", "999", "1,000", "1,234,567"]);
  expect(plural(1, "byte")).toBe("1 byte");
  expect(plural(0, "byte")).toBe("0 bytes");
  expect(plural(2000, "process", "processes")).toBe("2,000 processes");
  expect([0, 0.0123, 9.94, 10, 1234.5].map(rateText)).toEqual(["0", "0.012", "9.9", "10", "1,235"]);
  expect([0, 1023, 1024, 5 << 20, 2 ** 60].map(sizeText)).toEqual([
    "0 B",
    "1023 B",
    "1.0 KiB",
    "5.0 MiB",
    "1048576.0 TiB",
  ]);
});

test("durations and dates", () => {
  const shown = [5, 5e3, 5e6, 50e6, 5e9, 65e9, 3725e9].map(durationText);
  expect(shown).toEqual(["5 ns", "5 µs", "5.0 ms", "50 ms", "5.0 s", "1 min 5 s", "1 h 2 min"]);
  expect(isoTime(1_800_000_000_123_456_789n)).toBe("2027-01-15T08:00:00.123Z");
  expect(isoTime(2n ** 64n * 1000n)).toBeNull();
});

test("signals are named as the running system names them", () => {
  const others = ["SIGIOT", "SIGPOLL", "SIGUNUSED"];
  const wrong = Object.entries(constants.signals).filter(
    ([name, number]) => !others.includes(name) && signalName(number) !== name,
  );
  expect(wrong).toEqual([]);
  expect([34, 0, 99].map(signalName)).toEqual(["SIGRTMIN+2", "signal 0", "signal 99"]);
});

test("wrap", () => {
  expect(wrap("one two three four five", 22, "- ", "  ")).toBe("- one two three four\n  five\n");
  expect(wrap("x".repeat(45), 22, "", "  ")).toBe(
    `${"x".repeat(20)}\n  ${"x".repeat(20)}\n  xxxxx\n`,
  );
});
