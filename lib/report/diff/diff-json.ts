/** The comparison of two recordings as JSON. Texts are as they are printed. */
import { jsonText } from "../json.ts";
import { isoTime } from "../time.ts";
import type { Difference, RecordingDifferences } from "./compare.ts";
import type { Gaps } from "./gaps.ts";
import type { Portrait } from "./portrait.ts";
import type { Trait } from "./trait.ts";

/** One object and a newline. */
export function recordingDiffJson(found: RecordingDifferences): string {
  const { before, after, isSame, traits, gaps, changes } = found;
  const each = traits.map(({ trait, differences }) => [
    trait.name,
    differences.map((one) => row(trait, one)),
  ]);
  return jsonText({
    before: side(before, gaps.before),
    after: side(after, gaps.after),
    same: isSame,
    ...Object.fromEntries(each),
    changes,
  });
}

function side({ path, ending, account, things }: Portrait, gaps: Gaps): object {
  const { host, time } = account.header;
  return {
    file: path,
    state: ending.state,
    host,
    begin: isoTime(BigInt(time.wall)),
    seconds: account.seconds(),
    notKnown: {
      all: gaps.all,
      points: gaps.points,
      rules: [...gaps.rules],
      unix: gaps.noUnix,
      full: [...things].flatMap(([{ name }, { isFull }]) => (isFull ? [name] : [])),
    },
  };
}

function row({ columns }: Trait, { status, key, detail }: Difference): object {
  const cells = columns.map(({ name }, i) => [name, key[i] ?? ""]);
  return { status, ...Object.fromEntries(cells), detail };
}
