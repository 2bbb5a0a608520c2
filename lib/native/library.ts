/**
 * The one place where C is called. libbpf.so comes out of the executable into a memfd: no file
 * that anyone else could replace, and it works with /tmp read-only, noexec or full.
 */
import { dlopen, FFIType as T } from "bun:ffi";
import { readFileSync, writeSync } from "node:fs";
import libbpfPath from "#embed/libbpf.so" with { type: "file" };
import { exitCode, SondeError } from "../error.ts";

const mfdCloexec = 1;
/** Not executable as a program; mmap(PROT_EXEC) still works. Linux 6.3, EINVAL before. */
const mfdNoexecSeal = 8;

/** Puts bytes into an anonymous file and returns its descriptor. @throws SondeError */
export function memfd(name: string, bytes: Uint8Array): number {
  const libc = dlopen("libc.so.6", { memfd_create: { args: [T.cstring, T.u32], returns: T.i32 } });
  const cname = Buffer.from(`${name}\0`);
  const { memfd_create } = libc.symbols;
  let fd = memfd_create(cname, mfdCloexec | mfdNoexecSeal);
  if (fd < 0) fd = memfd_create(cname, mfdCloexec);
  if (fd < 0) {
    throw new SondeError(
      exitCode.unsupported,
      "cannot create an anonymous file (memfd_create failed)",
      "Linux 3.17 or newer is needed, and a seccomp filter must not forbid it.",
    );
  }
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
  return fd;
}

/** Where the library can be opened once it is loaded; only by this process. */
export let libraryFile: string | undefined;

