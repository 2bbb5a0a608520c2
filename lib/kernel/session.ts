/** What several questions of one probe share. */

import { native } from "../native/library.ts";
import type { Answer } from "../probe/answer.ts";
import { KernelTypes } from "./kernel-types.ts";
import {
  capability,
  holds,
  type ProcessStatus,
  processStatus,
  whyRefused,
} from "./process-status.ts";
import type { TypeSource } from "./type-source.ts";

export class Session implements Disposable {
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
  readonly #gone: (() => void)[] = [];

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
   * Closes a descriptor in another thread, as the kernel takes up to 100 ms to detach some hooks;
   * calls `gone` in the end, when that is done.
   */
  closeAside(fd: number, gone?: () => void): void {
    native().sonde_close_aside(fd);
    if (gone !== undefined) this.#gone.push(gone);
  }

  /** Ends when all that was attached is gone. */
  [Symbol.dispose](): void {
    native().sonde_close_wait();
    for (const gone of this.#gone) gone();
    native().sonde_close_wait();
  }
}
