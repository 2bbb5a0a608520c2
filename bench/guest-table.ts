/** The guest's figures as a table. */
import type { GuestResult } from "./guest-job.ts";
import { table } from "./table.ts";

export function guestTable({ rows }: GuestResult): string {
  const native = rows[0]?.instructions ?? Number.NaN;
  return table(
    ["", "instructions, million", "of nothing", "to reach", "events", "says lost"],
    rows.map(({ name, instructions, allowed, events }) => [
      name,
      instructions === null ? "not here" : (instructions / 1e6).toFixed(0),
      instructions === null ? "" : `${(instructions / native).toFixed(4)}×`,
      allowed === null ? "" : `≤ ${allowed}×`,
      events === null ? "" : `${events.total}`,
      events === null ? "" : `${events.lost}`,
    ]),
  );
}
