/** `npm run bench`: what recording costs, sonde beside its peers, measured in one run. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { BuildError } from "../build/run.ts";
import { ensureTools } from "../build/tools.ts";
import { type Arguments, parseArguments, usage } from "./arguments.ts";
import { floods } from "./floods.ts";
import { measureInGuest } from "./guest-job.ts";
import { guestTable } from "./guest-table.ts";
import { measureJob } from "./job-rounds.ts";
import { jobTable } from "./job-table.ts";
import { machine } from "./machine.ts";
import { measureParts, type Part } from "./micro.ts";
import { compilePrograms } from "./programs.ts";
import { peers, type Recorder, sonde } from "./recorders.ts";
import { floodTable, machineLine, openTable, partTable, type Row, startTable } from "./report.ts";
import { measure } from "./rounds.ts";
import { soak, soakText } from "./soak.ts";
import { measureStart, type StartPart } from "./start.ts";

/** Opens a second. */
const soakRate = 50_000;

async function main(args: Arguments): Promise<number> {
  if (args.help) return print(usage);
  if (process.getuid?.() !== 0) throw new BuildError("recording needs root");
  const missing = args.sondes.find((path) => !existsSync(path));
  if (missing !== undefined)
    throw new BuildError(`${missing} is not there: build it with npm run build`);
  if (args.guest !== null) return await inGuest(args.guest, args);
  ensureTools(["gcc"]);
  const host = machine();
  const recorders = chosen(args);
  const programs = compilePrograms();
  const rows = args.job ? [] : await measure(programs, recorders, args);
  const job = await measureJob(programs, args.sondes, args);
  const parts = args.job ? [] : measureParts();
  const [first] = args.sondes;
  const starts = args.job || first === undefined ? [] : measureStart(resolve(first));
  const soaked = first && args.soak > 0 ? await soak(first, args.soak, soakRate) : null;
  print(`${machineLine(host)}\n`);
  if (!args.job) printFloods(rows, parts, starts, args.rounds);
  print(`${job.desc}: medians of ${args.rounds} rounds (least…most), ratios round by round\n`);
  print(`${jobTable(job)}\n`);
  if (soaked) print(`${soakText(soaked)}\n`);
  const names = args.job ? job.rows : recorders;
  print(names.flatMap(({ name, desc }) => (desc ? [`${name}: ${desc}`] : [])).join("\n"));
  if (args.json !== null)
    await Bun.write(args.json, text({ machine: host, rows, job, parts, starts, soak: soaked }));
  return 0;
}

async function inGuest(kernel: string, { sondes, share, json }: Arguments): Promise<number> {
  const results = [];
  for (const path of sondes) {
    const result = await measureInGuest(kernel, resolve(path), share);
    results.push(result);
    print(`${path}, Linux ${result.release}, emulated: ${result.desc}\n`);
    print(`${guestTable(result)}\n`);
  }
  if (json !== null) await Bun.write(json, text(results));
  return 0;
}

function printFloods(
  rows: readonly Row[],
  parts: readonly Part[],
  starts: readonly StartPart[],
  rounds: number,
): void {
  const [main, ...others] = floods;
  print(`${main?.desc}: medians of ${rounds} rounds (least…most); times are CPU times\n`);
  print(`${openTable(rows.filter(({ flood }) => flood === main))}\n`);
  print(`${floodTable(rows.filter(({ flood }) => others.includes(flood)))}\n`);
  print(`${partTable(parts)}\n`);
  if (starts.length > 0) print(`${startTable(starts)}\n`);
}

function chosen(args: Arguments): Recorder[] {
  const all = [...args.sondes.map((path) => sonde(resolve(path))), ...peers];
  return all.filter(({ name, tool }) => {
    if (args.only.length === 0) return true;
    return args.only.includes(tool === null ? "sonde" : name);
  });
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function text(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

try {
  process.exitCode = await main(parseArguments(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof BuildError || error instanceof TypeError)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
