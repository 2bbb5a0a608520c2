/** What processes did that is no start and no end of one. */
import { num } from "../recording/values.ts";
import type { Section } from "./section.ts";
import { by, result, textColumn, wordColumn } from "./section-columns.ts";
import { namespacesText, requestText, signalText } from "./sections-words.ts";

const target = wordColumn("target", "process", String);

export const processSections: readonly Section[] = [
  {
    name: "notRun",
    title: "Programs that could not be run",
    area: "processes",
    point: "process.exec_failed",
    columns: [textColumn("path", "path"), by, result],
  },
  {
    name: "renamed",
    title: "Processes that changed their name",
    area: "processes",
    point: "process.rename",
    columns: [by, textColumn("old_comm", "old", "old"), textColumn("new_comm", "new", "new")],
  },
  {
    name: "sessions",
    title: "Sessions started",
    area: "processes",
    point: "process.setsid",
    columns: [by, result],
  },
  {
    name: "signals",
    title: "Signals sent",
    area: "processes",
    point: "process.signal",
    columns: [
      by,
      wordColumn("signal", "signal", signalText),
      {
        name: "target",
        head: "to",
        fields: ["target", "thread"],
        // A thread's id where the call names only that.
        cell: (event) => String(num(event, "target") ?? num(event, "thread") ?? ""),
      },
      result,
    ],
  },
  {
    name: "traced",
    title: "Processes traced",
    area: "processes",
    point: "process.ptrace",
    columns: [by, wordColumn("request", "request", requestText), target, result],
  },
  {
    name: "writtenInto",
    title: "Processes written into",
    area: "processes",
    point: "process.vm_write",
    columns: [by, target, result],
  },
  {
    name: "memoryFiles",
    title: "Files in memory only",
    area: "processes",
    point: "process.memfd",
    columns: [textColumn("name", "name", "file"), by, result],
  },
  {
    name: "namespaces",
    title: "Namespaces made and entered",
    area: "processes",
    point: "process.namespace",
    columns: [
      by,
      textColumn("call", "call"),
      wordColumn("namespaces", "namespaces", namespacesText),
      result,
    ],
  },
  {
    name: "writableCode",
    title: "Memory to write and execute",
    area: "processes",
    point: "mem.wx",
    columns: [by, textColumn("path", "file"), result],
  },
];
