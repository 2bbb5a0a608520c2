/** THE table of what is looked for. A new rule needs an entry here, and a case in rules.test.ts. */
import type { Rule } from "./rule.ts";
import { credentialRules } from "./rules/credentials.ts";
import { escapeRules } from "./rules/escape.ts";
import { executionRules } from "./rules/execution.ts";
import { hidingRules } from "./rules/hiding.ts";
import { impactRules } from "./rules/impact.ts";
import { injectionRules } from "./rules/injection.ts";
import { kernelRules } from "./rules/kernel.ts";
import { nameRules } from "./rules/names.ts";
import { networkRules } from "./rules/network.ts";
import { persistenceRules } from "./rules/persistence.ts";
import { privilegeRules } from "./rules/privileges.ts";
import { shellRules } from "./rules/shells.ts";

export const rules: readonly Rule[] = [
  ...executionRules,
  ...shellRules,
  ...privilegeRules,
  ...injectionRules,
  ...persistenceRules,
  ...hidingRules,
  ...escapeRules,
  ...kernelRules,
  ...networkRules,
  ...nameRules,
  ...credentialRules,
  ...impactRules,
];
