/**
 * What `bpftool -j feature probe` says, item by item beside `sonde probe --all --json`, and THE table
 * of why the two may differ. Known of bpftool 7.1 (libbpf 1.1).
 */
import { helperNames } from "../lib/kernel/helper-names.ts";
import { mapTypes } from "../lib/kernel/map-types.ts";
import { programTypes } from "../lib/kernel/program-types.ts";
import type { ProbeReport } from "../lib/probe/report.ts";

export interface Difference {
  readonly what: "program type" | "map type" | "helper" | "feature" | "setting" | "option";
  /** Of a helper: the type of program. */
  readonly type?: string;
  readonly name: string;
  /** Undefined: it does not speak of it. */
  readonly bpftool: string | undefined;
  readonly sonde: string | undefined;
}

export interface Explanation {
  readonly fits: (difference: Difference) => boolean;
  readonly right: "sonde" | "bpftool";
  readonly why: string;
}

/** Types whose helpers bpftool never asks for. */
const unaskedTypes = ["tracing", "struct_ops", "ext", "lsm"];

export const explanations: readonly Explanation[] = [
  {
    fits: ({ what, name, bpftool, sonde }) =>
      what === "program type" && name === "tracing" && bpftool === "no" && sonde === "yes",
    right: "sonde",
    why: "bpftool asks with an fentry program, and takes its refusal for the whole type's",
  },
  {
    fits: ({ what, bpftool, sonde }) => what === "helper" && bpftool === "yes" && sonde === "no",
    right: "sonde",
    why: 'bpftool looks for "unknown func"; newer kernels say "program of this type cannot use helper"',
  },
];

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json =>
  typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};

const word = (value: unknown): string | undefined =>
  typeof value === "boolean" ? (value ? "yes" : "no") : undefined;

const unlisted = "no";

/** Every item on which the two differ. Where one of them does not know or does not ask there is none. */
export function differences(bpftool: unknown, report: ProbeReport): Difference[] {
  const theirs = object(bpftool);
  return compared(theirs, report).filter(
    ({ bpftool, sonde }) =>
      bpftool !== undefined && sonde !== undefined && sonde !== "unknown" && bpftool !== sonde,
  );
}

/** How many items both speak of. */
export function agreements(bpftool: unknown, report: ProbeReport): number {
  return compared(object(bpftool), report).filter(
    ({ bpftool, sonde }) => bpftool !== undefined && bpftool === sonde,
  ).length;
}

function compared(theirs: Json, report: ProbeReport): Difference[] {
  const types = object(theirs.program_types);
  const maps = object(theirs.map_types);
  return [
    ...programTypes.map(
      ({ name }): Difference => ({
        what: "program type",
        name,
        bpftool: word(types[`have_${name}_prog_type`]),
        sonde: report.programTypes?.[name]?.answer,
      }),
    ),
    ...mapTypes.map(
      ({ name }): Difference => ({
        what: "map type",
        name,
        bpftool: word(maps[`have_${name}_map_type`]),
        sonde: report.mapTypes?.[name]?.answer,
      }),
    ),
    ...helpers(object(theirs.helpers), report),
    ...features(theirs, report),
    ...settings(object(theirs.system_config), report),
    ...options(object(theirs.system_config), report),
  ];
}

/** bpftool lists what may be called; what its own table has not, it cannot list. */
function helpers(theirs: Json, report: ProbeReport): Difference[] {
  const lists = Object.entries(theirs).map(([key, value]) => {
    const names = Array.isArray(value)
      ? value.map((each) => String(each).slice("bpf_".length))
      : [];
    return [key.replace(/_available_helpers$/, ""), new Set(names)] as const;
  });
  const known = new Set(lists.flatMap(([, names]) => [...names]));
  return lists.flatMap(([type, names]) => {
    const ours = report.helpers[type];
    if (ours === undefined || unaskedTypes.includes(type)) return [];
    const says = (name: string): string =>
      ours.yes.includes(name)
        ? "yes"
        : ours.no.some(({ helpers }) => helpers.includes(name))
          ? "no"
          : "unknown";
    return helperNames
      .filter((name) => known.has(name))
      .map((name): Difference => {
        const bpftool = names.has(name) ? "yes" : unlisted;
        return { what: "helper", type, name, bpftool, sonde: says(name) };
      });
  });
}

const sameFeatures: Readonly<Record<string, string>> = {
  have_large_insn_limit: "large_programs",
  have_bounded_loops: "bounded_loops",
  have_v2_isa_extension: "isa_v2",
  have_v3_isa_extension: "isa_v3",
};

function features({ misc }: Json, report: ProbeReport): Difference[] {
  return Object.entries(sameFeatures).map(([theirs, name]) => ({
    what: "feature",
    name,
    bpftool: word(object(misc)[theirs]),
    sonde: report.features[name]?.answer,
  }));
}

const sameSettings: Readonly<Record<string, string>> = {
  unprivileged_bpf_disabled: "unprivileged_bpf_disabled",
  bpf_jit_enable: "jit_enable",
  bpf_jit_harden: "jit_harden",
  bpf_jit_kallsyms: "jit_kallsyms",
  bpf_jit_limit: "jit_limit",
};

function settings(theirs: Json, report: ProbeReport): Difference[] {
  return Object.entries(sameSettings).map(([key, name]) => {
    const ours = report.settings[name];
    const number = theirs[key];
    return {
      what: "setting",
      name,
      // -1: it could not be read.
      bpftool: typeof number === "number" && number >= 0 ? String(number) : undefined,
      sonde: ours !== undefined && "value" in ours ? ours.value : undefined,
    };
  });
}

function options(theirs: Json, { kernel }: ProbeReport): Difference[] {
  return Object.entries(kernel.config?.options ?? {}).map(([name, sonde]) => {
    const set = theirs[`CONFIG_${name}`];
    return { what: "option", name, bpftool: set === null ? "n" : textOf(set), sonde };
  });
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;
