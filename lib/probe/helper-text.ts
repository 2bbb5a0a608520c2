/** Which of the helpers that sonde's programs call are missing, by type of program. */
import { visible } from "../report/visible.ts";
import type { HelperGroups, ProbeReport } from "./report.ts";
import { type Told, told } from "./told.ts";

type Type = readonly [name: string, groups: HelperGroups];

export function helperTexts(helpers: ProbeReport["helpers"]): Told[] {
  const types = Object.entries(helpers);
  const refused = types.filter(([, groups]) => allAlike(groups));
  const others = types.filter((type) => !refused.includes(type));
  return [...complete(others), ...none(refused), ...others.flatMap(incomplete)];
}

/** Types that can call all of them, by how many that are. */
function complete(types: readonly Type[]): Told[] {
  const whole = types.filter(([, { no, unknown }]) => no.length + unknown.length === 0);
  return [...Map.groupBy(whole, ([, { yes }]) => yes.length)].map(([count, some]) => ({
    mark: "yes",
    texts: [`${namesOf(some)}: all ${count} that sonde's programs call`],
  }));
}

/** Are programs of a type themselves what is refused? */
const allAlike = ({ yes, no, unknown }: HelperGroups): boolean =>
  yes.length === 0 && no.length + unknown.length === 1;

function none(types: readonly Type[]): Told[] {
  const why = ([, { no, unknown }]: Type): Told => {
    const [refused] = no;
    return refused === undefined
      ? { mark: "unknown", texts: [visible(unknown[0]?.reason ?? "")] }
      : { mark: "no", texts: [`${visible(refused.reason)} (${visible(refused.errno)})`] };
  };
  return [...Map.groupBy(types, (type) => why(type).texts.join()).values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const { mark, texts } = why(first);
    return [{ mark, texts: [`${namesOf(some)}: none:`, ...texts] }];
  });
}

const namesOf = (types: readonly Type[]): string => listed(types.map(([name]) => name));
const listed = (names: readonly string[]): string => names.map((name) => visible(name)).join(", ");

function incomplete([type, { no, unknown }]: Type): Told[] {
  const named = (helpers: readonly string[]) => `${visible(type)}: ${listed(helpers)}:`;
  return [
    ...no.map(({ helpers, errno, reason, lost, remedy }): Told => {
      const why = { answer: "no", errno, reason, lost, remedy } as const;
      return { mark: "no", texts: [named(helpers), ...told([why])] };
    }),
    ...unknown.map(({ helpers, reason }): Told => {
      return { mark: "unknown", texts: [named(helpers), visible(reason)] };
    }),
  ];
}
