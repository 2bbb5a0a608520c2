/** What libbpf and the verifier say of a program that is refused. */

/** Below the reason newer verifiers (seen on Debian's 7.3) explain it at length, and suggest what to do. */
const explanation = /^Verification failed:/m;

const beside = /^(processed|libbpf:|-- |verif|stack)/;

/** The line that says why; undefined when none does. */
export function refusal(log: string): string | undefined {
  const [told = ""] = log.split(explanation);
  const lines = told.split("\n").filter((line) => line && !beside.test(line));
  return lines.at(-1)?.trim();
}
