/** What every command answers to a wrong or a curious user. */
import { beforeAll, describe, expect, test } from "bun:test";
import { exitCode } from "../lib/error.ts";
import { version } from "../lib/version.ts";
import { buildPatience, ensureBuilt, executable } from "./built.ts";
import { run, sonde } from "./recording.ts";

beforeAll(ensureBuilt, buildPatience);

const escapeCharacter = "\u001b";

test("--help: on standard output, names every command", async () => {
  const { code, stdout, stderr } = await sonde(["--help"]);
  expect({ code, stderr }).toEqual({ code: exitCode.done, stderr: "" });
  for (const name of [
    "audit",
    "probe",
    "record",
    "watch",
    "export",
    "findings",
    "summary",
    "verify",
    "licenses",
  ]) {
    expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, "m"));
  }
});

test("every command has --help with examples of itself", async () => {
  const { stdout } = await sonde(["--help"]);
  const names = [...stdout.matchAll(/\$ sonde (\w+) --help/g)].flatMap((match) => match[1] ?? []);
  expect(names.length).toBeGreaterThan(4);
  for (const name of names) {
    const help = await sonde([name, "--help"]);
    expect({ name, code: help.code, stderr: help.stderr }).toEqual({ name, code: 0, stderr: "" });
    expect(help.stdout).toMatch(new RegExp(`\\$ sonde ${name}\\b`));
    expect(help.stdout).toMatch(new RegExp(`Examples:\\n(?:.*\\n)*  sonde ${name}\\b`));
  }
});

test("alone: help, and wrong usage", async () => {
  const { code, stdout } = await sonde([]);
  expect(code).toBe(exitCode.usage);
  expect(stdout).toContain("Commands:");
});

test("--version: one line", async () => {
  for (const option of ["--version", "-v"]) {
    const { code, stdout } = await sonde([option]);
    expect(code).toBe(exitCode.done);
    expect(stdout).toBe(`sonde ${version} (linux ${process.arch})\n`);
  }
});

describe("wrong usage: exit 2, why, and where to look", () => {
  const wrong: readonly (readonly [argv: readonly string[], why: string, hint: string])[] = [
    [["frob"], 'no command "frob"', "sonde --help"],
    [["--frob"], "--frob", "sonde --help"],
    [["record", "--frob"], "--frob", "sonde record --help"],
    [["probe", "--frob"], "--frob", "sonde probe --help"],
    [["audit", "--frob"], "--frob", "sonde audit --help"],
    [["verify", "x", "--frob"], "--frob", "sonde verify --help"],
    [["summary", "x", "--frob"], "--frob", "sonde summary --help"],
    [["findings", "x", "--frob"], "--frob", "sonde findings --help"],
    [["findings"], "no file", "--rules"],
    [["findings", "x", "--least", "big"], '"big" is not a severity', "critical"],
    [["audit", "--fail-on", "9"], '"9" is not a severity', "critical"],
    [["licenses", "--frob"], "--frob", "sonde licenses --help"],
    [["record", "--for"], "--for", "sonde record --help"],
    [["record", "-o"], "-o", "sonde record --help"],
    [["record", "extra"], "extra", "sonde record --help"],
    [["record", "--for", "soon"], '"soon" is not a duration', "30s"],
    [["record", "--events", "file.frob"], '"file.frob"', "process.exec"],
    [["verify"], "<file>", "sonde verify --help"],
    [["summary"], "<file>", "sonde summary --help"],
    [["probe", "--require", "frob"], "frob", "btf"],
    [["probe", "--require", "\u001b[31m"], "\\x1b[31m", "btf"],
    [["probe", "--format", "\u001b[31m"], "\\x1b[31m", "nagios"],
    [["plan", "--why", "\u001b[31m"], "\\x1b[31m", "process.exec"],
    [["plan", "--events", "\u001b[31m"], "\\x1b[31m", "process.exec"],
    [["plan", "--flavour", "\u001b[31m=x"], "\\x1b[31m", "process.exec"],
    [["probe", "--require", ""], "--require has an empty value", "leave it out"],
    [["probe", "--require=", "--json"], "--require has an empty value", "leave it out"],
  ];
  for (const [argv, why, hint] of wrong) {
    test(`sonde ${argv.join(" ")}`, async () => {
      const { code, stdout, stderr } = await sonde(argv);
      expect({ code, stdout }).toEqual({ code: exitCode.usage, stdout: "" });
      const [first, ...rest] = stderr.trimEnd().split("\n");
      expect(first).toStartWith("sonde: ");
      expect(first).toContain(why);
      expect(rest.join("\n")).toContain(hint);
    });
  }
});

describe("output", () => {
  test("has no colours when it is no terminal", async () => {
    expect((await sonde(["probe"])).stdout).not.toContain(escapeCharacter);
  });

  test.each(["NO_COLOR=1", "TERM=dumb"])("has no colours with %s", async (variable) => {
    const plain = await onTerminal(variable, "stty cols 80");
    expect(plain).toContain("tp_btf");
    expect(plain).not.toContain(escapeCharacter);
  });

  for (const columns of [60, 80, 200]) {
    test(`fits a terminal of ${columns} columns`, async () => {
      const text = Bun.stripANSI(await onTerminal("A=1", `stty cols ${columns}`));
      const longest = Math.max(...text.split(/\r?\n/).map((line) => Bun.stringWidth(line)));
      expect(text).toContain("tp_btf");
      expect(longest).toBeLessThanOrEqual(columns);
    });
  }

  test("a terminal of no width, and an unknown one, are no obstacle", async () => {
    expect(await onTerminal("TERM=frob", "stty cols 0")).toContain("tp_btf");
    expect(await onTerminal("COLUMNS=frob", "stty cols 80")).toContain("tp_btf");
  });

  test("a reader that has gone away is no error", async () => {
    const script = 'set -o pipefail; "$0" licenses | head -n 1; echo $?';
    const { stdout, stderr } = await run(["bash", "-c", script, executable]);
    expect({ stdout, stderr }).toEqual({ stdout: "This executable consists of\n0\n", stderr: "" });
  });

  test("that can't be written is an error", async () => {
    const { code, stderr } = await run(["sh", "-c", '"$0" licenses > /dev/full', executable]);
    expect(code).toBe(exitCode.badOutput);
    expect(stderr).toContain("ENOSPC");
  });
});

/** What `sonde probe` prints on a terminal of its own. */
async function onTerminal(variable: string, prepare: string): Promise<string> {
  const command = `${prepare}; exec env ${variable} ${executable} probe`;
  const { stdout } = await run(["script", "-qec", command, "/dev/null"]);
  return stdout;
}
