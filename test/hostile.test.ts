/** Names and arguments made to harm whoever reads them: recorded to the byte, shown without effect. Needs root. */
import { expect, test } from "bun:test";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { text, texts } from "../lib/recording/values.ts";
import { inDirectory, of, readRecording, run, sonde } from "./recording.ts";

/** Clears the screen, ends a line, is no UTF-8, turns the direction of writing. */
const hostile = Buffer.from("\x1b[2J\n\xff\xe2\x80\xae\x07'\"$(x)", "latin1");
const octal = [...hostile].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");

/** What no terminal may be sent. */
const harmful = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;

test("through record, summary and verify", () =>
  inDirectory(async (dir) => {
    const file = join(dir, "out");
    const deep = join(dir, ...Array.from({ length: 15 }, () => "d".repeat(250)));
    mkdirSync(deep, { recursive: true });
    copyFileSync("/bin/true", join(dir, "true"));
    const script = `n=$(printf '${octal}.'); n=\${n%.}
      cp true "$n"; "./$n" "$n" --password="$n"; printf '%s' "$n" > /proc/$$/comm; rm "$n"
      rm "${deep}/none" "$(printf '%5000s' x)"; true`;
    const record = await sonde(["record", "-o", file, "--", "bash", "-c", script], dir);
    expect(record.code).toBe(0);
    const recorded = readRecording(file);

    const bytesOf = (value: string | Uint8Array | null | undefined) =>
      value === null || value === undefined ? "" : Buffer.from(value).toString("latin1");
    const name = hostile.toString("latin1");
    const program = of(recorded, "process.exec").find(
      (e) => bytesOf(text(e, "path")) === `${dir}/${name}`,
    );
    expect(program && bytesOf(text(program, "comm"))).toBe(name.slice(0, 15));
    expect(program && texts(program, "argv")?.map(bytesOf)).toEqual([
      `./${name}`,
      name,
      `--password=${name}`,
    ]);
    const removed = of(recorded, "file.unlink").map((e) => bytesOf(text(e, "path")));
    expect(removed).toContain(`${dir}/${name}`);
    expect(removed).toContain(`${deep}/none`);
    expect(deep.length).toBeGreaterThan(3500);

    for (const argv of [
      ["summary"],
      ["summary", "--json"],
      ["summary", "--top", "100"],
      ["verify"],
    ]) {
      const shown = await sonde([...argv, file]);
      expect([argv, shown.code, harmful.exec(shown.stdout)?.[0]]).toEqual([argv, 0, undefined]);
      if (argv.includes("--json")) expect(() => JSON.parse(shown.stdout)).not.toThrow();
    }
    const asFile = await run(["cp", file, join(dir, `${"x"}\x1b[31m`)]);
    expect(asFile.code).toBe(0);
    const named = await sonde(["summary", join(dir, "x\x1b[31m")]);
    expect(harmful.exec(named.stdout)).toBeNull();
  }));
