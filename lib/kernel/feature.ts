import type { Answer, Unknown, Value } from "../probe/answer.ts";
import type { Session } from "./session.ts";

/** Something a kernel has or has not. */
export interface Feature {
  /** Stable name, as scripts use it. */
  readonly id: string;
  readonly group: "data" | "hooks" | "programs" | "permissions";
  readonly title: string;
  /** What is lost without it. */
  readonly lost: string;
  /** What would bring it, where the answer itself knows nothing better. */
  readonly remedy: string;
  /** Its programs are those of a network administrator, too. */
  readonly network?: true;
  /** Asked before all others: the kernel takes its time to detach it, and can do so meanwhile. */
  readonly early?: true;
  /** Finds out, and leaves nothing behind. */
  readonly ask: (session: Session) => Answer;
}

/** Something that is one of several words. */
export interface Setting {
  readonly id: string;
  readonly title: string;
  readonly ask: (session: Session) => Value | Unknown;
}
