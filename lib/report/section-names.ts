/** What `--section` may name: tables, parts of a summary, and the areas that they belong to. */
import { areas } from "./area.ts";
import { FileGroups } from "./file-groups.ts";
import { KnownNames } from "./known-names.ts";
import { Names } from "./names.ts";
import { sections } from "./sections.ts";
import { partNames } from "./summary-text.ts";

const tables = [...sections, new FileGroups().heading, new Names(new KnownNames()).heading];

/** Each once; an area of one name with a table stands for all of the area. */
export const sectionNames: readonly string[] = [
  ...new Set([...partNames.map(({ name }) => name), ...areas, ...tables.map(({ name }) => name)]),
];
