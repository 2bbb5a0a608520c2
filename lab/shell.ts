/** An interactive shell in a guest, on this terminal. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "../build/apt.ts";
import { runFlag } from "./frame.ts";
import { kernelImage } from "./kernel-image.ts";
import type { Kernel } from "./kernels.ts";
import type { BootPlan } from "./plan.ts";
import { bootGuest } from "./run.ts";
import { doSteps } from "./setup.ts";

/** Boots the first mode of the plan; ends when the shell does. */
export async function runShell(
  plan: BootPlan,
  sonde: Readonly<Record<Kernel["arch"], string>>,
): Promise<number> {
  const dir = join(cacheRoot("lab"), "run", `${process.pid}-shell`);
  const image = await kernelImage(plan.kernel);
  const guest = await bootGuest(plan, image, {
    sonde,
    dir,
    timeLimit: 24 * 3_600_000,
    shell: true,
  });
  for (const mode of plan.modes.slice(0, 1)) await doSteps(guest.agent, mode.enter ?? []);
  const busybox = "/bin/busybox";
  const base = { cwd: "/", stdin: "", caps: -1n, cgroup: "", timeout: 0 };
  const env = {
    PATH: "/usr/local/bin:/bin:/workloads",
    HOME: "/root",
    TERM: process.env.TERM ?? "vt100",
  };
  const install = { ...base, argv: [busybox, "--install", "-s", "/bin"], env, flags: 0 };
  await (await guest.agent.start(install)).ended;
  const shell = { ...base, argv: [busybox, "sh", "-l"], env, flags: runFlag.tty };
  const { code } = await (await guest.agent.start(shell)).ended;
  await guest.stop();
  rmSync(dir, { recursive: true, force: true });
  return code ?? 1;
}
