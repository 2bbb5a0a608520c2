import { describe, expect, test } from "bun:test";
import type { Header, Trailer } from "../../recording/format.ts";
import { Builder } from "../../recording/testdata/builder.ts";
import { temporary } from "../../recording/testdata/files.ts";
import { compareRecordings, type RecordingDifferences } from "./compare.ts";
import { recordingDiffJson } from "./diff-json.ts";
import { recordingDiffText } from "./diff-text.ts";
import { portrait } from "./portrait.ts";

const shell = { pid: 100, start: 5, comm: "bash", ppid: 1 };
const header = () => new Builder().header();
const pathOf = (builder: Builder) => temporary(builder.trailer().bytes);

const compared = (before: Builder, after: Builder): RecordingDifferences =>
  compareRecordings(portrait(pathOf(before)), portrait(pathOf(after)));

/** "status key, parts" of one table. */
function rows({ traits }: RecordingDifferences, name: string): string[] {
  const found = traits.find(({ trait }) => trait.name === name)?.differences ?? [];
  return found.map(({ status, key }) => `${status} ${key.join(" ").trim()}`);
}

const exec = (path: string, fields: Parameters<typeof execOf>[1] = {}) => execOf(path, fields);

function execOf(
  path: string,
  fields: { size?: number; mtime?: bigint; inode?: number; exe_mode?: number; pid?: number },
): Builder {
  return header().record("process.exec", { ...shell, path, argv: [path], size: 10, ...fields });
}

const ip = (...bytes: number[]) => Uint8Array.from(bytes);

describe("executables", () => {
  test("new and gone, by path; pids and times are no difference", () => {
    const before = exec("/usr/bin/a", { pid: 7 });
    const after = exec("/usr/bin/b", { pid: 8 });
    expect(rows(compared(before, after), "executables")).toEqual([
      "new /usr/bin/b",
      "gone /usr/bin/a",
    ]);
    const same = compared(exec("/usr/bin/a", { pid: 7 }), exec("/usr/bin/a", { pid: 800 }));
    expect(same.isSame).toBe(true);
    expect(recordingDiffText(same, { columns: 80, colour: false, limit: 5 })).toContain(
      "\nNo difference.\n",
    );
  });

  test("another file at the same path; what is not known is no difference", () => {
    const mtime = 1_700_000_000_000_000_000n;
    const was = exec("/usr/bin/a", { size: 1234, mtime, inode: 4, exe_mode: 0o100755 });
    const is = exec("/usr/bin/a", { size: 1234, mtime, inode: 5, exe_mode: 0o104755 });
    const [found] = compared(was, is).traits[0]?.differences ?? [];
    expect(found).toEqual({
      status: "changed",
      key: ["/usr/bin/a"],
      detail: "mode 0755 → 4755, another inode",
    });
    const text = recordingDiffText(compared(was, is), { columns: 80, colour: false, limit: 5 });
    expect(text).toMatch(/path +by, or what changed\n─+\nchanged +\/usr\/bin\/a +mode 0755/);
    const memory = (inode: number) => exec("/memfd:x", { size: 1234, mtime, inode });
    expect(compared(memory(4), memory(5)).isSame).toBe(true);
    const running = header().record("process", { ...shell, path: "/usr/bin/a", argv: ["a"] });
    expect(compared(running, exec("/usr/bin/a")).isSame).toBe(true);
  });

  test("on another host the number of an inode says nothing", () => {
    const other = new Builder().header({ host: { ...hostOfBuilder, hostname: "other" } });
    other.record("process.exec", { ...shell, path: "/usr/bin/a", size: 10, inode: 77 });
    expect(rows(compared(exec("/usr/bin/a", { inode: 5 }), other), "executables")).toEqual([]);
  });

  test("with a random suffix they are one", () => {
    const found = compared(exec("/tmp/tmp.k3Xb9QzLw2/run"), exec("/tmp/tmp.Zq81LmmRtA/run"));
    expect(found.isSame).toBe(true);
  });
});