function load() {
  const fd = memfd("libbpf.so", readFileSync(libbpfPath));
  libraryFile = `/proc/self/fd/${fd}`;
  return dlopen(libraryFile, {
    sonde_object_load: { args: [T.ptr], returns: T.i32 },
    bpf_object__close: { args: [T.ptr], returns: T.void },
    bpf_object__find_program_by_name: { args: [T.ptr, T.cstring], returns: T.ptr },
    bpf_object__find_map_by_name: { args: [T.ptr, T.cstring], returns: T.ptr },
    bpf_program__set_autoload: { args: [T.ptr, T.bool], returns: T.i32 },
    bpf_program__set_log_level: { args: [T.ptr, T.u32], returns: T.i32 },
    bpf_program__set_log_buf: { args: [T.ptr, T.ptr, T.u64], returns: T.i32 },
    bpf_program__fd: { args: [T.ptr], returns: T.i32 },
    bpf_map__fd: { args: [T.ptr], returns: T.i32 },
    bpf_map__set_max_entries: { args: [T.ptr, T.u32], returns: T.i32 },
    bpf_map__set_map_flags: { args: [T.ptr, T.u32], returns: T.i32 },
    bpf_map__set_initial_value: { args: [T.ptr, T.ptr, T.u64], returns: T.i32 },
    bpf_map_update_elem: { args: [T.i32, T.ptr, T.ptr, T.u64], returns: T.i32 },
    bpf_map_lookup_elem: { args: [T.i32, T.ptr, T.ptr], returns: T.i32 },
    libbpf_num_possible_cpus: { args: [], returns: T.i32 },
    sonde_log_start: { args: [T.i32], returns: T.void },
    sonde_log_take: { args: [T.ptr, T.u32], returns: T.u32 },
    sonde_object_open: { args: [T.ptr, T.u64, T.ptr, T.ptr], returns: T.ptr },
    sonde_attach_all: { args: [T.ptr, T.ptr, T.u32, T.ptr, T.ptr], returns: T.void },
    sonde_detach_all: { args: [T.ptr, T.u32], returns: T.void },
    sonde_kprobe_missed: { args: [T.u64], returns: T.i64_fast },
    sonde_canary: { args: [], returns: T.void },
    sonde_test_run: { args: [T.i32], returns: T.i32 },
    sonde_ring_open: { args: [T.i32, T.u32], returns: T.i32 },
    sonde_ring_drain: { args: [T.ptr, T.u32], returns: T.u32 },
    sonde_ring_wait: { args: [T.u32, T.u32], returns: T.void },
    sonde_encode: { args: [T.ptr, T.u32, T.ptr, T.ptr], returns: T.i32 },
    sonde_perf_open: { args: [T.i32, T.ptr, T.u32, T.u32], returns: T.i32 },
    bpf_map__set_autocreate: { args: [T.ptr, T.bool], returns: T.i32 },
    sonde_ring_close: { args: [], returns: T.void },
    sonde_counts_open: { args: [T.i32, T.u32, T.bool], returns: T.i32 },
    sonde_counts_close: { args: [], returns: T.void },
    sonde_counts_sum: { args: [T.ptr, T.u32, T.u32, T.u32], returns: T.void },
    sonde_control_open: { args: [T.i32, T.u32, T.bool], returns: T.i32 },
    sonde_control_close: { args: [], returns: T.void },
    sonde_control_write: { args: [T.ptr, T.u32], returns: T.void },
    sonde_control_read: { args: [T.ptr], returns: T.void },
    sonde_drop_privileges: { args: [], returns: T.i32 },
    sonde_spawn: { args: [T.cstring, T.ptr, T.ptr, T.ptr], returns: T.i32 },
    sonde_release: { args: [T.ptr], returns: T.i32 },
    sonde_self_test: { args: [T.i32, T.i32, T.ptr, T.u32], returns: T.i32 },
    sonde_wait: { args: [T.i32, T.ptr], returns: T.i32 },
    sonde_mount_detached: { args: [T.cstring], returns: T.i32 },
    sonde_perf_tracepoint: { args: [T.u64], returns: T.i32 },
    sonde_clocks: { args: [T.ptr], returns: T.void },
    sonde_program_load: { args: [T.ptr, T.ptr, T.u32, T.ptr, T.u32], returns: T.i32 },
    sonde_map_create: { args: [T.ptr], returns: T.i32 },
    sonde_btf_put: { args: [T.ptr, T.u32], returns: T.i32 },
    sonde_link_kprobe_multi: { args: [T.i32, T.u32, T.cstring], returns: T.i32 },
    sonde_link_uprobe_multi: { args: [T.i32, T.cstring, T.u64], returns: T.i32 },
    sonde_uprobe_target: { args: [], returns: T.i32 },
    sonde_uprobe_offset: { args: [], returns: T.i64 },
    sonde_connect_once: { args: [T.i32], returns: T.i32 },
    sonde_read_own_memory: { args: [], returns: T.i32 },
    sonde_runs: { args: [T.ptr, T.u32], returns: T.i32 },
    sonde_takes_x32: { args: [], returns: T.i32 },
    sonde_landlock_version: { args: [], returns: T.i32 },
    sonde_perf_probe: { args: [T.u32, T.cstring, T.u64, T.i32], returns: T.i32 },
    sonde_perf_output: { args: [T.i32], returns: T.i32 },
    sonde_perf_attach: { args: [T.i32, T.i32], returns: T.i32 },
    sonde_memlock_charged: { args: [], returns: T.i32 },
    bpf_raw_tracepoint_open: { args: [T.cstring, T.i32], returns: T.i32 },
    bpf_iter_create: { args: [T.i32], returns: T.i32 },
    bpf_link_create: { args: [T.i32, T.i32, T.u32, T.ptr], returns: T.i32 },
    bpf_obj_get_info_by_fd: { args: [T.i32, T.ptr, T.ptr], returns: T.i32 },
    sonde_btf_map: { args: [T.ptr], returns: T.ptr },
    sonde_btf_find: { args: [T.ptr, T.u32, T.ptr, T.ptr, T.u32, T.ptr, T.ptr], returns: T.i32 },
    sonde_btf_member: { args: [T.ptr, T.u32, T.u32, T.cstring], returns: T.i32 },
    sonde_close_aside: { args: [T.i32], returns: T.void },
    sonde_close_wait: { args: [], returns: T.void },
  }).symbols;
}

let loaded: ReturnType<typeof load> | undefined;

/** libbpf and lib/native; loaded at first use, since most commands only read files. @throws SondeError */
export function native(): ReturnType<typeof load> {
  if (loaded === undefined) {
    loaded = load();
    loaded.sonde_log_start(1);
  }
  return loaded;
}

const logBuffer = new Uint8Array(1 << 20);

/** libbpf's messages since the last call, one per line, without their level. */
export function takeLog(): string {
  const length = native().sonde_log_take(logBuffer, logBuffer.length);
  return new TextDecoder().decode(logBuffer.subarray(0, length)).replace(/^[0-9]/gm, "");
}

/** A string for C. Keep a reference for as long as C may read it. */
export function cstring(text: string): Uint8Array {
  return Buffer.from(`${text}\0`);
}
