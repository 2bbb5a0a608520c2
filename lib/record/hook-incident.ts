/** Hooks that fall silent or fire again, as a recording tells of it. */
import type { ClassChange } from "../hook/canary.ts";
import type { PointName } from "../points.ts";
import type { Incident } from "../recording/format.ts";

/** points: those that are hooked that way. */
export function classIncident(
  { via, silent, reason }: ClassChange,
  points: readonly PointName[],
): Omit<Incident, "type" | "ts"> {
  const why = reason === undefined ? "" : ` (${reason})`;
  const names = points.join(", ");
  return silent
    ? {
        what: "hooks silent",
        text: `hooks of the class ${via} no longer fire${why}; not seen from then on: ${names}`,
        points,
      }
    : { what: "hooks fire again", text: `hooks of the class ${via} fire again: ${names}`, points };
}
