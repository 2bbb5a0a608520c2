/** The executable takes nothing from where it is run, and leaves nothing there. Needs root. */
import { beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { exitCode } from "../lib/error.ts";
import { buildPatience, ensureBuilt, executable } from "./built.ts";
import { inDirectory, readRecording, run } from "./recording.ts";
import { trace } from "./trace.ts";

beforeAll(ensureBuilt, buildPatience);

/** Whatever of these is loaded leaves the file "marker". */
function plant(dir: string): void {
  const code = `require("fs").writeFileSync(${JSON.stringify(join(dir, "marker"))}, "");`;
  const files: Record<string, string> = {
    "evil.js": code,
    "bunfig.toml": 'preload = ["./evil.js"]\n[run]\npreload = ["./evil.js"]\n',
    ".env": "BUN_OPTIONS=--preload=./evil.js\nBUN_INSPECT=127.0.0.1:0\n",
    ".env.production": "BUN_OPTIONS=--preload=./evil.js\n",
    "package.json": '{ "type": "module", "imports": { "#embed/*": "./evil.js" } }',
    "tsconfig.json":
      '{ "compilerOptions": { "paths": { "*": ["./evil.js"], "cac": ["./evil.js"] } } }',
    "index.js": code,
    "libbpf.so": code,
    "libc.so.6": code,
    "cmd/main.ts": code,
  };
  for (const name of ["cac", "cbor-x", "cbor-extract", "cli-table3", "string-width"]) {
    files[`node_modules/${name}/index.js`] = code;
    files[`node_modules/${name}/package.json`] = JSON.stringify({ name, main: "index.js" });
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(dir, dirname(name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
}

describe("in a directory that is hostile", () => {
  const commands: readonly (readonly string[])[] = [
    ["--version"],
    ["licenses"],
    ["probe"],
    ["record", "-o", "out", "--", "/bin/true"],
    ["verify", "out"],
  ];
  for (const argv of commands) {
    test(`sonde ${argv.join(" ")} opens nothing but what it was asked to`, () =>
      inDirectory(async (dir) => {
        plant(dir);
        if (argv[0] === "verify") {
          expect((await run([executable, "record", "-o", "out", "--", "true"], dir)).code).toBe(0);
        }
        const { code, stderr, accesses } = await trace([executable, ...argv], dir);
        expect(stderr).not.toContain("evil");
        expect(code).toBe(0);
        expect(existsSync(join(dir, "marker"))).toBe(false);
        const named = (folder: string) =>
          accesses.filter(({ path }) => path === folder || path.startsWith(`${folder}/`));
        const here = named(dir).map(({ path }) => path);
        expect(new Set(here)).toEqual(new Set(argv.includes("out") ? [join(dir, "out")] : []));
        const ofTheBuild = named(join(import.meta.dir, "..")).map(({ path }) => path);
        expect(ofTheBuild.filter((path) => path !== executable)).toEqual([]);
        expect(accesses.length).toBeGreaterThan(10); // it was traced at all
      }));
  }

  test("only the output file is written, and that sonde has started, which is forgotten", () =>
    inDirectory(async (dir) => {
      const record = [executable, "record", "-o", "out", "--", "true"];
      const { accesses } = await trace(record, dir);
      const changed = accesses.filter(({ changes }) => changes).map(({ path }) => path);
      // The self-test's files are in a file system that is mounted nowhere: its root shows as "/".
      const passing = (path: string) => ["/", "/run", "/run/sonde"].includes(dirname(path));
      expect(new Set(changed.filter((path) => !passing(path)))).toEqual(
        new Set([join(dir, "out")]),
      );
      const left = changed.filter((path) => passing(path) && existsSync(path));
      expect(left.filter((path) => path !== "/run/sonde")).toEqual([]); // others may be in it
    }));
});

describe("the temporary directory", () => {
  const script = (prepare: string) => ["unshare", "--mount", "sh", "-ec", prepare];

  test("may be read-only and not executable", () =>
    inDirectory(async (dir) => {
      // The executable may live in it: another way there, before it is covered.
      const { code, stderr } = await run(
        [
          ...script(
            `mount --bind "$0" /mnt && mount -t tmpfs -o ro,noexec none /tmp &&
           mount -t tmpfs -o rw,noexec none /home && ! touch /tmp/x 2>/dev/null &&
           /mnt/"$1" record -o /home/out -- true && /mnt/"$1" verify /home/out`,
          ),
          dirname(executable),
          executable.slice(dirname(executable).length + 1),
        ],
        dir,
      );
      expect(stderr).toContain("0 lost");
      expect(code).toBe(0);
    }));

  test("may be missing, with everything else that is not the C library or the kernel's", () =>
    inDirectory(async (dir) => {
      const bare = `
        mount -t tmpfs none "$0" && cd "$0" && mkdir proc sys dev out
        for d in lib lib64 usr/lib; do
          [ -e /$d ] || continue
          mkdir -p $d && mount --bind -o ro /$d $d
        done
        mount --rbind /proc proc && mount --rbind /sys sys && mount --rbind /dev dev
        touch sonde && mount --bind "$1" sonde
        chroot . /sonde record -o /out/a --for 200ms
        cp out/a "$2"`;
      const root = join(dir, "root");
      mkdirSync(root);
      const { code, stderr } = await run([...script(bare), root, executable, join(dir, "a")]);
      expect(stderr).toContain("0 lost");
      expect(code).toBe(0);
      expect(readRecording(join(dir, "a")).ended).toBe("complete");
    }));
});

describe("variables of the runtime", () => {
  for (const setting of [
    "BUN_OPTIONS=--smol",
    "BUN_INSPECT=127.0.0.1:0",
    "BUN_INSPECT_NOTIFY=/nowhere",
    "BUN_JSC_useConcurrentGC=0",
  ]) {
    test(`${setting}: refused`, async () => {
      const { code, stdout, stderr } = await run(["env", setting, executable, "--version"]);
      expect({ code, stdout }).toEqual({ code: exitCode.notPermitted, stdout: "" });
      expect(stderr).toContain(`the variable ${setting.split("=")[0]} is set`);
    });
  }

  for (const name of ["NODE_OPTIONS", "NODE_PATH", "BUN_PRELOAD", "BUN_CONFIG_PRELOAD"]) {
    test(`${name}: without effect`, () =>
      inDirectory(async (dir) => {
        plant(dir);
        const value = name === "NODE_PATH" ? join(dir, "node_modules") : `${dir}/evil.js`;
        const setting = `${name}=${name === "NODE_OPTIONS" ? `--require=${value}` : value}`;
        const { code, stdout } = await run(["env", setting, executable, "--version"], dir);
        expect(code).toBe(0);
        expect(stdout).toStartWith("sonde ");
        expect(existsSync(join(dir, "marker"))).toBe(false);
      }));
  }

  // The next two are what the README says cannot be prevented; when they fail, it can be.
  test("BUN_OPTIONS: a preloaded script has run by then", () =>
    inDirectory(async (dir) => {
      plant(dir);
      const setting = `BUN_OPTIONS=--preload=${dir}/evil.js`;
      const { code } = await run(["env", setting, executable, "--version"], dir);
      expect(code).toBe(exitCode.notPermitted);
      expect(existsSync(join(dir, "marker"))).toBe(true);
    }));

  test("BUN_BE_BUN: it is Bun then", async () => {
    const { stdout } = await run(["env", "BUN_BE_BUN=1", executable, "--version"]);
    expect(stdout.trim()).toBe(Bun.version);
  });
});
