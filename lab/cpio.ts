/** Writes initramfs archives ("newc" cpio; Documentation/driver-api/early-userspace/buffer-format.rst). */
import { createWriteStream } from "node:fs";
import { dirname } from "node:path";
import { finished } from "node:stream/promises";

export type Entry =
  | { readonly path: string; readonly mode: number; readonly data: Uint8Array }
  /** A file of this machine, read when it is written. */
  | { readonly path: string; readonly mode: number; readonly from: string }
  | { readonly path: string; readonly link: string }
  | { readonly path: string; readonly dir: number };

const type = { dir: 0o040000, file: 0o100000, link: 0o120000 } as const;

/** Archive of the entries, with the folders above them. Entries get inode numbers by order, owner root and time 0. */
export async function* cpio(entries: readonly Entry[]): AsyncGenerator<Uint8Array> {
  let inode = 1;
  for (const entry of withFolders(entries)) {
    const path = entry.path.replace(/^\//, "");
    if ("dir" in entry) yield record(inode++, path, type.dir | entry.dir, new Uint8Array());
    else if ("link" in entry) {
      yield record(inode++, path, type.link | 0o777, new TextEncoder().encode(entry.link));
    } else {
      const data = "data" in entry ? entry.data : await Bun.file(entry.from).bytes();
      yield record(inode++, path, type.file | entry.mode, data);
    }
  }
  yield record(0, "TRAILER!!!", 0, new Uint8Array());
}

/** Writes the archive to a file. */
export async function writeCpio(path: string, entries: readonly Entry[]): Promise<void> {
  const out = createWriteStream(path);
  for await (const bytes of cpio(entries)) {
    if (!out.write(bytes)) await new Promise((resolve) => out.once("drain", resolve));
  }
  out.end();
  await finished(out);
}

function* withFolders(entries: readonly Entry[]): Generator<Entry> {
  const known = new Set(["/", "."]);
  for (const entry of entries) {
    const missing: string[] = [];
    for (let dir = dirname(entry.path); !known.has(dir); dir = dirname(dir)) {
      missing.unshift(dir);
      known.add(dir);
    }
    for (const dir of missing) yield { path: dir, dir: 0o755 };
    if (known.has(entry.path) && "dir" in entry) continue;
    known.add(entry.path);
    yield entry;
  }
}

function record(inode: number, path: string, mode: number, data: Uint8Array): Uint8Array {
  const name = new TextEncoder().encode(`${path}\0`);
  const links = (mode & 0o170000) === type.dir ? 2 : 1;
  const fields = [inode, mode, 0, 0, links, 0, data.length, 0, 0, 0, 0, name.length, 0];
  const head = `070701${fields.map((value) => value.toString(16).padStart(8, "0")).join("")}`;
  // Name and data each end on a multiple of four.
  const dataAt = align4(head.length + name.length);
  const bytes = new Uint8Array(align4(dataAt + data.length));
  bytes.set(new TextEncoder().encode(head), 0);
  bytes.set(name, head.length);
  bytes.set(data, dataAt);
  return bytes;
}

function align4(length: number): number {
  return (length + 3) & ~3;
}
