/** What differs between two probes, for example before and after a kernel upgrade. */
import type { HostInfo, PlannedPoint } from "../recording/format.ts";
import type { Finding } from "./answer.ts";
import type { HelperGroups, ProbeReport, SettingAnswer } from "./report.ts";
import type { StoredProbe } from "./source.ts";

export interface Change {
  /** What it is that changed. */
  readonly of: "kernel" | "feature" | "setting" | "point" | "helper" | "type" | "option";
  readonly name: string;
  /** In words. */
  readonly before: string;
  readonly after: string;
  /** gained: from no to yes; lost: from yes to no; changed: all else. */
  readonly change: "gained" | "lost" | "changed";
}

/** As somebody says it who tells of a change. */
interface Told {
  readonly words: string;
  readonly able?: boolean;
}

type Answers = ReadonlyMap<string, Told>;

/** Without figures like sizes, which are another at every build. */
export function compareProbes(before: StoredProbe, after: StoredProbe): Change[] {
  const of = (kind: Change["of"], read: (stored: StoredProbe) => Answers) =>
    changes(kind, read(before), read(after));
  return [
    ...of("kernel", ({ report }) => kernel(report)),
    ...of("feature", ({ report }) => findings(report.features)),
    ...comparePlans(before.plan ?? [], after.plan ?? []),
    ...of("setting", ({ report }) => settings(report)),
    ...of("helper", ({ report }) => helpers(report)),
    ...of("type", ({ report }) => findings({ ...report.programTypes, ...mapTypes(report) })),
    ...of("option", ({ report }) => options(report)),
  ];
}

/** What two plans have in common, and how it is watched otherwise. */
export function comparePlans(
  before: readonly PlannedPoint[],
  after: readonly PlannedPoint[],
): Change[] {
  return changes("point", points(before), points(after));
}

/** Of what a recording tells of its host without a probe. */
export function compareHosts(before: HostInfo, after: HostInfo): Change[] {
  const facts = ({ kernel, build, arch, distribution, cpus }: HostInfo): Answers =>
    told({ release: kernel, build, arch, distribution, cpus: String(cpus) });
  return changes("kernel", facts(before), facts(after));
}

/** What one side did not ask is no change of the kernel. */
function changes(of: Change["of"], before: Answers, after: Answers): Change[] {
  return [...before].flatMap(([name, was]) => {
    const is = after.get(name);
    if (is === undefined || was.words === is.words) return [];
    const change =
      was.able === false && is.able === true
        ? "gained"
        : was.able === true && is.able === false
          ? "lost"
          : "changed";
    return [{ of, name, before: was.words, after: is.words, change }];
  });
}

function kernel({ kernel }: ProbeReport): Answers {
  const { kernel: release, build, arch, distribution, cpus, pageSize, bootParameters } = kernel;
  return told({
    release,
    build,
    arch,
    distribution,
    cpus: String(cpus),
    page_size: String(pageSize),
    boot: bootParameters.join(" "),
  });
}

const told = (texts: Readonly<Record<string, string>>): Answers =>
  new Map(Object.entries(texts).map(([name, words]) => [name, { words }]));

function findings(all: Readonly<Record<string, Finding>>): Answers {
  return new Map(Object.entries(all).map(([name, one]) => [name, finding(one)]));
}

function finding(one: Finding): Told {
  if (one.answer === "yes") return { words: "yes", able: true };
  if (one.answer === "unknown") {
    return { words: `${one.tried === false ? "not tried" : "unknown"}: ${one.reason}` };
  }
  const errno = one.errno === undefined ? "" : ` (${one.errno})`;
  return { words: `no: ${one.reason}${errno}`, able: false };
}

/** Types of maps have names that types of programs have too. */
const mapTypes = ({ mapTypes = {} }: ProbeReport): Record<string, Finding> =>
  Object.fromEntries(Object.entries(mapTypes).map(([name, one]) => [`map ${name}`, one]));

function settings({ settings }: ProbeReport): Answers {
  const words = (one: SettingAnswer) => ("value" in one ? one.value : `unknown: ${one.reason}`);
  return told(
    Object.fromEntries(Object.entries(settings).map(([name, one]) => [name, words(one)])),
  );
}

function points(plan: readonly PlannedPoint[]): Answers {
  return new Map(
    plan.map(({ point, flavour, state, rejected }) => [
      point,
      flavour === null
        ? { words: `${state}: ${rejected.at(-1)?.reason ?? "no reason"}`, able: false }
        : { words: `${flavour}, ${state}`, able: true },
    ]),
  );
}

function helpers({ helpers }: ProbeReport): Answers {
  return new Map(Object.entries(helpers).flatMap(([type, groups]) => helpersOf(type, groups)));
}

function helpersOf(type: string, { yes, no, unknown }: HelperGroups): [string, Told][] {
  const each = (names: readonly string[], told: Told): [string, Told][] =>
    names.map((name) => [`${type} ${name}`, told]);
  return [
    ...each(yes, { words: "yes", able: true }),
    ...no.flatMap(({ helpers, errno, reason }) =>
      each(helpers, { words: `no: ${reason} (${errno})`, able: false }),
    ),
    ...unknown.flatMap(({ helpers, reason }) => each(helpers, { words: `unknown: ${reason}` })),
  ];
}

const options = ({ kernel }: ProbeReport): Answers => told(kernel.config?.options ?? {});
