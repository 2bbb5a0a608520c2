/** What developers' machines do all day: a source tree is unpacked, some of it compiled, git asked what has changed. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../build/run.ts";
import { floodCpu, type Programs, TrialError } from "./running.ts";

/** Of one run, seconds. */
export interface JobTime {
  /** User and system, of all its processes. */
  readonly cpu: number;
  readonly wall: number;
}

export interface Job {
  readonly desc: string;
  /** What is unpacked. */
  readonly archive: string;
  /** What is run, in an empty folder, where the archive is. */
  script(archive: string): string;
  /** Does it once, in a folder that is made and removed outside the time. @throws TrialError */
  run(programs: Programs): Promise<JobTime>;
  remove(): void;
}

const folders = 100;
const filesEach = 20;
const compiled = 8;

/** Makes the archive. `share`: part of the full number of folders. @throws BuildError */
export function makeJob(share: number): Job {
  const dir = mkdtempSync(join(tmpdir(), "sonde-bench-job-"));
  const archive = join(dir, "tree.tar");
  const count = Math.max(1, Math.ceil(folders * share));
  makeArchive(dir, archive, count);
  const sources = Array.from({ length: compiled }, (_, i) => `tree/d0/f${i}.c`).join(" ");
  const script = (tree: string): string =>
    `tar xf ${tree} && gcc -O1 -c ${sources} && git -C tree status --short`;
  return {
    archive,
    script,
    desc: `unpack ${count * filesEach} files, compile ${compiled}, git status`,
    async run(programs) {
      const work = mkdtempSync(join(dir, "work-"));
      try {
        return await timed(
          [programs.pinned, `${floodCpu}`, "started", "sh", "-c", script(archive)],
          work,
        );
      } finally {
        rmSync(work, { recursive: true });
      }
    },
    remove: () => rmSync(dir, { recursive: true }),
  };
}

async function timed(command: string[], cwd: string): Promise<JobTime> {
  const start = performance.now();
  const child = Bun.spawn(command, { cwd, stdin: "ignore", stdout: "ignore", stderr: "pipe" });
  const said = await new Response(child.stderr).text();
  const code = await child.exited;
  const wall = (performance.now() - start) / 1000;
  if (code !== 0) throw new TrialError(`the job ended with ${code}: ${said.trim()}`);
  const cpu = Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1e6;
  return { cpu, wall };
}

/** A repository with everything committed, as an archive. */
function makeArchive(dir: string, archive: string, count: number): void {
  const tree = join(dir, "tree");
  for (let folder = 0; folder < count; folder++) {
    mkdirSync(join(tree, `d${folder}`), { recursive: true });
    for (let file = 0; file < filesEach; file++)
      writeFileSync(join(tree, `d${folder}/f${file}.c`), source(folder, file));
  }
  const git = ["-c", "user.name=bench", "-c", "user.email=bench@localhost", "-C", tree];
  run("git", ["init", "-q", tree]);
  run("git", [...git, "add", "."]);
  run("git", [...git, "commit", "-q", "-m", "tree"]);
  run("tar", ["cf", archive, "-C", dir, "tree"]);
  rmSync(tree, { recursive: true });
}

/** Some 4 KB, with the headers of the C library. */
function source(folder: number, file: number): string {
  const name = `f${folder}_${file}`;
  const functions = Array.from(
    { length: 24 },
    (_, i) =>
      `int ${name}_${i}(const char *text, int n)\n{\n\tif (n < ${i})\n\t\treturn (int)strlen(text) * n + ${i};\n\treturn printf("%s %d\\n", text, n);\n}\n`,
  );
  return `#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <sys/stat.h>\n\n${functions.join("\n")}`;
}
