/** `sonde watch` as a user sees it, on real events and real terminals. Needs root. */
import { beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exitCode } from "../lib/error.ts";
import { buildPatience, ensureBuilt } from "./built.ts";
import {
  beside,
  executable,
  inDirectory,
  noise,
  readRecording,
  run,
  sonde,
  until,
} from "./recording.ts";
import { inTerminal } from "./terminal.ts";

beforeAll(ensureBuilt, buildPatience);

/** What a terminal is told when the screen is taken, and given back. */
const taken = "\x1b[?1049h\x1b[?25l";
const given = "\x1b[?25h\x1b[?1049l";

const watchCommand = (script: string, ...options: string[]) =>
  sonde(["watch", ...options, "--", "bash", "-c", script]);

describe("lines", () => {
  test("one an event, in columns, and the command's own code", async () => {
    const { code, stdout, stderr } = await watchCommand("/bin/true x; exit 3");
    expect(code).toBe(3);
    const [head, ...lines] = stdout.trimEnd().split("\n");
    expect(head).toMatch(/^time +point +pid +uid +program +detail$/);
    expect(
      lines.find((line) => line.includes("process.exec") && line.endsWith("/bin/true x")),
    ).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}process\.exec {4,}\d+ +0 {2}\/\S*true +\/\S*true x$/);
    expect(lines.some((line) => / process\.exit .* exit 3 {2}after /.test(line))).toBe(true);
    expect(stderr).toContain(`${lines.length} events, 0 lost\n`);
    expect(stdout).not.toContain("\x1b");
  });

  test("chosen columns; unknown ones are wrong usage", async () => {
    const { stdout } = await watchCommand("/bin/true x", "--columns", "ppid,comm,result,detail");
    expect(stdout).toMatch(/^ +ppid {2}comm +result +detail$/m);
    expect(stdout).toMatch(/^ +\d+ {2}true +(ok +)?\/\S*true x$/m);
    const wrong = await sonde(["watch", "--columns", "time,frob"]);
    expect(wrong.code).toBe(exitCode.usage);
    expect(wrong.stderr).toContain('no column "frob"');
  });

  test("filters as in record", async () => {
    const { stdout } = await watchCommand(
      "/bin/true",
      "--events",
      "process.exec",
      "--comm",
      "true",
    );
    const lines = stdout.trimEnd().split("\n").slice(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("process.exec");
  });

  test("--json: an object a line, with the process joined in", async () => {
    const { stdout } = await watchCommand("/bin/true x", "--json");
    const objects = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(objects).toContainEqual(
      expect.objectContaining({
        point: "process.exec",
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        argv: ["/bin/true", "x"],
        process: { program: expect.stringContaining("true"), argv: ["/bin/true", "x"] },
      }),
    );
  });

  test("--findings: only what is suspicious, when it happens", async () => {
    const { stdout } = await watchCommand(
      "bash -c 'exec -a \"[kworker/9:9]\" /bin/true'",
      "--findings",
    );
    expect(stdout).toMatch(
      /^\S+ {2}HIGH {2}A program calls itself a kernel thread {2}\S+: \[kworker\/9:9\]\n$/,
    );
  });

  test("names that would speak to the terminal are made visible", async () => {
    const evil = "\x1b]0;owned\x07\u202e\r\n";
    const { stdout } = await watchCommand(`/bin/true '${evil}'`);
    expect(stdout).toContain("\\x1b]0;owned\\x07\\u202e");
    expect(stdout).not.toMatch(/[^\P{C}\n]/u);
  });

  test("-o records the same", () =>
    inDirectory(async (dir) => {
      const file = join(dir, "out");
      const { stdout } = await watchCommand("/bin/true", "-o", file);
      const { events, ended } = readRecording(file);
      expect(ended).toBe("complete");
      expect(stdout.trimEnd().split("\n").slice(1)).toHaveLength(events.length);
    }));

  test("a reader that goes away ends it", () =>
    beside(noise, async () => {
      const { code, stdout } = await run([
        "bash",
        "-c",
        `set -o pipefail; ${executable} watch | head -n 3`,
      ]);
      expect(code).toBe(0);
      expect(stdout.trimEnd().split("\n")).toHaveLength(3);
    }));

  test("a reader that does not read: nobody waits, and what was not printed is said", () =>
    inDirectory(async (dir) => {
      const opens = "i=0; while [ $i -lt 30000 ]; do : < /dev/null; i=$((i+1)); done";
      // The pipe has a reader, this shell, that reads a while after all is over.
      const script = `mkfifo ${dir}/pipe; exec 3<>${dir}/pipe
        ${executable} watch --events file.open -- bash -c '${opens}' >&3 || exit
        head -c 10000 <&3`;
      const { code, stdout, stderr } = await run(["bash", "-c", script]);
      expect(code).toBe(0);
      const found = /^([\d,]+) events, 0 lost, ([\d,]+) lines not printed, the end of the output/m;
      const [events = 0, unprinted = 0] = (found.exec(stderr) ?? [])
        .slice(1)
        .map((figure) => Number(figure.replaceAll(",", "")));
      expect(events).toBeGreaterThan(30_000);
      expect(unprinted).toBeGreaterThan(5000);
      expect(stdout).toContain("file.open");
    }));

  test("in a terminal: coloured, and cut to its width", () =>
    inTerminal(
      [executable, "watch", "--", "bash", "-c", `/bin/true ${"x".repeat(200)}`],
      async (terminal) => {
        expect(await terminal.exited).toBe(0);
        const lines = terminal.output().split("\r\n");
        expect(lines.some((line) => line.startsWith("\x1b[2mtime "))).toBe(true);
        const wide = lines.filter(
          (line) => Bun.stringWidth(Bun.stripANSI(line)) > 80 && !line.includes("not watched"),
        );
        expect(wide).toEqual([]);
        expect(terminal.output()).toContain("…");
      },
    ));

  test("in a terminal with NO_COLOR: none", () =>
    inTerminal(
      [executable, "watch", "--", "true"],
      async (terminal) => {
        expect(await terminal.exited).toBe(0);
        expect(terminal.output()).not.toContain("\x1b");
      },
      { env: { NO_COLOR: "1" } },
    ));
});

