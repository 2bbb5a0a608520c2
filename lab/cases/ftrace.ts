/** ftrace is switched off under hooks in functions: sonde says so, and waits before it takes them away. */
import { exitCode } from "../../lib/error.ts";
import { begun } from "../begun.ts";
import { type Case, fail, type Outcome, pass } from "../case.ts";
import type { Machine, Running } from "../machine.ts";

const ftraceSwitch = "/proc/sys/kernel/ftrace_enabled";
const interrupt = 2;
const point = "process.setsid";

export const ftraceOff: Case = {
  name: "ftrace-switch",
  modes: ["default"],
  limits: [
    {
      kernel: "5.10",
      reason: /ftrace_enabled: errno 16/,
      why: "5.10 does not let ftrace be switched off while a trampoline is in place",
    },
    {
      kernel: "7.*",
      reason: /ftrace_enabled: errno 95/,
      why: "ftrace can no longer be switched off (seen from Debian's 7.3 on)",
    },
    {
      arch: "arm64",
      kernel: "6.1",
      reason: /ENOTSUPP/,
      why: "without trampolines there are no such hooks",
    },
  ],
  async run(machine) {
    const file = `${machine.scratch}/ftrace.sonde.cbor`;
    const flavour = ["--flavour", `${point}=fexit`];
    const sonde = await machine.startSonde(["record", "-o", file, "--events", point, ...flavour]);
    const early = await begun(machine, sonde, file);
    if (early !== "begun") return { result: "impossible", reason: early.stderr.trim() };
    try {
      return await switchUnder(machine, sonde, file);
    } finally {
      await machine.writeFile(ftraceSwitch, "1\n");
    }
  },
};

async function switchUnder(machine: Machine, sonde: Running, file: string): Promise<Outcome> {
  const refused = await machine.writeFile(ftraceSwitch, "0\n").then(() => undefined, String);
  if (refused !== undefined) {
    await sonde.signal(interrupt);
    await sonde.ended;
    return { result: "impossible", reason: refused };
  }
  await sonde.stderrLine(/fexit no longer fire \(kernel\.ftrace_enabled is 0/);
  await machine.writeFile(ftraceSwitch, "1\n");
  await sonde.stderrLine(/fexit fire again/);
  await machine.writeFile(ftraceSwitch, "0\n");
  await sonde.signal(interrupt);
  await sonde.stderrLine(/the hooks stay for now/);
  const whole = await machine.sonde(["verify", file]);
  if (whole.code !== exitCode.done) return fail(`not whole while its hooks stay: ${whole.stdout}`);
  await machine.writeFile(ftraceSwitch, "1\n");
  const { code, stderr } = await sonde.ended;
  if (code !== exitCode.done) return fail(`exit code ${code}: ${stderr}`);
  const { stdout } = await machine.sonde(["summary", file]);
  return /no longer fire/.test(stdout.replace(/\s+/g, " ")) &&
    /fire again/.test(stdout.replace(/\s+/g, " "))
    ? pass
    : fail(`the summary does not tell of it:\n${stdout}`);
}
