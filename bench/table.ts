/** Tables without lines. */
import Table from "cli-table3";

/** A row that is too short has its last cell over the rest. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const border = ["top", "bottom", "left", "right", "mid"].flatMap((side) =>
    ["", "-mid", "-left", "-right"].map((end) => [`${side}${end}`, ""]),
  );
  const plain = new Table({
    chars: { ...Object.fromEntries(border), middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colAligns: head.map((_, i) => (i === 0 ? "left" : "right")),
    head: [...head],
  });
  for (const row of rows) {
    const rest = head.length - row.length;
    const last = row.at(-1) ?? "";
    plain.push(rest > 0 && row.length > 1 ? [...row.slice(0, -1), last, ...blank(rest)] : [...row]);
  }
  return plain.toString();
}

function blank(count: number): string[] {
  return Array.from({ length: count }, () => "");
}
