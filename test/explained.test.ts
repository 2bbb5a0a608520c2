/** Programs that change who they are, as they are meant to: none of it looks like an exploit. */
import { beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { text } from "../lib/recording/values.ts";
import { buildPatience, ensureBuilt } from "./built.ts";
import { inDirectory, of, type Recorded, readRecording, sonde } from "./recording.ts";
import { noSystemd, systemdCommand } from "./systemd.ts";

beforeAll(ensureBuilt, buildPatience);

/** Each runs `true` in the end, which is as a user, or is root where it is told to be. */
const commands = [
  "su nobody -s /bin/true",
  "su nobody -s /bin/sh -c 'unshare -U true; unshare -Ur true; unshare -Urpf --mount-proc true'",
  "runuser -u nobody true",
  "start-stop-daemon --start --chuid nobody:nogroup --exec /bin/true",
  "setpriv --reuid 65534 --regid 65534 --clear-groups true",
  "setpriv --bounding-set -all --inh-caps -all true",
  "setpriv --reuid 65534 --inh-caps +net_raw --ambient-caps +net_raw true",
  "cp /bin/true own; chown nobody own; chmod 4755 own; ./own; setpriv --reuid 1 --clear-groups ./own",
  "cp /bin/true root; chmod 6755 root; setpriv --reuid 65534 --regid 65534 --clear-groups ./root",
  "su nobody -s /bin/sh -c 'su --version; passwd -S; id'",
];

/** What `command` is recorded doing in a folder that anybody may enter. */
function recording(
  command: (dir: string) => readonly string[],
  judge: (recorded: Recorded) => void,
): Promise<void> {
  return inDirectory(async (dir) => {
    const file = join(dir, "out.sonde.cbor");
    const events = ["--events", "cred.escalation,process.exec,process.fork,process.namespace"];
    const run = await sonde(["record", "-o", file, ...events, "--", ...command(dir)]);
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining(" 0 lost")]);
    judge(readRecording(file));
  });
}

/** How often such a program was started, told by its path. */
function runsOf(recorded: Recorded, path: RegExp): number {
  return of(recorded, "process.exec").filter((event) => path.test(String(text(event, "path"))))
    .length;
}

test("su, set-user-id programs, capabilities and user namespaces are explained", () =>
  recording(
    (dir) => ["bash", "-c", `cd ${dir}; chmod 755 .; ${commands.join("; ")}; true`],
    (recorded) => {
      const plan = recorded.header.plan.find(({ point }) => point === "cred.escalation");
      expect(plan?.flavour).toStartWith("sys_exit/");
      expect(runsOf(recorded, /\/(true|own|root)$/)).toBe(12);
      expect(of(recorded, "cred.escalation")).toEqual([]);
    },
  ));

const noSudo = Bun.which("sudo") === null ? "sudo is not installed" : undefined;

test.skipIf(noSudo !== undefined)(`sudo is explained${noSudo ? ` (${noSudo})` : ""}`, () =>
  recording(
    () => ["sh", "-c", "sudo -n true && sudo -n -u nobody true && sudo -n -u nobody sudo -V"],
    (recorded) => {
      expect(runsOf(recorded, /\/true$/)).toBe(2);
      expect(of(recorded, "cred.escalation")).toEqual([]);
    },
  ),
);

const user = "User=nobody";
const capabilities = "CAP_NET_RAW CAP_NET_BIND_SERVICE";
const start = "ExecStart=/bin/true";

/** Ways in which a service gets its rights: man 5 systemd.exec. */
const services = {
  user: [user, "SupplementaryGroups=adm", start],
  dynamic: ["DynamicUser=yes", start],
  bounded: [`CapabilityBoundingSet=${capabilities}`, start],
  ambient: [user, `AmbientCapabilities=${capabilities}`, start],
  confined: [
    ...[user, `AmbientCapabilities=${capabilities}`, `CapabilityBoundingSet=${capabilities}`],
    ...["NoNewPrivileges=yes", "PrivateTmp=yes", start],
  ],
  namespace: [user, "PrivateUsers=yes", start],
  root: ["PrivateUsers=yes", start],
  bits: [user, "SecureBits=keep-caps noroot", start],
  prefixes: [user, "ExecStartPre=+/bin/true", "ExecStartPre=!/bin/true", "ExecStart=!!/bin/true"],
};

test.skipIf(noSystemd !== undefined)(
  `services of systemd are explained${noSystemd ? ` (${noSystemd})` : ""}`,
  () =>
    recording(
      (dir) => systemdCommand(dir, services),
      (recorded) => {
        // Of each service, two more of the last one, and what ends it all.
        expect(runsOf(recorded, /\/true$/)).toBe(Object.keys(services).length + 3);
        expect(of(recorded, "cred.escalation")).toEqual([]);
      },
    ),
);
