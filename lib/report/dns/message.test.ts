import { describe, expect, test } from "bun:test";
import { Random } from "../../recording/testdata/mutate.ts";
import { type DnsMessage, parseDns } from "./message.ts";

/** SONDE_FUZZ=200000 for the long run. */
const inputs = Number(process.env.SONDE_FUZZ ?? 20_000);

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(/\s/g, ""), "hex");
}

function name(text: string): Buffer {
  const labels = text === "." ? [] : text.split(".");
  return Buffer.concat([
    ...labels.flatMap((label) => [Buffer.of(label.length), Buffer.from(label, "latin1")]),
    Buffer.of(0),
  ]);
}

function words(...numbers: number[]): Buffer {
  return Buffer.concat(numbers.map((number) => Buffer.of(number >> 8, number & 255)));
}

const query = (text: string, type: number) =>
  Buffer.concat([words(0x1234, 0x0100, 1, 0, 0, 0), name(text), words(type, 1)]);

interface Record {
  readonly owner?: Buffer;
  readonly type: number;
  readonly data: Buffer;
}

/** To a question for example.com, whose name is at 12. */
function response(type: number, records: readonly Record[], flags = 0x8180): Buffer {
  return Buffer.concat([
    words(0x1234, flags, 1, records.length, 0, 0),
    name("example.com"),
    words(type, 1),
    ...records.map(({ owner = words(0xc00c), type, data }) =>
      Buffer.concat([owner, words(type, 1, 0, 300, data.length), data]),
    ),
  ]);
}

function parsed(message: Uint8Array): DnsMessage {
  const found = parseDns(message);
  if (found === null) throw new Error("no message");
  return found;
}

function data(type: number, bytes: Buffer): string | undefined {
  const { answers, problem } = parsed(response(type, [{ type, data: bytes }]));
  return problem ?? answers[0]?.data;
}

test("a query", () => {
  expect(parsed(query("www.example.com", 28))).toEqual({
    id: 0x1234,
    isResponse: false,
    opcode: "QUERY",
    rcode: "NOERROR",
    isTruncated: false,
    questions: [{ name: "www.example.com", type: "AAAA" }],
    answers: [],
    problem: null,
  });
});

test("a response with a chain of names", () => {
  const message = response(1, [
    { type: 5, data: Buffer.concat([Buffer.of(3), Buffer.from("cdn"), words(0xc00c)]) },
    { owner: name("cdn.example.com"), type: 1, data: hex("c0000201") },
  ]);
  expect(parsed(message)).toMatchObject({
    isResponse: true,
    answers: [
      { name: "example.com", type: "CNAME", ttl: 300, data: "cdn.example.com" },
      { name: "cdn.example.com", type: "A", ttl: 300, data: "192.0.2.1" },
    ],
    problem: null,
  });
});

test("a real one: what a resolver of the internet said", () => {
  const message = hex(`
    2b0e 8180 0001 0001 0000 0001 07 6578616d706c65 03 636f6d 00 0001 0001
    c00c 0001 0001 00000e10 0004 5db8d822 00 0029 04d0 0000 0000 0000`);
  expect(parsed(message)).toMatchObject({
    questions: [{ name: "example.com", type: "A" }],
    answers: [{ data: "93.184.216.34", ttl: 3600 }],
    problem: null,
  });
});

describe("data", () => {
  test.each<[string, number, Buffer, string]>([
    ["A", 1, hex("7f000001"), "127.0.0.1"],
    ["AAAA", 28, hex("20010db8000000000000000000000001"), "2001:db8::1"],
    ["NS", 2, name("ns.example"), "ns.example"],
    ["PTR", 12, name("host.example"), "host.example"],
    ["MX", 15, Buffer.concat([words(10), name("mail.example")]), "10 mail.example"],
    ["SRV", 33, Buffer.concat([words(1, 2, 443), name("a.example")]), "1 2 443 a.example"],
    ["TXT", 16, Buffer.from('\x04a"\x00c\x02de'), '"a\\"\\000c" "de"'],
    ["HTTPS", 65, Buffer.concat([words(0), name("b.example")]), "0 b.example"],
    [
      "HTTPS with parameters",
      65,
      hex("0001 00 0001 0006 02 6832 02 6833 0003 0002 01bb 0004 0004 c0000201 0005 0001 ff"),
      "1 . alpn=h2,h3 port=443 ipv4hint=192.0.2.1 ech=ff",
    ],
    ["one without a name", 4711, hex("0102"), "\\# 2 0102"],
    ["A of five bytes", 1, hex("0102030405"), "an address of a wrong length"],
    ["text that goes on", 16, hex("0561"), "a text that goes on behind its record"],
  ])("%s", (_what, type, bytes, expected) => {
    expect(data(type, bytes)).toBe(expected);
  });
});

