/** What comes behind the header, of maps: to the types of format.ts, or a ShapeError. */
import type { Counts, Incident, Mark, PointCounts, Trailer } from "./format.ts";
import {
  countOf,
  countOrNull,
  type DataMap,
  dictionary,
  hashOf,
  mapOf,
  namePattern,
  nanosecondsOf,
  textOf,
  textsOf,
  want,
} from "./shape.ts";
import { isMap } from "./values.ts";

function countsOf(map: DataMap, key: string): Counts {
  const points: [string, PointCounts][] = [];
  for (const [name, value] of mapOf(map, key)) {
    want(namePattern.test(name) && isMap(value), key, "a map of points");
    const lost = mapOf(value, "lost");
    for (const reason of lost.keys()) want(namePattern.test(reason), "lost", "a map of reasons");
    points.push([
      name,
      {
        seen: countOf(value, "seen"),
        recorded: countOf(value, "recorded"),
        lost: dictionary([...lost.keys()].map((reason) => [reason, countOf(lost, reason)])),
        missed: countOrNull(value, "missed"),
      },
    ]);
  }
  return dictionary(points);
}

export function markOf(map: DataMap): Mark {
  return {
    type: "mark",
    ts: nanosecondsOf(map, "ts"),
    points: countsOf(map, "points"),
    hash: hashOf(map),
  };
}

export function incidentOf(map: DataMap): Incident {
  return {
    type: "incident",
    ts: nanosecondsOf(map, "ts"),
    what: textOf(map, "what"),
    text: textOf(map, "text"),
    points: textsOf(map, "points"),
  };
}

export function trailerOf(map: DataMap): Trailer {
  const hasCommand = (map.get("command") ?? null) !== null;
  const command = hasCommand ? mapOf(map, "command") : null;
  return {
    type: "trailer",
    ts: nanosecondsOf(map, "ts"),
    reason: textOf(map, "reason"),
    points: countsOf(map, "points"),
    unfollowed: countOf(map, "unfollowed"),
    command: command && {
      code: countOrNull(command, "code"),
      signal: countOrNull(command, "signal"),
    },
    hash: hashOf(map),
  };
}
