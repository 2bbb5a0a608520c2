/** How data comes from the kernel: types, and buffers from programs. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { errnoName } from "../errno.ts";
import { native } from "../native/library.ts";
import { type Answer, no, unknown, yes } from "../probe/answer.ts";
import { vmlinuxBtf } from "./btf.ts";
import { possibleCpus } from "./cpus.ts";
import { Descriptor } from "./descriptor.ts";
import type { Feature } from "./feature.ts";
import {
  add,
  call,
  copy,
  exit,
  mapOf,
  r0,
  r1,
  r2,
  r3,
  r4,
  r5,
  r6,
  set,
  stack,
  store,
} from "./instructions.ts";
import { KernelTypes } from "./kernel-types.ts";
import { createMap } from "./map.ts";
import { pageSize } from "./page-size.ts";
import { perfForbidden } from "./perf.ts";
import { loadProgram } from "./program.ts";
import type { Session } from "./session.ts";
import { sysfsMissing } from "./sysfs.ts";
import { textOf } from "./text-file.ts";

function btf({ types }: Session): Answer {
  const size = statSync(vmlinuxBtf, { throwIfNoEntry: false })?.size;
  if (size === undefined) {
    const remedy = "a kernel with CONFIG_DEBUG_INFO_BTF=y";
    return sysfsMissing() ?? no("this kernel does not describe its types", "ENOENT", remedy);
  }
  return types instanceof KernelTypes
    ? yes(`${(size / 2 ** 20).toFixed(1)} MiB, ${types.count} types, ${types.functions} functions`)
    : no(`${vmlinuxBtf} is there, but cannot be parsed`, types);
}

const btfFolder = "/sys/kernel/btf";

/** Of the modules that are loaded: without one of them nothing can be told. */
function moduleBtf(): Answer {
  if (!existsSync("/proc/modules")) {
    return no("this kernel has no loadable modules", "ENOENT", "it needs none");
  }
  try {
    const modules = readdirSync(btfFolder).filter((name) => name !== "vmlinux");
    const sizes = modules.map((name) => statSync(`${btfFolder}/${name}`).size);
    const size = sizes.reduce((a, b) => a + b, 0);
    if (modules.length > 0) {
      return yes(`${modules.length} modules, ${(size / 1024).toFixed(0)} KiB`);
    }
  } catch {
    return sysfsMissing() ?? no("this kernel does not describe its types", "ENOENT");
  }
  return (textOf("/proc/modules") ?? "") === ""
    ? unknown("no module is loaded")
    : no("no loaded module describes its types");
}

function types({ typeSource }: Session): Answer {
  if (typeSource.from === "nowhere") {
    return no("neither the kernel nor this executable has them, and no file was given");
  }
  return yes(typeSource.from === "kernel" ? "the kernel's own" : `from ${typeSource.name}`);
}

/** One record goes through it, where a program can be run on demand (Linux 5.10). */
function ringBuffer(): Answer {
  const bytes = pageSize();
  const map = createMap("ringBuffer", 0, 0, bytes);
  if (!(map instanceof Descriptor)) return map;
  using ring = map;
  const loaded = loadProgram("raw_tp", [
    store(stack, -8, 0),
    mapOf(r1, ring.fd),
    copy(r2, stack),
    add(r2, -8),
    set(r3, 8),
    set(r4, 0),
    call("ringbuf_output"),
    set(r0, 0),
    exit,
  ]);
  if (!(loaded instanceof Descriptor)) return loaded;
  using program = loaded;
  const error = native().sonde_ring_open(ring.fd, bytes);
  if (error < 0) return no("the buffer cannot be mapped", errnoName(error));
  try {
    const ran = native().sonde_test_run(program.fd) === 0;
    const got = native().sonde_ring_drain(new Uint8Array(bytes), bytes);
    if (ran && got === 0) return no("a record was written, but never arrived");
    return yes(ran ? undefined : "loads; not exercised");
  } finally {
    native().sonde_ring_close();
  }
}

function perfBuffer(session: Session): Answer {
  const map = createMap("perfEventArray", 4, 4, possibleCpus());
  if (!(map instanceof Descriptor)) return map;
  using buffers = map;
  const opened = native().sonde_perf_output(0);
  if (opened < 0) {
    const refused = no("no perf event for program output", errnoName(opened));
    return perfForbidden(session, opened) ?? refused;
  }
  using event = new Descriptor(opened);
  const error = native().bpf_map_update_elem(
    buffers.fd,
    new Uint32Array(1),
    Uint32Array.of(event.fd),
    0,
  );
  if (error < 0) return no("the perf event cannot be put into the map", errnoName(error));
  const loaded = loadProgram("raw_tp", [
    copy(r6, r1),
    store(stack, -8, 0),
    copy(r1, r6),
    mapOf(r2, buffers.fd),
    set(r3, 0),
    copy(r4, stack),
    add(r4, -8),
    set(r5, 8),
    call("perf_event_output"),
    set(r0, 0),
    exit,
  ]);
  if (!(loaded instanceof Descriptor)) return loaded;
  loaded[Symbol.dispose]();
  return yes();
}

export const dataFeatures: readonly Feature[] = [
  {
    id: "btf",
    group: "data",
    title: "kernel types (BTF)",
    lost: "hooks with typed arguments and in functions (tp_btf, fentry, fexit, lsm)",
    remedy: "a kernel with CONFIG_DEBUG_INFO_BTF=y",
    ask: btf,
  },
  {
    id: "types",
    group: "data",
    title: "kernel types from anywhere",
    lost: "whatever is read from the kernel's structs: parents, containers, most of the points",
    remedy: "BTF of this very build: `sonde btf trim` and --btf FILE",
    ask: types,
  },
  {
    id: "module_btf",
    group: "data",
    title: "types of modules",
    lost: "hooks in functions of modules",
    remedy: "a kernel with CONFIG_DEBUG_INFO_BTF_MODULES=y",
    ask: moduleBtf,
  },
  {
    id: "ringbuf",
    group: "data",
    title: "ring buffer",
    lost: "one buffer for all CPUs, in order",
    remedy: "Linux 5.8 or newer",
    ask: ringBuffer,
  },
  {
    id: "perfbuf",
    group: "data",
    title: "perf buffer",
    lost: "a way out for events where there is no ring buffer",
    remedy: "a kernel with CONFIG_PERF_EVENTS=y",
    ask: perfBuffer,
  },
];