const hostOfBuilder = {
  hostname: "probe-1",
  distribution: "Debian GNU/Linux 12 (bookworm)",
  kernel: "6.18.0",
  build: "#1 SMP",
  arch: "x86_64",
  bootId: "00000000-0000-0000-0000-000000000000",
  cpus: 2,
};

test("listeners, destinations and names; ports of the kernel's choice are one", () => {
  const listen = (builder: Builder, port: number) =>
    builder.record("net.listen", {
      ...shell,
      local: [2, ip(0, 0, 0, 0), port],
      protocol: 6,
      ret: 0,
    });
  const connect = (builder: Builder, port: number, last = 9) =>
    builder.record("net.connect", { ...shell, remote: [2, ip(10, 0, 0, last), port], protocol: 6 });
  const before = connect(listen(connect(listen(header(), 40_000), 50_000), 80), 443);
  const after = connect(listen(connect(listen(header(), 41_000), 51_000), 8080), 443, 7);
  const found = compared(before, after);
  expect(rows(found, "listeners")).toEqual([
    "new 0.0.0.0:8080 tcp bash",
    "gone 0.0.0.0:80 tcp bash",
  ]);
  expect(rows(found, "destinations")).toEqual(["new 10.0.0.7:443 tcp", "gone 10.0.0.9:443 tcp"]);
});

test("a service of UDP has a port of its own", () => {
  const bind = (port: number) =>
    header().record("net.bind", {
      ...{ ...shell, local: [2, ip(0, 0, 0, 0), port], protocol: 17, type: 2, ret: 0 },
    });
  expect(rows(compared(bind(0), bind(161)), "listeners")).toEqual(["new 0.0.0.0:161 udp bash"]);
  expect(compared(bind(0), bind(40_000)).isSame).toBe(true);
});

test("who listens is told once, and where in full, however long the program's path is", () => {
  const path = `/opt/${"long/".repeat(20)}server`;
  const local = [2, ip(203, 0, 113, 255), 8080];
  const after = exec(path).record("net.listen", { ...shell, local, protocol: 6, ret: 0 });
  const text = recordingDiffText(compared(exec(path), after), {
    ...{ columns: 80, colour: false, limit: 5 },
  });
  expect(text).toMatch(/^ +at +by\n─+\nnew {2}203\.0\.113\.255:8080 {2}tcp {2}\/opt\S*server$/m);
});

test("a destination with another address and the same name is the same", () => {
  const query = "123481800001000100000000037777770765786d61706c6503636f6d0000010001";
  const to = (last: number) => {
    const answer = Buffer.from(`${query}c00c00010001000000ff00040a0000${"0"}${last}`, "hex");
    return header()
      .record("net.dns", { ...shell, message: answer, length: answer.length })
      .record("net.connect", { ...shell, remote: [2, ip(10, 0, 0, last), 443], protocol: 6 });
  };
  expect(compared(to(1), to(2)).isSame).toBe(true);
  const text = recordingDiffText(compared(header(), to(2)), {
    ...{ columns: 80, colour: false, limit: 5 },
  });
  expect(text).toContain("10.0.0.2:443  tcp  www.exmaple.com");
});

test("modules, BPF programs, system files, their modes and owners, findings", () => {
  const after = header()
    .record("kernel.module_load", { ...shell, name: "dummy" })
    .record("kernel.bpf_load", { ...shell, name: "spy", prog_type: 2, ret: 3 })
    .record("kernel.bpf_load", { ...shell, name: "refused", prog_type: 2, ret: -1 })
    .record("file.create", { ...shell, path: "/etc/cron.d/x", ret: 3 })
    .record("file.written", { ...shell, path: "/etc/cron.d/x" })
    .record("file.create", { ...shell, path: "/home/user/x", ret: 3 })
    .record("file.chmod", { ...shell, path: "/usr/bin/x", mode: 0o4755, old_mode: 0o755, ret: 0 })
    .record("file.chmod", { ...shell, path: "/usr/bin/y", mode: 0o755, old_mode: 0o755, ret: 0 })
    .record("file.chown", {
      ...shell,
      path: "/usr/bin/x",
      new_uid: 0,
      new_gid: 0xffffffff,
      ret: 0,
    });
  const found = compared(header(), after);
  expect(rows(found, "modules")).toEqual(["new dummy"]);
  expect(rows(found, "bpfPrograms")).toEqual(["new spy kprobe"]);
  expect(rows(found, "files")).toEqual(["new /etc/cron.d/x created, written"]);
  expect(rows(found, "modes")).toEqual(["new /usr/bin/x 0:, 4755"]);
  expect(rows(found, "findings")).toContain("new high setuid-bit bash /usr/bin/x");
});

