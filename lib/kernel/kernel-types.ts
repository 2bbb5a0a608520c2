/** The kernel's types that small programs are loaded for; all are found in one pass. */
import { cstring, native } from "../native/library.ts";
import { btfBytes } from "./btf.ts";
import { type BtfName, type BtfNames, findNames } from "./btf-names.ts";

/** Called through a pointer or across files at every open, so never inlined. */
export const aFunction = "security_file_open";

/** Where a program that may wait can be attached: the entry of a system call. */
export const openCall = process.arch === "arm64" ? "__arm64_sys_openat" : "__x64_sys_openat";

/** THE table of them. */
const wanted = {
  __arm64_sys_openat: "function",
  __x64_sys_openat: "function",
  bpf_iter_task: "function",
  bpf_lsm_file_open: "function",
  bpf_lsm_inode_getattr: "function",
  bpf_rdonly_cast: "function",
  btf_trace_sched_switch: "typedef",
  process_vm_rw: "function", // has seven arguments
  security_file_open: "function",
  task_struct: "struct",
  tcp_congestion_ops: "struct",
  vfs_getattr: "function",
} as const satisfies Readonly<Record<string, BtfName["kind"]>>;

export type KernelType = keyof typeof wanted;

const isWanted = (name: string): name is KernelType => Object.hasOwn(wanted, name);

export class KernelTypes {
  readonly #found: BtfNames;

  private constructor(found: BtfNames) {
    this.#found = found;
  }

  /** The name of an error number on failure. */
  static load(): KernelTypes | string {
    const names = Object.keys(wanted).filter(isWanted);
    const found = findNames(names.map((name) => ({ name, kind: wanted[name] })));
    return typeof found === "string" ? found : new KernelTypes(found);
  }

  /** Without void. */
  get count(): number {
    return this.#found.types;
  }

  /** Number of functions among them. */
  get functions(): number {
    return this.#found.functions;
  }

  /** 0 when there is none. */
  id(name: KernelType): number {
    return this.#found.ids.get(name) ?? 0;
  }

  /** Index of a struct's member. */
  member(struct: KernelType, name: string): number | undefined {
    const bytes = btfBytes();
    if (typeof bytes === "string") return undefined;
    const { sonde_btf_member } = native();
    const found = sonde_btf_member(bytes, bytes.length, this.id(struct), cstring(name));
    return found < 0 ? undefined : found;
  }
}

/** In words. */
export const kindOf = (name: KernelType): string =>
  wanted[name] === "typedef" ? "type" : wanted[name];
