/** Runs a program of this machine to its end. */

/** What it printed. @throws Error with its last words when it fails. */
export async function output(argv: readonly string[], cwd = "."): Promise<string> {
  const child = Bun.spawn([...argv], { cwd, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code !== 0) throw new Error(`${argv.join(" ")}: ${(err || out).trim().slice(-2000)}`);
  return out;
}
