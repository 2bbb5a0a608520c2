/** Programs on the kernel's functions through trampolines, and on its security decisions. */
import { native } from "../native/library.ts";
import { type Answer, no, yes } from "../probe/answer.ts";
import { ftraceOff } from "./ftrace.ts";
import { attachRaw, ftraceIsOff, openAFile, withType } from "./hook-attach.ts";
import { aFunction, type KernelType, openCall } from "./kernel-types.ts";
import { securityModules } from "./security.ts";
import type { Session } from "./session.ts";
import { neverRuns, type Trial, tryHook } from "./trial.ts";

type Trampoline = "fentry" | "fexit" | "fmod_ret";

export function trampoline(
  session: Session,
  kind: Trampoline,
  name: KernelType = aFunction,
  more: Partial<Trial> = {},
): Answer {
  if (ftraceOff()) return ftraceIsOff;
  return withType(session, name, (btfId) =>
    tryHook(session, {
      ...{ kind, btfId, patches: true, attach: attachRaw(null), fire: openAFile },
      ...more,
    }),
  );
}

export function manyArguments(session: Session): Answer {
  const fire = () => void native().sonde_read_own_memory();
  const answer = trampoline(session, "fentry", "process_vm_rw", { fire });
  const few = session.answers.get("fentry");
  if (answer.answer !== "no" || answer.errno !== "ENOTSUPP") return answer;
  if (few?.answer === "no") return few;
  return no("this kernel's trampolines pass six arguments at most", "ENOTSUPP");
}

export function securityHook(session: Session, more: Partial<Trial> = {}): Answer {
  if (ftraceOff()) return ftraceIsOff;
  const modules = securityModules();
  const silent =
    Array.isArray(modules) && !modules.includes("bpf")
      ? no(
          `attached programs never run: bpf is not an active security module (${modules.join(",")})`,
          undefined,
          `boot with lsm=${[...modules, "bpf"].join(",")}`,
        )
      : no(neverRuns);
  return withType(session, "bpf_lsm_file_open", (btfId) =>
    tryHook(session, {
      ...{ kind: "lsm", btfId, patches: true, attach: attachRaw(null), fire: openAFile, silent },
      ...more,
    }),
  );
}

export function sleepable(session: Session): Answer {
  const hook = securityHook(session, { sleepable: true });
  const call = trampoline(session, "fentry", openCall, { sleepable: true });
  const kinds = [hook.answer === "yes" ? "lsm" : [], call.answer === "yes" ? "fentry" : []].flat();
  if (kinds.length > 0) return yes(kinds.join(", "));
  return call.answer === "no" ? hook : call;
}
