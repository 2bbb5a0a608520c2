/** Makes recordings for tests, through the real writer. */
import { schema } from "../../events.gen.ts";
import { type Counts, formatVersion, type Header, type Trailer } from "../format.ts";
import type { Value } from "../values.ts";
import { encodeItem, RecordingWriter } from "../writer.ts";

type Kind = (typeof schema)[number];
type KindName = Kind["name"];
type FieldsOf<N> = {
  readonly [field in Extract<Kind, { name: N }>["fields"][number]["name"]]?: Value;
};

/** Nanoseconds since boot at which the recordings of this builder begin. */
export const startClock = 1_000_000_000_000n;

/** As it is in the file; fields that are not named are 0, or null where they hold no number. */
export function recordItem<const N extends KindName>(name: N, fields: FieldsOf<N>): Value[] {
  const known = schema.find((each) => each.name === name);
  const given = new Map<string, Value | undefined>(Object.entries(fields));
  const values = known?.fields.map(({ name, type }) => {
    const value = given.get(name);
    return value === undefined ? (/^[us]\d+$/.test(type) ? 0 : null) : value;
  });
  return [known?.kind ?? null, ...(values ?? [])];
}

export class Builder {
  /** Offset behind each item so far. */
  readonly boundaries: number[] = [];
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  readonly #writer = new RecordingWriter({
    flush() {},
    write: (bytes) => {
      this.#chunks.push(bytes.slice());
      this.#length += bytes.length;
    },
  });
  readonly #recorded = new Map<string, number>();

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  header(changes: Partial<Header> = {}): this {
    this.#writer.header({
      type: "header",
      format: formatVersion,
      sonde: "0.1.0",
      host: {
        hostname: "probe-1",
        distribution: "Debian GNU/Linux 12 (bookworm)",
        kernel: "6.18.0",
        build: "#1 SMP",
        arch: "x86_64",
        bootId: "00000000-0000-0000-0000-000000000000",
        cpus: 2,
      },
      time: { wall: 1_800_000_000_000_000_000n, clock: startClock },
      plan: schema.slice(1).map(({ name }) => ({
        point: name,
        flavour: "tp_btf",
        program: "some_tp_btf",
        state: "verified",
        blind: [],
        rejected: [],
      })),
      schema,
      filter: { points: schema.slice(1).map(({ name }) => name), command: null },
      ...changes,
    });
    return this.#bounded();
  }

  /** A process or an event; see recordItem. */
  record<const N extends KindName>(name: N, fields: FieldsOf<N> = {}): this {
    this.#recorded.set(name, (this.#recorded.get(name) ?? 0) + 1);
    return this.item(recordItem(name, fields));
  }

  /** Anything that can be encoded, as an item of its own. */
  item(item: unknown): this {
    this.#writer.records(encodeItem(item));
    return this.#bounded();
  }

  mark(points: Counts = this.counts()): this {
    this.#writer.mark({ ts: startClock + 1_000_000_000n, points });
    return this.#bounded();
  }

  trailer(changes: Partial<Trailer> = {}): this {
    this.#writer.trailer({
      ts: startClock + 10_000_000_000n,
      reason: "time",
      points: this.counts(),
      unfollowed: 0,
      command: null,
      ...changes,
    });
    return this.#bounded();
  }

  /** Of all events so far, none lost. */
  counts(): Counts {
    const events = [...this.#recorded].filter(([name]) => name !== "process");
    return Object.fromEntries(
      events.map(([name, recorded]) => [
        name,
        { seen: recorded, recorded, lost: { buffer: 0, scratch: 0 }, missed: null },
      ]),
    );
  }

  #bounded(): this {
    this.boundaries.push(this.#length);
    return this;
  }
}

/** A small recording with one of everything: a shell that removes a file and is refused. */
export function small(): Builder {
  const at = (ms: number) => startClock + BigInt(ms) * 1_000_000n;
  const init = { pid: 1, start: 10_000_000 };
  const shell = { pid: 100, start: at(10), ppid: 1, comm: "sh", uid: 1000, euid: 1000 };
  return new Builder()
    .header()
    .item({ type: "probe", report: { kernel: { answer: "yes", ratio: 0.5 } } })
    .record("process", { ...init, comm: "systemd", path: "/sbin/init", argv: ["/sbin/init"] })
    .record("process.fork", {
      ...init,
      ts: at(10),
      comm: "systemd",
      child: 100,
      child_start: at(10),
    })
    .record("process.exec", {
      ...shell,
      ts: at(11),
      path: "/bin/dash",
      argv: ["sh", "-c", "rm /t/é"],
    })
    .record("file.unlink", { ...shell, ts: at(12), path: "/t/é", ret: 0 })
    .mark()
    .record("file.unlink", { ...shell, ts: at(13), path: Uint8Array.of(0x2f, 0xff), ret: -2 })
    .record("net.connect", {
      ...shell,
      ts: at(14),
      remote: [2, Uint8Array.of(127, 0, 0, 1), 9],
      ret: -111,
    })
    .record("process.exit", { ...shell, ts: at(15), lifetime: 5_000_000, code: 1 })
    .trailer();
}

/** All types of items and values in a few hundred bytes, by a schema of its own. */
export function tiny(): Builder {
  const kind = {
    kind: 7,
    name: "file.unlink",
    fields: [
      { name: "ts", type: "u64", unit: "ns" },
      { name: "path", type: "text" },
      { name: "argv", type: "texts" },
      { name: "remote", type: "address" },
      { name: "ret", type: "ret" },
    ],
  } as const;
  const remote = [10, Buffer.alloc(16, 7), 443];
  return new Builder()
    .header({ plan: [], schema: [kind], filter: { points: [], command: ["rm", "/t"] } })
    .item({ type: "probe", report: { yes: true, ratio: 0.5 } })
    .item([7, 2n ** 60n, "/t/é", ["rm", "-f", "a".repeat(30)], remote, -2])
    .mark({})
    .item([7, 1_000_000, Uint8Array.of(0x2f, 0xff), [], null, null])
    .item({ type: "later" })
    .trailer({ points: {} });
}
