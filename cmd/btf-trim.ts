import { closeSync, constants, mkdirSync, openSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { architectureOf, type BtfFile, readBtfFile } from "../lib/btf/file.ts";
import { noteOf } from "../lib/btf/note.ts";
import { readWanted } from "../lib/btf/relocations.ts";
import { neededTypes, writeTrimmed } from "../lib/btf/trim.ts";
import { exitCode, SondeError } from "../lib/error.ts";
import { objectBytes } from "../lib/hook/object-file.ts";
import { vmlinuxBtf } from "../lib/kernel/btf.ts";
import { runningKernel } from "../lib/kernel/identity.ts";
import { visible } from "../lib/report/visible.ts";
import { usage } from "./arguments.ts";
import { say } from "./output.ts";

export interface TrimFlags {
  /** Folder for what is written. */
  readonly output: string | undefined;
  readonly force: boolean;
}

/** sonde btf trim SRC… -o DIR: of each the types that this executable's programs need. */
export function trim(sources: readonly string[], flags: TrimFlags): number {
  const { output, force } = flags;
  if (sources.length === 0) throw usage("sonde btf trim needs a file", "Name BTF or a vmlinux.");
  if (output === undefined)
    throw usage("sonde btf trim needs -o DIR", "Name a folder to write to.");
  const wanted = readWanted(objectBytes());
  makeFolder(output);
  for (const source of sources) {
    const { btf, name } = describe(source);
    const arch = architectureOf(btf);
    if (arch !== process.arch) {
      throw new SondeError(
        exitCode.badInput,
        `${source} is of ${arch === null ? "no kernel that sonde knows" : `an ${arch} kernel`}`,
        `This sonde trims for its own architecture, ${process.arch}.`,
      );
    }
    const bytes = writeTrimmed(btf, neededTypes(btf, [wanted]), noteOf(name));
    const path = join(output, fileName(source, name.release));
    write(path, bytes, force);
    say(`${path}: ${bytes.length} bytes, kernel ${visible(name.release ?? "not named in it")}`);
  }
  return exitCode.done;
}

/** The running kernel does not say in its BTF which one it is, but we know. */
function describe(source: string): BtfFile {
  const file = readBtfFile(source);
  return source === vmlinuxBtf ? { ...file, name: runningKernel() } : file;
}

function fileName(source: string, release: string | null): string {
  const base = release ?? basename(source).replace(/\.btf$/, "");
  return `${base.replaceAll(/[^\w.+~-]/g, "_")}.btf`;
}

/** Never through a link, never over an existing file unless told. @throws SondeError */
function write(path: string, bytes: Uint8Array, force: boolean): void {
  const { O_WRONLY, O_CREAT, O_EXCL, O_TRUNC, O_NOFOLLOW } = constants;
  const how = force ? O_TRUNC | O_NOFOLLOW : O_EXCL;
  try {
    const fd = openSync(path, O_WRONLY | O_CREAT | how, 0o644);
    try {
      writeFileSync(fd, bytes);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const exists = error instanceof Error && "code" in error && error.code === "EEXIST";
    const message = exists ? `${path} exists` : `cannot write ${path}`;
    const hint = exists ? "Name another folder with -o, or overwrite with --force." : undefined;
    throw new SondeError(exitCode.badOutput, message, hint, error);
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new SondeError(exitCode.badOutput, `cannot make the folder ${path}`, undefined, error);
  }
}
