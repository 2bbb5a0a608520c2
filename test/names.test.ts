/** Names of every length, read by words where the kernel lets them be, and by bytes. Needs root. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { text } from "../lib/recording/values.ts";
import { inDirectory, of, readRecording, sonde } from "./recording.ts";

/** Around the words of 8 bytes, what a dentry has room for, and the longest. */
const lengths = [...Array.from({ length: 66 }, (_, i) => i + 1), 254, 255];

const deep = Array.from({ length: 20 }, (_, i) => "abcdefghi".slice(0, (i % 9) + 1)).join("/");

test.each([[[]], [["--without", "rdonly_cast"]]])("are told whole: record %p", (more) =>
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
