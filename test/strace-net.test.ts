/** Real jobs beside strace: the same sockets connected, bound, listened to and accepted from, no more and no less. */
import { beforeAll, expect, test } from "bun:test";
import { ensureTools } from "../build/tools.ts";
import { difference } from "../lab/compare.ts";
import { num } from "../lib/recording/values.ts";
import { buildPatience, ensureBuilt } from "./built.ts";
import { besideStrace } from "./strace-jobs.ts";
import { readSockets, socketLine, socketsUnderStrace } from "./strace-net.ts";

beforeAll(async () => {
  ensureTools(["strace"]);
  await ensureBuilt();
}, buildPatience);

const points = ["net.connect", "net.bind", "net.listen", "net.accept"];

/** Without waiting, by name and by number. */
const fetching = `
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("x") });
  for (const host of ["127.0.0.1", "localhost"])
    if ((await (await fetch("http://" + host + ":" + server.port)).text()) !== "x") process.exit(1);
  await server.stop(true);
  const refused = await fetch("http://127.0.0.1:" + server.port).then(() => false, () => true);
  process.exit(refused ? 0 : 1);`;

/** Each in an empty folder. */
const jobs = {
  // Until the daemon listens it is refused.
  "a clone by git://": `git init -q a; git -C a -c user.name=x -c user.email=x@y commit -q --allow-empty -m x
      port=$((20000 + $$ % 10000))
      git daemon --base-path=$PWD --export-all --reuseaddr --listen=127.0.0.1 --port=$port $PWD &
      until git clone -q git://localhost:$port/a b 2>/dev/null; do kill -0 $! || exit 1; done; kill $!`,
  "a fetch by http": `exec ${process.execPath} -e '${fetching}'`,
} as const;

const options = ["--unix", "--events", points.join(",")];

for (const [name, script] of Object.entries(jobs)) {
  test(
    name,
    () =>
      besideStrace(script, socketsUnderStrace, options, (traces, recorded) => {
        const { tids, lines } = readSockets(traces);
        const events = recorded.filter((event) => tids.has(num(event, "tid") ?? 0));
        expect(new Set(events.map((event) => event.schema.name))).toEqual(new Set(points));
        const order = (text: readonly string[]) => [...text].sort();
        expect(difference(order(lines), order(events.map(socketLine)))).toEqual([]);
      }),
    120_000,
  );
}
