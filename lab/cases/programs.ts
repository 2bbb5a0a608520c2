/** Every program of the executable loads wherever the kernel has a place for it, at the known cost. */
import { type Case, fail, type Rejected } from "../case.ts";
import { type Counts, changes, keepCounts, keptCounts } from "../verified.ts";

/** A row of `sonde plan --programs --json`, as far as it is looked at. */
interface Row {
  readonly program: string;
  readonly via: string;
  readonly instructions: number | null;
  readonly reason: string | null;
}

/** keep: what the verifier counts is what it should be, with --update-golden. */
export function programs(keep: boolean): Case {
  return {
    name: "programs",
    modes: ["default", "as-5.4"],
    async run(machine) {
      const where = [
        machine.arch,
        machine.kernel,
        ...(machine.mode === "default" ? [] : [machine.mode]),
      ];
      const { code, stdout, stderr } = await machine.sonde(["plan", "--programs", "--json"]);
      if (code !== 0) return fail(`exit code ${code}: ${stderr.trim()}`);
      const rows = rowsOf(JSON.parse(stdout));
      if (rows.length === 0) return fail("there are no programs");
      const counts = countsOf(rows);
      if (keep) keepCounts(where, counts);
      const changed = changes(counts, keptCounts(where));
      if (changed.length > 0) return fail([...changed, "--update-golden keeps these"].join("\n"));
      return { result: "pass", rejected: refused(rows) };
    },
  };
}

function rowsOf(parsed: unknown): Row[] {
  if (!Array.isArray(parsed)) return [];
  return parsed.map((one) => {
    const { program, hook, instructions, reason } = Object(one);
    return {
      program: String(program),
      via: String(hook).split(" ")[0] ?? "",
      instructions: instructions === null ? null : Number(instructions),
      reason: reason === null ? null : String(reason),
    };
  });
}

const countsOf = (rows: readonly Row[]): Counts =>
  Object.fromEntries(
    rows.flatMap(({ program, instructions }) =>
      instructions === null ? [] : [[program, instructions] as const],
    ),
  );

/** What has a place here and still does not load; each must be known to be impossible. */
function refused(rows: readonly Row[]): Rejected[] {
  return rows.flatMap(({ program, via, reason }) =>
    reason === null || /^this kernel has no (function|tracepoint|security) /.test(reason)
      ? []
      : [{ flavour: via, reason: `${program}: ${reason}` }],
  );
}
