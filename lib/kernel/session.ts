/** What several questions of one probe share. */
import { close } from "node:fs";
import type { Answer } from "../probe/answer.ts";
import { kernelTypeIds } from "./btf-names.ts";
import { KernelTypes } from "./kernel-types.ts";
import {
  capability,
  holds,
  type ProcessStatus,
  processStatus,
  whyRefused,
} from "./process-status.ts";
import { textOf } from "./text-file.ts";
import type { TypeSource } from "./type-source.ts";

export class Session implements AsyncDisposable {
  /** Nothing is attached that patches code. */
  readonly quick: boolean;
  readonly status: ProcessStatus = processStatus();
  /** Why a refusal says nothing about the kernel; undefined: it does. */
  readonly restricted: string | undefined = whyRefused(this.status);
  /** What has been found so far, by feature. */
  readonly answers = new Map<string, Answer>();
  /** The same for programs that CAP_NET_ADMIN is needed for; those of sonde are not among them. */
  readonly restrictedNetwork: string | undefined =
    this.restricted ??
    (holds(this.status, capability.netAdmin) || holds(this.status, capability.sysAdmin)
      ? undefined
      : "needs CAP_NET_ADMIN");
  #types: KernelTypes | string | undefined;
  readonly #closing: Promise<void>[] = [];

  /** Where the kernel's types are described. */
  readonly typeSource: TypeSource;

  constructor(quick = false, typeSource: TypeSource = { from: "kernel" }) {
    this.quick = quick;
    this.typeSource = typeSource;
  }

  /** The kernel's types, or the name of the error number. */
  get types(): KernelTypes | string {
    this.#types ??= KernelTypes.load();
    return this.#types;
  }

  /**
   * Id of a function or typedef, 0 when there is none; or the name of the error number. Types that
   * nobody has needed yet are not parsed for it: a recorder only asks for one or two.
   */
  idOf(kind: "function" | "typedef", name: string): number | string {
    const ids = this.#types === undefined ? kernelTypeIds([{ kind, name }]) : undefined;
    if (ids !== undefined) return ids.get(name) ?? 0;
    const { types } = this;
    return types instanceof KernelTypes ? types.find(kind, name) : types;
  }

  /** Ftrace is switched off: hooks in kernel functions do not run, and must not be touched. */
  get ftraceOff(): boolean {
    return textOf("/proc/sys/kernel/ftrace_enabled") === "0";
  }

  /**
   * Closes a descriptor in another thread, as the kernel takes up to 100 ms to detach some hooks;
   * calls `gone` when that is done.
   */
  closeAside(fd: number, gone?: () => void): void {
    this.#closing.push(
      new Promise((done) =>
        close(fd, () => {
          gone?.();
          done();
        }),
      ),
    );
  }

  /** Ends when all that was attached is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#types instanceof KernelTypes) this.#types[Symbol.dispose]();
    await Promise.all(this.#closing);
  }
}
