/** ELF notes, as in /sys/kernel/notes: where a kernel says which build it is. */

const gnuBuildId = 3;

/** The GNU build id in hex; null when there is none. Cut notes end the search. */
export function parseNotes(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const aligned = (size: number) => (size + 3) & ~3;
  for (let at = 0; at + 12 <= bytes.length; ) {
    const nameSize = view.getUint32(at, true);
    const size = view.getUint32(at + 4, true);
    const type = view.getUint32(at + 8, true);
    if (nameSize > bytes.length || size > bytes.length) return null;
    const start = at + 12 + aligned(nameSize);
    if (start + size > bytes.length) return null;
    const name = Buffer.from(bytes.subarray(at + 12, at + 12 + nameSize)).toString("latin1");
    if (type === gnuBuildId && name === "GNU\0" && size > 0) {
      return Buffer.from(bytes.subarray(start, start + size)).toString("hex");
    }
    at = start + aligned(size);
  }
  return null;
}
