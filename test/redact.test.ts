/** A secret that was masked is nowhere in the file. Needs root. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { texts } from "../lib/recording/values.ts";
import { beside, inDirectory, of, readRecording, sonde } from "./recording.ts";

const secret = "hunter2-is-secret";

test("--redact: of the command, of what it runs, and of what ran before", () =>
  inDirectory((dir) =>
    beside(["bash", "-c", "read x", `--password=${secret}`], async (before) => {
      const file = join(dir, "out");
      const record = async (...options: string[]) => {
        const script = `/bin/true --token ${secret}; TOKEN=${secret} env A_SECRET=${secret} true`;
        await sonde(["record", "--force", "-o", file, ...options, "--", "bash", "-c", script]);
        return readFileSync(file).includes(secret);
      };
      expect(await record()).toBe(true);
      expect(await record("--redact")).toBe(false);
      const { events, header, processes, ended } = { ...readRecording(file) };
      expect([ended, header.filter.redacted]).toEqual(["complete", true]);
      const argv = of(readRecording(file), "process.exec").map((e) => texts(e, "argv"));
      expect(argv).toContainEqual(["/bin/true", "--token", "***"]);
      expect(argv).toContainEqual(["env", "A_SECRET=***", "true"]);
      expect(events.length).toBeGreaterThan(5);
      const running = processes.find((p) => p.values.includes(before.pid));
      expect(running && texts(running, "argv")?.at(-1)).toBe("--password=***");
    }),
  ));
