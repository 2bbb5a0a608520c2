/** Programs that change who they are, as they are meant to: none of it looks like an exploit. */
import { beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { text } from "../lib/recording/values.ts";
import { buildPatience, ensureBuilt } from "./built.ts";
import { inDirectory, of, readRecording, sonde } from "./recording.ts";

beforeAll(ensureBuilt, buildPatience);

/** Each runs `true` in the end, which is as a user, or is root where it is told to be. */
const commands = [
  "su nobody -s /bin/true",
  "su nobody -s /bin/sh -c 'unshare -U true; unshare -Ur true; unshare -Urpf --mount-proc true'",
  "setpriv --reuid 65534 --regid 65534 --clear-groups true",
  "setpriv --bounding-set -all --inh-caps -all true",
  "setpriv --reuid 65534 --inh-caps +net_raw --ambient-caps +net_raw true",
  "cp /bin/true own; chown nobody own; chmod 4755 own; ./own; setpriv --reuid 1 --clear-groups ./own",
  "cp /bin/true root; chmod 6755 root; setpriv --reuid 65534 --regid 65534 --clear-groups ./root",
  "su nobody -s /bin/sh -c 'su --version; passwd -S; id'",
];

test("su, set-user-id programs, capabilities and user namespaces are explained", () =>
  inDirectory(async (dir) => {
    const file = join(dir, "out.sonde.cbor");
    const script = `cd ${dir}; chmod 755 .; ${commands.join("; ")}; true`;
    const events = ["--events", "cred.escalation,process.exec,process.fork,process.namespace"];
    const run = await sonde(["record", "-o", file, ...events, "--", "bash", "-c", script]);
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining(" 0 lost")]);
    const recorded = readRecording(file);
    const plan = recorded.header.plan.find(({ point }) => point === "cred.escalation");
    expect(plan?.flavour).toStartWith("sys_exit/");
    const ran = of(recorded, "process.exec").map((event) => String(text(event, "path")));
    expect(ran.filter((path) => /\/(true|own|root)$/.test(path)).length).toBeGreaterThan(6);
    expect(of(recorded, "cred.escalation")).toEqual([]);
  }));
