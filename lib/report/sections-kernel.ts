/** What changed in the kernel itself, or was run by it. */
import { texts } from "../recording/values.ts";
import { commandLine } from "./command-line.ts";
import type { Section } from "./section.ts";
import { by, result, textColumn, wordColumn } from "./section-columns.ts";
import { programTypeText } from "./sections-words.ts";

export const kernelSections: readonly Section[] = [
  {
    name: "modules",
    title: "Kernel modules loaded",
    area: "kernel",
    point: "kernel.module_load",
    columns: [textColumn("name", "module", "module"), textColumn("path", "file"), by],
  },
  {
    name: "modulesFailed",
    title: "Kernel modules not loaded",
    area: "kernel",
    point: "kernel.module_load_failed",
    columns: [textColumn("path", "file"), by, result],
  },
  {
    name: "modulesUnloaded",
    title: "Kernel modules unloaded",
    area: "kernel",
    point: "kernel.module_free",
    columns: [textColumn("name", "module", "module"), by],
  },
  {
    name: "bpfPrograms",
    title: "BPF programs loaded",
    area: "kernel",
    point: "kernel.bpf_load",
    columns: [
      textColumn("name", "name"),
      wordColumn("prog_type", "type", programTypeText, "type"),
      textColumn("target", "on"),
      by,
      result,
    ],
  },
  {
    name: "helpers",
    title: "Programs that the kernel ran",
    area: "kernel",
    point: "process.usermodehelper",
    columns: [
      textColumn("path", "program", "path"),
      {
        name: "command",
        head: "command",
        fields: ["argv"],
        cut: "end",
        cell: (event) => {
          const argv = texts(event, "argv");
          return argv === null ? null : commandLine(argv);
        },
      },
      { ...by, head: "asked by" },
    ],
  },
];
