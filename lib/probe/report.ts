/** What `sonde probe` found, as printed with --json and as stored in a recording. */
import type { HostInfo } from "../recording/format.ts";
import type { Finding, Unknown, Value } from "./answer.ts";

export const probeFormat = 1;

export type FeatureAnswer = Finding & {
  readonly group: string;
  readonly title: string;
  /** What is lost without it. */
  readonly lost: string;
};

export type SettingAnswer = (Value | Unknown) & { readonly title: string };

/** How a kernel was built. */
export interface KernelConfig {
  /** The file that tells. */
  readonly source: string;
  /** Option without CONFIG_ -> "y", "m", "n" (not set) or its text. */
  readonly options: Readonly<Record<string, string>>;
}

export interface KernelInfo extends HostInfo {
  readonly pageSize: number;
  /** Parameters that decide what can be audited, as the boot loader gave them. */
  readonly bootParameters: readonly string[];
  /** Null where it cannot be read. */
  readonly config: KernelConfig | null;
}

/** What programs of one type may call, by helpers' names without bpf_. */
export interface HelperGroups {
  readonly yes: readonly string[];
  readonly no: readonly {
    readonly helpers: readonly string[];
    readonly errno: string;
    readonly reason: string;
    readonly lost: string;
    readonly remedy: string;
  }[];
  readonly unknown: readonly { readonly helpers: readonly string[]; readonly reason: string }[];
}

export interface ProbeReport {
  readonly format: typeof probeFormat;
  /** Version of the program that asked. */
  readonly sonde: string;
  /** Nothing was attached that patches code. */
  readonly quick: boolean;
  readonly kernel: KernelInfo;
  /** By stable name, in the order in which they are shown. */
  readonly features: Readonly<Record<string, FeatureAnswer>>;
  readonly settings: Readonly<Record<string, SettingAnswer>>;
  /** By type of program: those that sonde's programs need; with --all every one. */
  readonly helpers: Readonly<Record<string, HelperGroups>>;
  /** With --all, by type. */
  readonly programTypes?: Readonly<Record<string, Finding>>;
  readonly mapTypes?: Readonly<Record<string, Finding>>;
  /** With --all: functions that bpf_override_return can be used on; null where it is not told. */
  readonly overridable?: readonly string[] | null;
}
