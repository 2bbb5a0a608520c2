/** Names of every length, read by words where the kernel lets them be, by helpers and by casts. Needs root. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { text } from "../lib/recording/values.ts";
import { hasFlag, inDirectory, of, readRecording, sonde } from "./recording.ts";

/** Around the words of 8 bytes, what a dentry has room for, and the longest. */
const lengths = [...Array.from({ length: 66 }, (_, i) => i + 1), 254, 255];

const deep = Array.from({ length: 20 }, (_, i) => "abcdefghi".slice(0, (i % 9) + 1)).join("/");

const ways = [[[]], [["--without", "rdonly_cast"]], [["--without", "kernel_reads"]]];

test.each(ways)("are told whole: record %p", (more) =>
  inDirectory(async (dir) => {
    const file = join(dir, "out");
    const folder = join(dir, deep);
    const names = lengths.map((length) => "n".repeat(length));
    const script = `mkdir -p ${folder}; cd ${folder}; for n in ${names.join(" ")}; do : >$n; done`;
    const argv = ["record", "-o", file, ...more, "--events", "file.create"];
    const { stderr } = await sonde([...argv, "--", "bash", "-c", script], dir);
    expect(stderr).toContain(" 0 lost");
    const paths = of(readRecording(file), "file.create").map((event) => text(event, "path"));
    expect(paths.map(String)).toEqual(names.map((name) => join(folder, name)));
  }),
);

/** Of a folder that is so deep below another: where its program runs, as told. */
async function cwdOf(dir: string, name: string, depth: number, more: string[]) {
  const file = join(dir, `${depth}`);
  const enter = `for i in {1..${depth}}; do mkdir ${name}; cd ./${name}; done`;
  const script = `${enter}; /bin/true; cd ${dir}; rm -r ${name}`;
  const argv = ["record", "-o", file, ...more, "--events", "process.exec"];
  await sonde([...argv, "--", "bash", "-c", script], dir);
  const ran = of(readRecording(file), "process.exec").find((event) =>
    String(text(event, "path")).endsWith("/true"),
  );
  if (ran === undefined) throw new Error("/bin/true was not told");
  return { cwd: String(text(ran, "cwd")), cut: hasFlag(ran, "truncated") };
}

test.each(ways)(
  "a folder of many names is told whole, one of more than 8191 bytes its end: record %p",
  (more) =>
    inDirectory(async (dir) => {
      expect(await cwdOf(dir, "d", 200, more)).toEqual({ cwd: dir + "/d".repeat(200), cut: false });
      const { cwd, cut } = await cwdOf(dir, "n".repeat(250), 40, more);
      expect(cwd).toBe(`/${"n".repeat(250)}`.repeat(32));
      expect(cut).toBeTrue();
    }),
);
