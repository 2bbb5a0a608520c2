/** Programs on the sockets of a cgroup, and programs that go through the kernel's lists. */
import { closeSync, openSync, readSync } from "node:fs";
import { native } from "../native/library.ts";
import { type Answer, no } from "../probe/answer.ts";
import { withKernelFs } from "./filesystem.ts";
import { withType } from "./hook-attach.ts";
import { programKind } from "./program.ts";
import type { Session } from "./session.ts";
import { textOf } from "./text-file.ts";
import { type Trial, tryHook } from "./trial.ts";

/** On the cgroup that sonde runs in; the program lets every connection pass. */
export function cgroupConnect(session: Session, kind: "connect4" | "connect6"): Answer {
  const own = /^0::(.*)$/m.exec(textOf("/proc/self/cgroup") ?? "")?.[1];
  if (own === undefined) {
    return no("this process is in no cgroup of version 2", undefined, "a kernel with cgroup2");
  }
  return withKernelFs("cgroup2", (directory) => {
    let cgroup: number;
    try {
      cgroup = openSync(`${directory}${own}`, "r");
    } catch (error) {
      const errno = error instanceof Error && "code" in error ? String(error.code) : undefined;
      return no("the cgroup of this process cannot be opened", errno, "outside of the container");
    }
    try {
      return tryHook(session, {
        kind,
        result: 1,
        attach: (program) =>
          native().bpf_link_create(program.fd, cgroup, programKind[kind].attach, null),
        fire: () => void native().sonde_connect_once(kind === "connect6" ? 1 : 0),
      });
    } finally {
      closeSync(cgroup);
    }
  });
}

/** Goes through the list of tasks, which is read like a file. */
export function iterator(session: Session, more: Partial<Trial> = {}): Answer {
  return withType(session, "bpf_iter_task", (btfId) =>
    tryHook(session, {
      kind: "iter",
      btfId,
      attach: (program) => native().bpf_link_create(program.fd, 0, programKind.iter.attach, null),
      fire: (link) => {
        const list = native().bpf_iter_create(link);
        if (list < 0) return;
        const buffer = new Uint8Array(4096);
        while (readSync(list, buffer) > 0);
        closeSync(list);
      },
      ...more,
    }),
  );
}