describe("--screen", () => {
  /** stty before, the screen, stty after. */
  const inShell = (options = "") => [
    "bash",
    "-c",
    `stty -g; ${executable} watch --screen ${options}; code=$?; stty -g; echo code $code; exit $code`,
  ];
  /** The settings of the terminal before and after, and that the screen was given back last. */
  function expectRestored(output: string): void {
    const [before, ...rest] = output.match(/[0-9a-f]+(?::[0-9a-f]+){10,}/g) ?? [];
    expect(before).toBeDefined();
    expect(rest.at(-1)).toBe(before);
    expect(output.lastIndexOf(given)).toBeGreaterThan(output.lastIndexOf(taken));
    const after = output.slice(output.lastIndexOf(given) + given.length);
    expect(after).not.toContain("\x1b");
  }
  /** Pid of the sonde that the shell runs. */
  const sondeBelow = (shell: number) =>
    Number(readFileSync(`/proc/${shell}/task/${shell}/children`, "utf8").trim().split(" ")[0]);
  const stateOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0];

  test("shows rates, processes and findings", () =>
    beside(["bash", "-c", "while :; do (exec -a '[kworker/9:9]' true); done"], () =>
      inTerminal(
        inShell(),
        async (terminal) => {
          await terminal.shows("A program calls itself a kernel thread");
          for (const text of ["events/s", "process.exec", "last 30 s", "program", "findings: "]) {
            expect(terminal.output()).toContain(text);
          }
          terminal.type("q");
          expect(await terminal.exited).toBe(0);
          expectRestored(terminal.output());
        },
        { rows: 50 },
      ),
    ));

  test.each(["\x03", "q"])("key %j ends it and gives the terminal back", (key) =>
    inTerminal(inShell(), async (terminal) => {
      await terminal.shows("findings: ");
      terminal.type(key);
      expect(await terminal.exited).toBe(0);
      expectRestored(terminal.output());
    }),
  );

  test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const)(
    "%s gives the terminal back",
    (signal) =>
      inTerminal(inShell(), async (terminal) => {
        await terminal.shows("findings: ");
        process.kill(sondeBelow(terminal.pid), signal);
        expect(await terminal.exited).toBe(0);
        expectRestored(terminal.output());
      }),
  );

  test("an error gives the terminal back, and is told after that", () =>
    inDirectory((dir) => {
      const mounted = `mount -t tmpfs -o size=64k tmpfs ${dir} && stty -g; ${executable} watch --screen -o ${dir}/out; code=$?; stty -g; exit $code`;
      return beside(noise, () =>
        inTerminal(["unshare", "-m", "bash", "-c", mounted], async (terminal) => {
          expect(await terminal.exited).toBe(exitCode.badOutput);
          expectRestored(terminal.output());
          const after = terminal.output().slice(terminal.output().lastIndexOf(given));
          expect(after).toContain("the disk is full");
        }),
      );
    }));

  test.each([["SIGTSTP"], ["Ctrl-Z"]])("stopped by %s: given back; continued: taken again", (how) =>
    inTerminal([executable, "watch", "--screen"], async (terminal) => {
      await terminal.shows("findings: ");
      if (how === "SIGTSTP") process.kill(terminal.pid, "SIGTSTP");
      else terminal.type("\x1a");
      await until(() => stateOf(terminal.pid) === "T");
      await terminal.shows(given);
      const before = terminal.output().length;
      process.kill(terminal.pid, "SIGCONT");
      await until(() => terminal.output().slice(before).includes("findings: "));
      expect(terminal.output().slice(before)).toContain(taken);
      terminal.type("q");
      expect(await terminal.exited).toBe(0);
      expect(terminal.output()).toEndWith(given);
    }),
  );

  test("no line is wider than the terminal, also when it changes", () =>
    beside(noise, () =>
      inTerminal(
        [executable, "watch", "--screen"],
        async (terminal) => {
          await terminal.shows("process.exec");
          const before = terminal.output().length;
          terminal.resize(40, 12);
          // The picture that was being drawn, and one after it.
          await until(() => terminal.output().slice(before).split("\x1b[H").length > 3);
          terminal.type("q");
          await terminal.exited;
          const frames = terminal.output().split("\x1b[H");
          const [widest, last] = [frames[1] ?? "", frames.at(-1) ?? ""];
          const width = (frame: string) =>
            Math.max(...frame.split("\r\n").map((line) => Bun.stringWidth(Bun.stripANSI(line))));
          expect(width(widest)).toBeLessThanOrEqual(120);
          expect(width(last)).toBeLessThanOrEqual(40);
          expect(last.split("\r\n").length).toBeLessThanOrEqual(12);
        },
        { columns: 120, rows: 30 },
      ),
    ));

  test("needs a terminal, and no command", async () => {
    const piped = await sonde(["watch", "--screen"]);
    expect(piped).toMatchObject({ code: exitCode.usage, stdout: "" });
    expect(piped.stderr).toContain("--screen needs a terminal");
  });
});
