/** net.connect. */
import { eventFlag } from "../../lib/events.gen.ts";
import { type PointCase, shown } from "../compare.ts";

const connect: PointCase = {
  name: "connect",
  point: "net.connect",
  expected: ({ truth }) =>
    truth.workloads
      .flatMap(({ acts }) => acts)
      .filter((act) => act.name === "connect")
      .map((act) => {
        const remote = `${act.raw("addr")}:${act.num("port")}`;
        return `pid=${act.num("pid")} remote=${remote} type=${act.num("type")} compat=${act.num("compat")} ret=${act.num("ret")}`;
      }),
  line(event) {
    const compat = Number(shown(event, "flags")) & eventFlag.compat ? 1 : 0;
    return `pid=${shown(event, "pid")} remote=${shown(event, "remote")} type=${shown(event, "type")} compat=${compat} ret=${shown(event, "ret")}`;
  },
};

export const connectPoints: readonly PointCase[] = [connect];
