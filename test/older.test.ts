/** What Linux 5.4 lacks taken from this kernel, as far as it can be: the same events. Needs root. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { modes } from "../lab/modes.ts";
import { eventFlag } from "../lib/events.gen.ts";
import { field, text } from "../lib/recording/values.ts";
import { inDirectory, of, readRecording, sonde } from "./recording.ts";

const without = modes.find(({ name }) => name === "as-5.4")?.without?.join() ?? "";

const script =
  "cp /bin/true x; ./x; mkdir d; mv d e; ln x y; ln -s x z; chmod 600 x; chown 0 x; rm x y z; rmdir e; exec 3<>/dev/tcp/127.0.0.1/9";

async function record(dir: string, more: readonly string[]) {
  const file = join(dir, `${more.length}`);
  const argv = ["record", "-o", file, ...more, "--events", "*", "--", "bash", "-c", script];
  const { stderr } = await sonde(argv, dir);
  expect(stderr).toContain(" 0 lost");
  return readRecording(file);
}

test("the same events without what came after 5.4", () =>
  inDirectory(async (dir) => {
    const told = ({ events }: Awaited<ReturnType<typeof record>>) =>
      events.map((e) => `${e.schema.name} ${text(e, "comm")} ${text(e, "path")}`).toSorted();
    const newer = await record(dir, []);
    const older = await record(dir, ["--without", without]);
    expect(told(older)).toEqual(told(newer));
    const points = [
      "process.exec",
      "file.rename",
      "file.link",
      "file.symlink",
      "net.connect",
    ] as const;
    for (const point of points) expect(of(older, point).length).toBeGreaterThan(0);
    expect(older.header.transport).toBe("perf");
  }));

test("a path of more names than are followed there is cut, and told so", () =>
  inDirectory(async (dir) => {
    const file = join(dir, "out");
    const deep = `mkdir -p ${"d/".repeat(40)} && cd ${"d/".repeat(40)} && mkdir here`;
    const options = ["-o", file, "--without", without, "--events", "file.mkdir"];
    await sonde(["record", ...options, "--", "bash", "-c", deep], dir);
    const last = of(readRecording(file), "file.mkdir").at(-1);
    expect(last && text(last, "path")).toMatch(/^(\/d){15,24}\/here$/);
    expect(Number(last && field(last, "flags")) & eventFlag.truncated).toBeTruthy();
  }));
