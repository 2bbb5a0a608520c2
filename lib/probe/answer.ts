/** What the kernel says to one question. Unknown is never read as no. */
export type Answer = Yes | No | Unknown;

export interface Yes {
  readonly answer: "yes";
  /** A figure or a state: "5.3 MiB, 126572 types". */
  readonly detail?: string;
}

export interface No {
  readonly answer: "no";
  /** Name of the error number; without one no system call failed: it was read, or did not happen. */
  readonly errno?: string;
  /** In words. */
  readonly reason: string;
  /** What would change it. */
  readonly remedy?: string;
}

export interface Unknown {
  readonly answer: "unknown";
  /** It was left out on purpose. */
  readonly tried?: false;
  readonly reason: string;
}

/** An answer as it is reported: every no says what would change it. */
export type Finding = Yes | (No & { readonly remedy: string }) | Unknown;

export const yes = (detail?: string): Yes =>
  detail === undefined ? { answer: "yes" } : { answer: "yes", detail };

export const unknown = (reason: string): Unknown => ({ answer: "unknown", reason });

export const notTried = (reason: string): Unknown => ({ answer: "unknown", tried: false, reason });

/** errno, remedy: left out when undefined. */
export function no(reason: string, errno?: string, remedy?: string): No {
  return {
    answer: "no",
    ...(errno !== undefined && { errno }),
    reason,
    ...(remedy !== undefined && { remedy }),
  };
}

/** The error number, or why there is none. */
export const errnoText = ({ errno }: No): string => errno ?? "no system call failed";

/** Was the process refused, which may say nothing about the kernel? */
export const isRefusal = (answer: No): boolean =>
  answer.errno === "EPERM" || answer.errno === "EACCES";

/** A setting of the kernel: one word to compare with, and what it means here. */
export interface Value {
  readonly value: string;
  readonly note?: string;
}

export const value = (word: string, note?: string): Value =>
  note === undefined ? { value: word } : { value: word, note };
