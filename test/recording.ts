/** Runs the executable that was built and reads what it recorded. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventFlag } from "../lib/events.gen.ts";
import type { Trailer } from "../lib/recording/format.ts";
import type { StoredHeader } from "../lib/recording/reader.ts";
import { readItems } from "../lib/recording/reader.ts";
import { type Entry, field, num } from "../lib/recording/values.ts";

export const executable = join(import.meta.dir, `../dist/sonde-linux-${process.arch}`);

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs sonde to its end. */
export async function sonde(args: readonly string[], cwd = "/"): Promise<Run> {
  return run([executable, ...args], cwd);
}

export async function run(argv: readonly string[], cwd = "/"): Promise<Run> {
  const child = Bun.spawn([...argv], { cwd, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { code, stdout, stderr };
}

/** A child that runs beside the test and is gone with it. */
export async function beside<T>(
  argv: readonly string[],
  use: (child: Bun.Subprocess<"pipe", "pipe", "ignore">) => Promise<T>,
): Promise<T> {
  const child = Bun.spawn([...argv], { stdin: "pipe", stdout: "pipe", stderr: "ignore" });
  try {
    return await use(child);
  } finally {
    await killed(child);
  }
}

/** Kills a child, which is not to be remembered as a start of sonde that never ended. */
export async function killed(child: Bun.Subprocess): Promise<void> {
  child.kill("SIGKILL");
  await child.exited;
  const forget = 'rm -f /run/sonde/"$0"-*; rmdir /run/sonde 2>/dev/null';
  await run(["sh", "-c", forget, `${child.pid}`]);
}

/** Asks again until it is so; a hang is ended by the test's own limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await Bun.sleep(1);
}

/** Something for a recorder to see, without end. */
export const noise = ["bash", "-c", "while :; do /bin/true; done"];

export interface Recorded {
  readonly header: StoredHeader;
  readonly processes: readonly Entry[];
  readonly events: readonly Entry[];
  /** Undefined in a file that was cut. */
  readonly trailer: Trailer | undefined;
  readonly ended: string;
}

export function readRecording(path: string): Recorded {
  const items = readItems(path);
  const entries: Entry[] = [];
  let header: StoredHeader | undefined;
  let trailer: Trailer | undefined;
  for (;;) {
    const next = items.next();
    if (next.done) {
      if (!header) throw new Error(`${path} has no header`);
      return {
        header,
        processes: entries.filter((entry) => entry.schema.name === "process"),
        events: entries.filter((entry) => entry.schema.name !== "process"),
        trailer,
        ended: next.value.state,
      };
    }
    const item = next.value;
    if (item.type === "header") header = item.header;
    if (item.type === "record") entries.push(item.record);
    if (item.type === "trailer") trailer = item.trailer;
  }
}

/** Events of one point. */
export function of(recorded: Recorded, point: string): readonly Entry[] {
  return recorded.events.filter((entry) => entry.schema.name === point);
}

/** Some fields of an event, by name; ret and addresses as they are. */
export function pick(entry: Entry, ...names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, field(entry, name)]));
}

export function hasFlag(entry: Entry, flag: keyof typeof eventFlag): boolean {
  return ((num(entry, "flags") ?? 0) & eventFlag[flag]) !== 0;
}

/** A private directory for one test, gone afterwards. */
export async function inDirectory(use: (dir: string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "sonde-test-"));
  try {
    await use(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