describe("what was not watched is not gone", () => {
  const plain = exec("/usr/bin/a");
  const gone = (changes: Partial<Header>, trailer: Partial<Trailer> = {}) => {
    const after = temporary(new Builder().header(changes).trailer(trailer).bytes);
    return compareRecordings(portrait(pathOf(exec("/usr/bin/a"))), portrait(after));
  };
  const planned = (change: object) =>
    schemaPoints.map((point) => ({
      ...{ point, flavour: "tp_btf", program: "p", state: "verified", blind: [], rejected: [] },
      ...change,
    })) as Header["plan"];
  const schemaPoints = ["process.exec", "net.connect"];
  const filter = { points: schemaPoints, command: null };
  const points = (lost: number, missed: number) => ({
    "process.exec": { seen: lost, recorded: 0, lost: { buffer: lost }, missed },
  });

  test.each([
    ["not asked for", gone({ plan: [] })],
    ["not possible there", gone({ plan: planned({ flavour: null, state: "not possible" }) })],
    ["its hook was not seen firing", gone({ plan: planned({ state: "attached" }) })],
    ["3 events lost", gone({}, { points: points(3, 0) })],
    ["2 events missed", gone({}, { points: points(0, 2) })],
    ["only `make` was recorded", gone({ filter: { ...filter, command: ["make"] } })],
    [
      "its filters left something out",
      gone({ filter: { ...filter, rules: [{ field: "uid", value: "0", exclude: true }] } }),
    ],
    ["2 processes could not be followed", gone({}, { unfollowed: 2 })],
  ])("%s", (why, found) => {
    expect(rows(found, "executables")).toEqual(["gone? /usr/bin/a"]);
    expect(found.isSame).toBe(false);
    const { columns, limit } = { columns: 300, limit: 5 };
    const text = recordingDiffText(found, { columns, colour: false, limit });
    expect(text).toMatch(new RegExp(`\\n- After: ${why}[:.]`));
  });

  test("and the other way round nothing is new", () => {
    const blind = temporary(new Builder().header({ plan: [] }).trailer().bytes);
    const found = compareRecordings(portrait(blind), portrait(pathOf(plain)));
    expect(rows(found, "executables")).toEqual(["new? /usr/bin/a"]);
  });

  test("the same filter on both sides is none", () => {
    const narrow = (path: string) => {
      const rules = [{ field: "uid", value: "0", exclude: false }] as const;
      return new Builder()
        .header({ filter: { points: [], command: null, rules } })
        .record("process.exec", { ...shell, path });
    };
    const found = compared(narrow("/usr/bin/a"), narrow("/usr/bin/b"));
    expect(rows(found, "executables")).toEqual(["new /usr/bin/b", "gone /usr/bin/a"]);
  });

  test("more things than are remembered", () => {
    const many = header();
    for (let i = 0; i < 8200; i++) many.record("process.exec", { ...shell, path: `/bin/n${i}x` });
    const found = compared(exec("/usr/bin/a"), many);
    expect(rows(found, "executables").at(-1)).toBe("gone? /usr/bin/a");
    const { notKnown } = JSON.parse(recordingDiffJson(found)).after;
    expect(notKnown.full).toEqual(["executables"]);
  });
});
