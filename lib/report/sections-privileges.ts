/** Who became someone else, and how. */
import { exeFlag } from "../events.gen.ts";
import { type Entry, int, num } from "../recording/values.ts";
import { capabilitiesText, capabilityName, setsOf } from "./capabilities.ts";
import type { Section, SectionColumn } from "./section.ts";
import { by, result, textColumn, wordColumn } from "./section-columns.ts";
import { kindName } from "./sections-words.ts";

/** "1000", "1000→0": the ids before and after, in this order, each said once when they agree. */
function idsColumn(name: string, head: string, ...fields: string[]): SectionColumn {
  const cell = (event: Entry): string | null => {
    const ids = fields.map((field) => num(event, field));
    if (ids.every((id) => id === null)) return null;
    const words = ids.map((id) => (id === null ? "?" : String(id)));
    return words.filter((word, i) => i === 0 || word !== words[i - 1]).join("→");
  };
  return { name, head, fields, cell };
}

const gained: SectionColumn = {
  name: "gained",
  head: "capabilities gained",
  fields: ["old_caps", "new_caps"],
  cut: "end",
  cell: (event) => {
    const [before, after] = [int(event, "old_caps"), int(event, "new_caps")];
    if (before === null || after === null) return null;
    return capabilitiesText(BigInt(after) & ~BigInt(before));
  },
};

/** How the program's file changes who the process is. */
const exeMarks = exeFlag.setuid | exeFlag.setgid | exeFlag.caps;

export const privilegeSections: readonly Section[] = [
  {
    name: "escalations",
    title: "Privileges that nothing explains",
    area: "privileges",
    point: "cred.escalation",
    columns: [
      by,
      idsColumn("user", "user", "old_uid", "new_uid"),
      idsColumn("effective", "effective", "old_euid", "new_euid"),
      gained,
      wordColumn("shown_by", "noticed at", kindName, "noticed"),
    ],
  },
  {
    name: "setuidRuns",
    title: "Programs run with other rights",
    area: "privileges",
    point: "process.exec",
    when: {
      fields: ["exe_flags"],
      holds: (event) => ((num(event, "exe_flags") ?? 0) & exeMarks) !== 0,
    },
    columns: [
      textColumn("path", "program", "path"),
      idsColumn("user", "user", "uid", "euid"),
      {
        name: "through",
        head: "through",
        fields: ["exe_flags"],
        cell: (event) => setsOf(num(event, "exe_flags") ?? 0, exeWords),
      },
    ],
  },
  {
    name: "identities",
    title: "Users changed",
    area: "privileges",
    point: "cred.change",
    columns: [
      by,
      idsColumn("user", "user", "old_uid", "new_uid"),
      idsColumn("effective", "effective", "old_euid", "new_euid"),
      idsColumn("group", "group", "old_gid", "new_gid"),
      gained,
    ],
  },
  {
    name: "capabilities",
    title: "Capabilities asked for",
    area: "privileges",
    point: "cred.capability",
    columns: [by, wordColumn("capability", "capability", capabilityName), result],
  },
];

const exeWords = [
  ["setuid", exeFlag.setuid],
  ["setgid", exeFlag.setgid],
  ["file capabilities", exeFlag.caps],
] as const;
