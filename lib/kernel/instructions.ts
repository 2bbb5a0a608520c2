/**
 * A small assembler for the programs that ask the kernel questions. Encoding:
 * Documentation/bpf/standardization/instruction-set.rst; helper numbers: include/uapi/linux/bpf.h.
 */

export type Register = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

/** Register names by their use. */
export const r0 = 0;
export const r1 = 1;
export const r2 = 2;
export const r3 = 3;
export const r4 = 4;
export const r5 = 5;
export const r6 = 6;
export const stack = 10;

/** Number, and the first Linux that has it: of those that the probe or sonde's programs call. */
export const helpers = {
  map_lookup_elem: { number: 1, since: "3.19" },
  map_update_elem: { number: 2, since: "3.19" },
  map_delete_elem: { number: 3, since: "3.19" },
  get_smp_processor_id: { number: 8, since: "4.1" },
  get_current_pid_tgid: { number: 14, since: "4.2" },
  perf_event_output: { number: 25, since: "4.4" },
  get_current_task: { number: 35, since: "4.8" },
  override_return: { number: 58, since: "4.16" },
  get_current_cgroup_id: { number: 80, since: "4.18" },
  probe_read: { number: 4, since: "4.1" },
  probe_read_user: { number: 112, since: "5.5" },
  probe_read_kernel: { number: 113, since: "5.5" },
  probe_read_user_str: { number: 114, since: "5.5" },
  probe_read_kernel_str: { number: 115, since: "5.5" },
  ktime_get_boot_ns: { number: 125, since: "5.8" },
  ringbuf_output: { number: 130, since: "5.8" },
  ringbuf_reserve: { number: 131, since: "5.8" },
  ringbuf_submit: { number: 132, since: "5.8" },
  ringbuf_discard: { number: 133, since: "5.8" },
  d_path: { number: 147, since: "5.10" },
  copy_from_user: { number: 148, since: "5.10" },
  task_storage_get: { number: 156, since: "5.11" },
  get_current_task_btf: { number: 158, since: "5.11" },
  task_pt_regs: { number: 175, since: "5.15" },
  loop: { number: 181, since: "5.17" },
  get_func_arg: { number: 183, since: "5.17" },
  dynptr_from_mem: { number: 197, since: "5.19" },
} as const;

export type Helper = keyof typeof helpers;

/** Machine code of one, of 8 bytes or twice that. */
export type Instruction = Uint8Array;

function encode(code: number, to: number, from: number, offset: number, value: number) {
  const bytes = Buffer.alloc(8);
  bytes[0] = code;
  bytes[1] = (from << 4) | to;
  bytes.writeInt16LE(offset, 2);
  bytes.writeInt32LE(value, 4);
  return bytes;
}

/** Loads 64 bits: the second half is the upper 32. */
const wide = (to: Register, from: number, value: number): Instruction =>
  Buffer.concat([encode(0x18, to, from, 0, value), encode(0, 0, 0, 0, 0)]);

/** to = value */
export const set = (to: Register, value: number): Instruction => encode(0xb7, to, 0, 0, value);

/** to = from */
export const copy = (to: Register, from: Register): Instruction => encode(0xbf, to, from, 0, 0);

/** to += value */
export const add = (to: Register, value: number): Instruction => encode(0x07, to, 0, 0, value);

/** to = the 64-bit number at from + offset */
export const load = (to: Register, from: Register, offset: number): Instruction =>
  encode(0x79, to, from, offset, 0);

/** The 64-bit number at to + offset = value */
export const store = (to: Register, offset: number, value: number): Instruction =>
  encode(0x7a, to, 0, offset, value);

/** The 64-bit number at to + offset += from, atomically */
export const addAtomically = (to: Register, offset: number, from: Register): Instruction =>
  encode(0xdb, to, from, offset, 0);

/** Skips `distance` instructions (negative: back) unless r == value. */
export const jumpUnlessEqual = (r: Register, value: number, distance: number): Instruction =>
  encode(0x55, r, 0, distance, value);

/** Skips `distance` instructions if r < value, unsigned; of version 2 of the instruction set. */
export const jumpIfBelow = (r: Register, value: number, distance: number): Instruction =>
  encode(0xa5, r, 0, distance, value);

/** The same of the lower 32 bits of r; version 3. */
export const jumpIfBelow32 = (r: Register, value: number, distance: number): Instruction =>
  encode(0xa6, r, 0, distance, value);

/** r0 = helper(r1, …, r5); r1 to r5 are gone. */
export const call = (helper: Helper): Instruction => callNumber(helpers[helper].number);

export const callNumber = (helper: number): Instruction => encode(0x85, 0, 0, 0, helper);

/** r0 = function of the kernel; its id in the kernel's BTF. */
export const callKernel = (btfId: number): Instruction => encode(0x85, 0, 2, 0, btfId);

/** to = the function that begins `distance` instructions behind these two; needs its type. */
export const functionAt = (to: Register, distance: number): Instruction =>
  wide(to, 4, distance + 1);

/** to = the map; two instructions long. */
export const mapOf = (to: Register, fd: number): Instruction => wide(to, 1, fd);

/** to = address of an array map's first value, Linux 5.2; two instructions long. */
export const mapValueOf = (to: Register, fd: number): Instruction => wide(to, 2, fd);

export const exit: Instruction = encode(0x95, 0, 0, 0, 0);

/** Machine code of a whole program. */
export const assemble = (program: readonly Instruction[]): Uint8Array => Buffer.concat(program);
