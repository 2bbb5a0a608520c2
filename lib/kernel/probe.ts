/** Asks the kernel everything in the tables. */
import { type Answer, isRefusal, unknown } from "../probe/answer.ts";
import { type ProbeReport, probeFormat } from "../probe/report.ts";
import { capabilityFeatures } from "./capabilities.ts";
import { dataFeatures } from "./data.ts";
import type { Feature } from "./feature.ts";
import { hookFeatures } from "./hooks.ts";
import { hostInfo } from "./host.ts";
import { pageSize } from "./page-size.ts";
import { programFeatures } from "./programs.ts";
import { Session } from "./session.ts";
import { settings } from "./settings.ts";

export const features: readonly Feature[] = [
  ...dataFeatures,
  ...hookFeatures,
  ...programFeatures,
  ...capabilityFeatures,
];

/** Nothing of it stays in the kernel. What this process may not ask is unknown. */
export async function probeKernel(): Promise<ProbeReport> {
  await using session = new Session();
  return {
    format: probeFormat,
    kernel: { ...hostInfo(), pageSize: pageSize() },
    features: Object.fromEntries(
      features.map((feature) => {
        const { id, group, title, lost } = feature;
        return [id, { ...askFeature(feature, session), group, title, lost }];
      }),
    ),
    settings: Object.fromEntries(
      settings.map(({ id, title, ask }) => [id, { ...ask(session), title }]),
    ),
  };
}

function askFeature(feature: Feature, session: Session): Answer {
  const answer = feature.ask(session);
  return answer.answer === "no" && isRefusal(answer) && session.restricted !== undefined
    ? unknown(`not permitted to ask: ${session.restricted}`)
    : answer;
}
