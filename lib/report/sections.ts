/**
 * THE table of what a summary lists: for an audit point, events that are equal in these columns
 * become one row with a count. A new audit point needs an entry here and nothing else.
 */
import type { Section } from "./section.ts";
import { fileSections } from "./sections-files.ts";
import { kernelSections } from "./sections-kernel.ts";
import { networkSections } from "./sections-network.ts";
import { privilegeSections } from "./sections-privileges.ts";
import { processSections } from "./sections-process.ts";

export const sections: readonly Section[] = [
  ...networkSections,
  ...fileSections,
  ...privilegeSections,
  ...kernelSections,
  ...processSections,
];
