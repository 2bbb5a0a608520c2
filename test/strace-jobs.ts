/** Jobs that are done beside strace, the same each time, and what sonde records of one. */
import { expect } from "bun:test";
import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Entry } from "../lib/recording/values.ts";
import { inDirectory, readRecording, sonde } from "./recording.ts";

/** Scripts of bash, each in an empty folder. */
export const jobs = {
  "a compilation": `printf 'int main(void){return 0;}' > m.c; gcc -pipe -O1 -c m.c; gcc -o m m.o; strip m; chmod 4755 m`,
  "a clone": `git init -q -b main a; cd a; git config user.email x@y; git config user.name z; for i in 1 2 3; do echo $i > f$i; git add f$i; git commit -q -m $i; done; git gc -q; cd ..; git clone -q a b; rm -rf a`,
  "a package installation": `mkdir -p p/DEBIAN p/usr/bin p/etc; printf 'Package: sonde-x\\nVersion: 1\\nArchitecture: all\\nMaintainer: x <x@y>\\nDescription: x\\n' > p/DEBIAN/control; echo 1 > p/etc/x; ln -s x p/etc/y; echo 2 > p/usr/bin/x; chmod 755 p/usr/bin/x; dpkg-deb --root-owner-group -b p x.deb; mkdir -p r/var/lib/dpkg/info r/var/lib/dpkg/updates; touch r/var/lib/dpkg/status r/var/lib/dpkg/available; dpkg --root=$PWD/r --force-all -i x.deb; dpkg --root=$PWD/r --force-all -P sonde-x`,
} as const;

/** The command under strace, which writes a file a thread into the folder. */
type UnderStrace = (traces: string, command: readonly string[]) => readonly string[];

/** Records a script of bash beside strace, both complete, and hands over what they wrote. */
export function besideStrace(
  script: string,
  underStrace: UnderStrace,
  options: readonly string[],
  compare: (traces: string, events: readonly Entry[]) => void,
): Promise<void> {
  return inDirectory(async (created) => {
    const dir = realpathSync(created);
    const traces = join(dir, "traces");
    const work = join(dir, "work");
    for (const folder of [traces, work]) mkdirSync(folder);
    const file = join(dir, "out.sonde.cbor");
    const command = underStrace(traces, ["bash", "-c", `cd ${work}; ${script}`]);
    const run = await sonde(["record", "-o", file, ...options, "--", ...command]);
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining(" 0 lost")]);
    compare(traces, readRecording(file).events);
  });
}
