/** `npm run browser-test`: the exported page in a headless Chromium, which is installed if need be. */
import { join } from "node:path";
import { BuildError } from "./run.ts";
import { browserTools, ensureTools } from "./tools.ts";

process.chdir(join(import.meta.dir, ".."));
try {
  ensureTools(browserTools);
  const argv = [process.execPath, "test", "--timeout=60000", "test/export-page.test.ts"];
  const child = Bun.spawn(argv, { stdio: ["ignore", "inherit", "inherit"] });
  process.exitCode = await child.exited;
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
