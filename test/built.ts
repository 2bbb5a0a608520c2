/** The executables, built when they are older than what they are made of. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dir, "..");

/** Paths by architecture. */
export const executables = {
  x64: join(root, "dist/sonde-linux-x64"),
  arm64: join(root, "dist/sonde-linux-arm64"),
} as const;

/** The one for this machine. */
export const executable = process.arch === "arm64" ? executables.arm64 : executables.x64;

/** Minutes, in milliseconds: the limit of a hook that may have to build. */
export const buildPatience = 600_000;

/** @throws Error when the build fails. */
export async function ensureBuilt(): Promise<void> {
  const oldest = Math.min(...Object.values(executables).map(changed));
  if (newestSource() <= oldest) return;
  const child = Bun.spawn([process.execPath, "build.ts", "--all"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if ((await child.exited) !== 0) throw new Error("the build failed");
}

function newestSource(): number {
  const folders = ["bpf", "build", "cmd", "lib"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(ts|c|h|css|json|map|txt)$/.test(name) && !name.endsWith(".test.ts"))
      .map((name) => join(folder, name)),
  );
  const files = [...folders, "build.ts", "package.json", "package-lock.json"];
  return Math.max(...files.map((name) => changed(join(root, name))));
}

/** 0 when there is no such file. */
function changed(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
