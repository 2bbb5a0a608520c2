/**
 * `npm test`: checks, builds both architectures, runs all tests here and the short lab, and ends
 * with one line that counts them all.
 */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checks, runCheck } from "./check.ts";
import { closingLine, none, readJunit, sum, type Tally } from "./tally.ts";
import { browserTools, ensureTools } from "./tools.ts";

/** Milliseconds for one test, on a machine that is busy with others. */
const patience = 300_000;

process.chdir(join(import.meta.dir, ".."));
mkdirSync("dist", { recursive: true });
const checked = await check();
const built = await build();
const tested = built.failed.length === 0 ? [await unit(), await lab()] : [];
process.exitCode = report(sum([checked, built, ...tested]));

async function check(): Promise<Tally> {
  heading("checks");
  const tallies: Tally[] = [];
  for (const one of checks) {
    tallies.push(verdict(`check: ${one.name}`, (await runCheck(one)) === null));
  }
  return sum(tallies);
}

async function build(): Promise<Tally> {
  heading("build");
  return verdict("build", (await bun(["build.ts", "--all"])) === 0);
}

async function unit(): Promise<Tally> {
  heading("tests on this machine");
  try {
    ensureTools(["bpftool", "strace"]);
  } catch (error) {
    return { ...none, failed: [`tools of the tests: ${String(error)}`] };
  }
  try {
    ensureTools(browserTools);
  } catch (error) {
    console.log(`tests in a browser are skipped: ${String(error)}`);
  }
  const xml = "dist/test.xml";
  rmSync(xml, { force: true });
  const reporter = ["--reporter=junit", `--reporter-outfile=${xml}`];
  const code = await bun(["test", `--timeout=${patience}`, ...reporter]);
  return readJunit("bun test", textOf(xml), code);
}

async function lab(): Promise<Tally> {
  heading("tests on other kernels");
  const xml = "dist/lab.xml";
  rmSync(xml, { force: true });
  const code = await bun(["lab/main.ts", "--short", "--junit", xml]);
  return readJunit("lab", textOf(xml), code);
}

/** Prints what did not pass, and the closing line. Returns the exit code. */
function report(all: Tally): number {
  heading("result");
  for (const name of all.skipped) console.log(`skipped: ${name}`);
  for (const name of all.failed) console.log(`FAILED: ${name}`);
  console.log(closingLine(all));
  return all.failed.length === 0 ? 0 : 1;
}

function verdict(name: string, good: boolean): Tally {
  return good ? { ...none, passed: 1 } : { ...none, failed: [name] };
}

async function bun(args: readonly string[]): Promise<number | null> {
  const child = Bun.spawn([process.execPath, ...args], { stdio: ["ignore", "inherit", "inherit"] });
  return await child.exited;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // the runner did not get that far
  }
}

function heading(text: string): void {
  console.log(`\n== ${text}`);
}
