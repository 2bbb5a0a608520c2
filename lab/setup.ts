/** Does the steps of a mode in a guest. */
import type { AgentClient } from "./agent-client.ts";
import { request } from "./frame.ts";
import type { Step } from "./modes.ts";

/** From include/uapi/linux/mount.h. */
const mountFlag = { bind: 4096, recursive: 16384 } as const;

/** @throws Error that names the step that failed. */
export async function doSteps(agent: AgentClient, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    try {
      await doStep(agent, step);
    } catch (error) {
      throw new Error(`${JSON.stringify(step)}: ${error instanceof Error ? error.message : error}`);
    }
  }
}

async function doStep(agent: AgentClient, step: Step): Promise<void> {
  if ("mount" in step) {
    const bind = step.bind === undefined ? 0 : mountFlag.bind;
    const flags = step.bind === "all" ? bind | mountFlag.recursive : bind;
    await agent.ask(request.mkdir, [step.on]);
    await agent.ask(request.mount, [step.mount, step.on, step.type, flags, step.data ?? ""]);
  } else if ("umount" in step) await agent.ask(request.umount, [step.umount]);
  else if ("mkdir" in step) await agent.ask(request.mkdir, [step.mkdir]);
  else if ("write" in step) await agent.ask(request.write, [0, step.to, step.write]);
  else if ("insmod" in step) await agent.ask(request.insmod, [step.insmod]);
  else await agent.ask(request.chroot, [step.chroot]);
}
