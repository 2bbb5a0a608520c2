import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { acceptAgent } from "./agent-client.ts";
import { encodeFrame, reply, request } from "./frame.ts";

test("when the guest is gone, what is under way fails, and so does what is asked later", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sonde-agent-"));
  const port = acceptAgent(join(folder, "agent"));
  const guest = await Bun.connect({
    unix: join(folder, "agent"),
    socket: { data: () => undefined },
  });
  guest.write(encodeFrame(reply.hello, 0, ["6.1", "x86_64"]));
  const agent = await port.client;
  const outcome = (promise: Promise<unknown>) => promise.then(() => "done", String);
  const underWay = outcome(agent.ask(request.read, ["/x"]));
  port.lost(new Error("panic"));
  const later = outcome(agent.ask(request.read, ["/y"]));
  const run = { argv: ["/x"], env: {}, cwd: "/", stdin: "", caps: -1n, cgroup: "", flags: 0 };
  const started = outcome(agent.start({ ...run, timeout: 60_000 }));
  const all = await Promise.all([underWay, later, started]);
  expect(new Set(all)).toEqual(new Set(["Error: panic"]));
  guest.end();
  rmSync(folder, { recursive: true });
});
