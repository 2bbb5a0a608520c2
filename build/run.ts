import { spawnSync } from "node:child_process";

/** A build step failed; the message ends with what the tool said. */
export class BuildError extends Error {
  override readonly name = "BuildError";
}

/** Runs a tool to its end and returns its standard output. @throws BuildError */
export function run(tool: string, args: readonly string[], cwd?: string): string {
  const done = spawnSync(tool, args, {
    ...(cwd === undefined ? {} : { cwd }),
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (done.error) throw new BuildError(`${tool}: ${done.error.message}`);
  if (done.status !== 0) {
    const said = (done.stderr || done.stdout).trim();
    throw new BuildError(`${tool} ${args.join(" ")}\nexit ${done.status ?? done.signal}: ${said}`);
  }
  return done.stdout;
}
