/** Asks the kernel everything in the tables. */
import { type Finding, isRefusal, unknown } from "../probe/answer.ts";
import { type ProbeReport, probeFormat } from "../probe/report.ts";
import { version } from "../version.ts";
import { bootParameters } from "./boot.ts";
import { capabilityFeatures } from "./capabilities.ts";
import { kernelConfig } from "./config.ts";
import { dataFeatures } from "./data.ts";
import type { Feature } from "./feature.ts";
import { askHelpers } from "./helpers.ts";
import { hookFeatures } from "./hooks.ts";
import { hostInfo } from "./host.ts";
import { askMapType, mapTypes } from "./map-types.ts";
import { overridable } from "./override.ts";
import { pageSize } from "./page-size.ts";
import { askProgramType, programTypes } from "./program-types.ts";
import { programFeatures } from "./programs.ts";
import { Session } from "./session.ts";
import { settings } from "./settings.ts";
import { findTypes, type TypeSource } from "./type-source.ts";

export const features: readonly Feature[] = [
  ...dataFeatures,
  ...hookFeatures,
  ...programFeatures,
  ...capabilityFeatures,
];

export interface ProbeOptions {
  /** Attach nothing that patches code: what needs that is "not tried". */
  readonly quick: boolean;
  /** Ask for everything, not only for what sonde's programs need. */
  readonly all: boolean;
  /** Where the kernel's types are described; by the kernel itself or nobody unless told. */
  readonly types?: TypeSource;
}

/** Nothing of it stays in the kernel. What this process may not ask is unknown. */
export async function probeKernel({ quick, all, types }: ProbeOptions): Promise<ProbeReport> {
  using session = new Session(quick, types ?? findTypes(undefined));
  const findings = askFeatures(session);
  return {
    format: probeFormat,
    sonde: version,
    quick,
    kernel: {
      ...hostInfo(),
      pageSize: pageSize(),
      bootParameters: bootParameters(),
      config: kernelConfig() ?? null,
    },
    features: Object.fromEntries(
      features.map((feature) => {
        const { id, group, title, lost } = feature;
        return [id, { ...(findings.get(id) ?? unknown("not asked")), group, title, lost }];
      }),
    ),
    settings: Object.fromEntries(
      settings.map(({ id, title, ask }) => [id, { ...ask(session), title }]),
    ),
    helpers: askHelpers(session, all),
    ...(all && {
      programTypes: Object.fromEntries(
        programTypes.map((type) => [
          type.name,
          permitted(session.restrictedNetwork, askProgramType(session, type)),
        ]),
      ),
      mapTypes: Object.fromEntries(
        mapTypes.map((type) => [type.name, permitted(session.restrictedNetwork, askMapType(type))]),
      ),
      overridable: overridable() ?? null,
    }),
  };
}

/** By feature. */
function askFeatures(session: Session): ReadonlyMap<string, Finding> {
  const inOrder = features.toSorted((a, b) => Number(b.early ?? false) - Number(a.early ?? false));
  return new Map(inOrder.map((feature) => [feature.id, askFeature(feature, session)]));
}

function askFeature(feature: Feature, session: Session): Finding {
  const answer = feature.ask(session);
  session.answers.set(feature.id, answer);
  if (answer.answer !== "no") return answer;
  const why = feature.network ? session.restrictedNetwork : session.restricted;
  return permitted(why, { ...answer, remedy: answer.remedy ?? feature.remedy });
}

/** A refusal says nothing about the kernel where this process lacks the right to ask. */
function permitted(restricted: string | undefined, found: Finding): Finding {
  return found.answer === "no" && isRefusal(found) && restricted !== undefined
    ? unknown(`not permitted to ask: ${restricted}`)
    : found;
}
