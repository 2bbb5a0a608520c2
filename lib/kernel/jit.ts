import { native } from "../native/library.ts";

/** struct bpf_prog_info up to jited_prog_len; include/uapi/linux/bpf.h. */
const infoSize = 20;
const jitedLengthAt = 16;

/** Bytes of machine code that a program became, 0 when it is interpreted; undefined: not told. */
export function jitLength(programFd: number): number | undefined {
  const info = new Uint32Array(infoSize / 4);
  const error = native().bpf_obj_get_info_by_fd(programFd, info, Uint32Array.of(infoSize));
  return error === 0 ? info[jitedLengthAt / 4] : undefined;
}
