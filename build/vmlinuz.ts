/** Unpacks the kernel inside a boot image. Layout: Documentation/arch/x86/boot.rst. */
import { gunzipSync } from "node:zlib";
import { BuildError } from "./run.ts";

/** vmlinux of an x86 bzImage; what is not one, is returned as it is: arm64's are not packed. @throws BuildError */
export async function unpackKernel(image: Uint8Array): Promise<Uint8Array> {
  const buffer = Buffer.from(image.buffer, image.byteOffset, image.byteLength);
  if (buffer[0] === 0x1f && buffer[1] === 0x8b) return gunzipSync(buffer);
  if (buffer.length < 0x250 || buffer.toString("latin1", 0x202, 0x206) !== "HdrS") return image;
  const start = ((buffer[0x1f1] || 4) + 1) * 512 + buffer.readUInt32LE(0x248);
  const payload = buffer.subarray(start, start + buffer.readUInt32LE(0x24c));
  const magic = payload.toString("hex", 0, 6);
  // The last four bytes are the unpacked size, which is the boot loader's and not the format's.
  const packed = payload.subarray(0, -4);
  if (magic.startsWith("28b52ffd")) return Bun.zstdDecompressSync(packed);
  if (magic.startsWith("1f8b")) return gunzipSync(packed);
  if (magic.startsWith("fd377a585a00")) return await unpack("xz", packed);
  if (magic.startsWith("02214c18")) return await unpack("lz4", packed);
  throw new BuildError(`a kernel image packed in an unknown way (${magic})`);
}

async function unpack(tool: string, packed: Uint8Array): Promise<Uint8Array> {
  const child = Bun.spawn([tool, "-dc"], { stdin: packed, stdout: "pipe", stderr: "pipe" });
  const [out, said] = await Promise.all([
    new Response(child.stdout).bytes(),
    new Response(child.stderr).text(),
  ]);
  if ((await child.exited) !== 0) throw new BuildError(`${tool}: ${said.trim()}`);
  return out;
}