test("other bytes than visible ASCII, and dots that are none", () => {
  expect(parsed(query("a b\x1b\xff\\.c", 1)).questions[0]?.name).toBe("a\\ b\\027\\255\\\\.c");
  const dotted = Buffer.concat([words(0, 0, 1, 0, 0, 0), hex("03 612e62 00"), words(1, 1)]);
  expect(parsed(dotted).questions[0]?.name).toBe("a\\.b");
});

test.each([
  [0x8180, "QUERY", "NOERROR", false],
  [0x8183, "QUERY", "NXDOMAIN", false],
  [0x8382, "QUERY", "SERVFAIL", true],
  [0xa80f, "UPDATE", "RCODE15", false],
])("flags %#", (flags, opcode, rcode, isTruncated) => {
  expect(parsed(response(1, [], flags))).toMatchObject({ opcode, rcode, isTruncated });
});

describe("hostile", () => {
  const one = words(0, 0, 1, 0, 0, 0);

  test.each<[string, Buffer, string]>([
    ["a pointer to itself", words(0xc00c), "a name that is a loop"],
    ["a pointer ahead", words(0xc010), "a name that is a loop"],
    ["two that point at each other", Buffer.concat([hex("0161"), words(0xc00c)]), "is a loop"],
    ["a label of a reserved kind", hex("40"), "does not exist"],
    ["a name of 255 bytes", Buffer.alloc(300, "\x01a"), "too long"],
    ["a name that does not end", hex("3f61"), "cut in a name"],
    ["half a pointer", hex("c0"), "cut in a name"],
    ["no type", name("a.b"), "cut in a record"],
  ])("%s", (_what, bytes, problem) => {
    const message = parsed(Buffer.concat([one, bytes]));
    expect(message.questions).toEqual([]);
    expect(message.problem).toContain(problem);
  });

  test("a chain of pointers, each to the one before", () => {
    const chain = Array.from({ length: 8000 }, (_, i) =>
      words(0xc000 | (12 + 2 * Math.max(i - 1, 0))),
    );
    const owner = words(0xc000 | (12 + 2 * 7999));
    const record = Buffer.concat([owner, words(1, 1, 0, 0, 4), hex("7f000001")]);
    const head = words(0, 0x8000, 0, 600, 0, 0);
    const { problem, answers } = parsed(Buffer.concat([head, owner, ...chain, record]));
    expect([problem, answers]).toEqual(["a name that is a loop", []]);
  });

  test("cut at every byte: what is whole is given, and that there was more", () => {
    const records = [1, 2, 3].map((i) => ({ type: 1, data: Buffer.of(192, 0, 2, i) }));
    const whole = response(1, records);
    const wrong: number[] = [];
    for (let length = 0; length < whole.length; length++) {
      const message = parseDns(whole.subarray(0, length));
      const fits = Math.max(Math.floor((length - 29) / 16), 0);
      if (length < 12 ? message !== null : message?.answers.length !== fits || !message.problem) {
        wrong.push(length);
      }
    }
    expect(wrong).toEqual([]);
  });
});

test(
  `${inputs} mutated messages: no crash, no hang, bounded`,
  () => {
    const random = new Random(1);
    const seeds = [
      query("www.example.com", 65),
      response(1, [
        { type: 5, data: words(0xc00c) },
        { type: 65, data: hex("0001 00 0001 0003 02 6832") },
        { type: 16, data: Buffer.from("\x03abc") },
        { type: 33, data: Buffer.concat([words(1, 2, 3), words(0xc00c)]) },
      ]),
    ];
    let whole = 0;
    let longest = 0;
    for (let i = 0; i < inputs; i++) {
      const bytes = Buffer.concat([
        seeds[i % 2] ?? Buffer.alloc(0),
        Buffer.alloc(random.below(64)),
      ]);
      for (let n = random.below(6); n > 0; n--) {
        const value = random.pick([random.below(256), 0xc0, 0xff, 0x3f, 0, 0x0c]);
        bytes[random.below(bytes.length)] = value;
      }
      const message = parseDns(bytes.subarray(0, 12 + random.below(bytes.length - 11)));
      if (message?.problem === null) whole++;
      longest = Math.max(longest, JSON.stringify(message).length);
    }
    expect(whole).toBeGreaterThan(inputs / 20);
    expect(longest).toBeLessThan(50_000);
  },
  inputs * 5,
);
