/** What `sonde probe` found, as printed with --json and as stored in a recording. */
import type { HostInfo } from "../recording/format.ts";
import type { Answer, Unknown, Value } from "./answer.ts";

export const probeFormat = 1;

export type FeatureAnswer = Answer & {
  readonly group: string;
  readonly title: string;
  /** What is lost without it. */
  readonly lost: string;
};

export type SettingAnswer = (Value | Unknown) & { readonly title: string };

export interface ProbeReport {
  readonly format: typeof probeFormat;
  readonly kernel: HostInfo & { readonly pageSize: number };
  /** By stable name, in the order in which they are shown. */
  readonly features: Readonly<Record<string, FeatureAnswer>>;
  readonly settings: Readonly<Record<string, SettingAnswer>>;
}
