/** A guest as the cases see it. */
import { abisOf } from "./abi.ts";
import type { AgentRun } from "./agent-client.ts";
import { request, runFlag } from "./frame.ts";
import { guestBtf, guestSonde } from "./initramfs.ts";
import type { KernelImage } from "./kernel-image.ts";
import type { Kernel } from "./kernels.ts";
import type { Machine, RunOptions } from "./machine.ts";
import { capabilityMask, type Mode } from "./modes.ts";
import { Patience } from "./patience.ts";
import type { Guest } from "./qemu.ts";

const guestEnv = { PATH: "/usr/local/bin:/bin", HOME: "/root", TMPDIR: "/tmp", NO_COLOR: "1" };

/** A fresh `scratch` folder is made by the caller, one per case. */
export function qemuMachine(
  guest: Guest,
  kernel: Kernel,
  { spare, overwrite }: Pick<KernelImage, "spare" | "overwrite">,
  mode: Mode,
  scratch: string,
): Machine {
  const { agent } = guest;
  const patience = new Patience();
  const plain = (argv: readonly string[], options: RunOptions = {}): AgentRun => ({
    argv,
    env: { ...guestEnv, ...options.env },
    cwd: options.cwd ?? scratch,
    stdin: options.stdin ?? "",
    caps: -1n,
    cgroup: "",
    flags: 0,
    timeout: options.timeout ?? patience.limit,
  });
  const limited = (args: readonly string[], options?: RunOptions): AgentRun => ({
    ...plain([guestSonde, ...withTypes(kernel, withLess(mode, args))], options),
    caps: capabilityMask(mode),
    cgroup: mode.cgroup ?? "",
    flags: mode.memlock === "unlimited" ? runFlag.memlock : 0,
  });
  return {
    name: `${kernel.arch} ${kernel.name} ${mode.name}`,
    arch: kernel.arch,
    kernel: kernel.name,
    release: agent.release,
    mode: mode.name,
    points: mode.runs.points ?? "",
    abis: abisOf(kernel),
    module: spare,
    overwrite,
    scratch,
    run: async (argv, options) =>
      patience.after(await (await agent.start(plain(argv, options))).ended),
    start: (argv, options) => agent.start(plain(argv, options)),
    sonde: async (args, options) =>
      patience.after(await (await agent.start(limited(args, options))).ended),
    startSonde: (args, options) => agent.start(limited(args, options)),
    workload: (name, abi) => `/workloads/${name}.${abi}`,
    makeFolder: async (path) => void (await agent.ask(request.mkdir, [path])),
    readFile: (path) => agent.ask(request.read, [path]),
    writeFile: async (path, data, fileMode = 0o644) =>
      void (await agent.ask(request.write, [fileMode, path, data])),
  };
}

/** A mode may take from sonde what the kernel has. */
function withLess({ without }: Mode, args: readonly string[]): readonly string[] {
  const [command = "", ...rest] = args;
  if (without === undefined || !["record", "plan"].includes(command)) return args;
  return [command, "--without", without.join(), ...rest];
}

/** A kernel that was built without types is given them, by each command that wants some. */
function withTypes(kernel: Kernel, args: readonly string[]): readonly string[] {
  const [command = "", ...rest] = args;
  const takes = ["record", "audit", "plan", "probe"].includes(command);
  return takes && "build" in kernel ? [command, "--btf", guestBtf, ...rest] : args;
}
