/** What a line of `watch` can show, by name; how it does is in columns.ts. */
export const columnNames = [
  "time",
  "point",
  "pid",
  "tid",
  "ppid",
  "uid",
  "euid",
  "comm",
  "program",
  "argv",
  "parent",
  "cpu",
  "cgroup",
  "pidns",
  "mntns",
  "result",
  "detail",
] as const;

export type ColumnName = (typeof columnNames)[number];
