import { describe, expect, test } from "bun:test";
import { exitCode, SondeError } from "../lib/error.ts";
import { type ChoiceFlags, choiceOf } from "./choice.ts";

const nothing: ChoiceFlags = {
  json: false,
  top: undefined,
  section: [],
  process: undefined,
  since: undefined,
  until: undefined,
  events: undefined,
};

function choice(flags: Partial<ChoiceFlags>) {
  return choiceOf({ ...nothing, ...flags });
}

test("nothing chosen: ten rows of what is for everybody; for programs everything", () => {
  expect(choice({})).toMatchObject({ limit: 10, sections: null, pid: null, since: null });
  expect(choice({ json: true })).toMatchObject({
    limit: Number.POSITIVE_INFINITY,
    sections: "all",
  });
});

test("sections, in any case, in one list or several", () => {
  const { sections } = choice({ section: ["network,notRun", "Blind-Spots"] });
  expect(sections).toEqual(new Set(["network", "notRun", "blindSpots"]));
});

test("times", () => {
  expect(choice({ since: "90s", until: "2m" })).toMatchObject({
    since: { after: 90e9 },
    until: { after: 120e9 },
  });
  expect(choice({ since: "9m", until: "2026-11-20T10:40:36Z" }).until).toEqual({
    wall: 1_795_171_236_000_000_000n,
  });
  expect(choice({ since: "0" }).since).toEqual({ after: 0 });
  const wall = { wall: 1_795_171_236_000_000_000n };
  expect(choice({ since: "2026-11-20T10:40:36Z" }).since).toEqual(wall);
  expect(choice({ since: "2026-11-20 10:40:36Z" }).since).toEqual(wall);
});

test("points that this version does not know are matched too", () => {
  const { isPoint } = choice({ events: "file.*, net.connect" });
  const points = ["file.unlink", "file.later", "net.connect", "net.dns"];
  expect(points.filter(isPoint)).toEqual(["file.unlink", "file.later", "net.connect"]);
});

describe("refuses", () => {
  test.each<[Partial<ChoiceFlags>, RegExp]>([
    [{ section: ["nope"] }, /no section is called "nope"/],
    [{ events: "file.nope" }, /no audit point is called "file.nope"/],
    [{ since: "yesterday" }, /"yesterday" is not a duration/],
    [{ until: "2026-13-40T10:00" }, /is not a time/],
    [{ since: "2m", until: "90s" }, /--until 90s is before --since 2m/],
    [{ since: "2026-11-20T10:00Z", until: "2026-11-20T09:59Z" }, /is before/],
    [{ process: "-1" }, /not a number/],
    [{ top: "0" }, /not a number/],
  ])("%p", (flags, message) => {
    const error = (() => {
      try {
        return choice(flags);
      } catch (error) {
        return error;
      }
    })();
    expect(error).toBeInstanceOf(SondeError);
    expect(error).toMatchObject({ code: exitCode.usage, message: expect.stringMatching(message) });
  });
});
