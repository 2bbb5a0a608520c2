/** What tables are about, in the order that they are told. */
export const areas = ["network", "files", "privileges", "kernel", "processes"] as const;
export type Area = (typeof areas)[number];
