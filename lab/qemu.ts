/** Boots a kernel under QEMU (software emulation only) and gives the agent in it. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type AgentClient, acceptAgent } from "./agent-client.ts";
import { cleanConsole } from "./console.ts";
import type { Arch } from "./kernels.ts";

export interface BootOptions {
  readonly arch: Arch;
  readonly image: string;
  readonly initrd: string;
  /** Added to the kernel's command line. */
  readonly cmdline: string;
  /** Folder of this guest: socket, console log. */
  readonly dir: string;
  /** Milliseconds for all of the guest's life; then it is ended. */
  readonly timeLimit: number;
  /** The guest's console is this terminal. */
  readonly interactive: boolean;
  /** One CPU, whose time goes by what it executes: an instruction takes a nanosecond. */
  readonly counted: boolean;
}

export interface Guest {
  readonly agent: AgentClient;
  /** The console so far. */
  console(): Promise<string>;
  /** Powers off and waits; ends QEMU when the guest doesn't. */
  stop(): Promise<void>;
}

const machine = {
  // A host that is busy at the wrong moment makes the kernel's test of its timer fail: a panic.
  x86_64: {
    qemu: "qemu-system-x86_64",
    // Without ERMS the kernel copies and clears memory by eight bytes at a time, not one: a third less to emulate.
    args: ["-M", "q35", "-cpu", "max,-erms"],
    cmdline: "console=ttyS0 no_timer_check",
  },
  // Not "max": with it one recording in some twenty ended in a crash of the JavaScript engine
  // (QEMU 7.2), with this plain core none.
  arm64: {
    qemu: "qemu-system-aarch64",
    args: ["-M", "virt", "-cpu", "cortex-a72"],
    cmdline: "console=ttyAMA0",
  },
} as const satisfies Record<Arch, unknown>;

/** In front of QEMU: the kernel ends it when the lab has ended, in whatever way. */
const diesWithLab = ["setpriv", "--pdeathsig", "KILL"];

const size = {
  ordinary: ["-m", "2048", "-smp", "2"],
  counted: ["-m", "3072", "-smp", "1", "-icount", "shift=0"],
};

/** @throws Error with the console's tail when the guest doesn't come up. */
export async function boot(options: BootOptions): Promise<Guest> {
  const { qemu, args, cmdline } = machine[options.arch];
  mkdirSync(options.dir, { recursive: true });
  const socket = join(options.dir, "agent");
  const log = join(options.dir, "console.log");
  const port = acceptAgent(socket);
  const argv = [
    // One thread for both CPUs: with two, one may run code that the other has just patched (QEMU 7.2:
    // "Oops: int3", or both spin), and guests run side by side anyway.
    ...[qemu, ...args, "-accel", "tcg,thread=single"],
    ...(options.counted ? size.counted : size.ordinary),
    ...["-nodefaults", "-display", "none", "-no-reboot"],
    ...["-kernel", options.image, "-initrd", options.initrd],
    ...["-append", `${cmdline} panic=-1 ${options.cmdline}`],
    ...["-serial", options.interactive ? "mon:stdio" : `file:${log}`],
    ...["-chardev", `socket,id=agent,path=${socket}`],
    ...["-device", "virtio-serial-pci", "-device", "virtserialport,chardev=agent,name=sonde.lab"],
  ];
  const child = Bun.spawn([...diesWithLab, ...argv], {
    stdin: options.interactive ? "inherit" : "ignore",
    stdout: options.interactive ? "inherit" : "ignore",
    stderr: "pipe",
  });
  const complaint = new Response(child.stderr).text();
  const readConsole = async (): Promise<string> =>
    (await Bun.file(log).exists()) ? cleanConsole(await Bun.file(log).text()) : "";
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill("SIGKILL");
  }, options.timeLimit);
  const gone = child.exited.then(async () => {
    clearTimeout(timer);
    const limit = `time limit of ${options.timeLimit / 1000} s`;
    const why = timedOut ? limit : `the guest ended ${(await complaint).trim()}`;
    const tail = (await readConsole()).trimEnd().split("\n").slice(-15).join("\n");
    port.lost(new Error(`${why}\n${tail}`));
  });
  const agent = await port.client;
  return {
    agent,
    console: readConsole,
    async stop() {
      const grace = setTimeout(() => child.kill("SIGKILL"), 20_000);
      agent.powerOff();
      await gone;
      clearTimeout(grace);
    },
  };
}
