/** BTF made by hand: types refer to each other by the numbers that these functions return. */

type Fields = readonly (readonly [name: string, type: number, bits?: number])[];

export function build() {
  const words: number[] = [];
  const strings = [""];
  let count = 0;
  const string = (text: string): number => {
    strings.push(text);
    return Buffer.byteLength(
      strings
        .slice(0, -1)
        .map((one) => `${one}\0`)
        .join(""),
    );
  };
  const add = (name: string, info: number, third: number, tail: readonly number[] = []): number => {
    words.push(name === "" ? 0 : string(name), info >>> 0, third, ...tail);
    return ++count;
  };
  const composite = (kind: number) => (name: string, fields: Fields) => {
    let at = 0;
    const tail = fields.flatMap(([field, type, bits = 0]) => {
      const word = ((bits << 24) | at) >>> 0;
      at += bits || 64;
      return [field === "" ? 0 : string(field), type, word];
    });
    return add(name, (1 << 31) | (kind << 24) | fields.length, at >> 3, tail);
  };
  return {
    int: (name: string, size: number) => add(name, 1 << 24, size, [(1 << 24) | (size * 8)]),
    pointer: (type: number) => add("", 2 << 24, type),
    array: (type: number, length: number) => add("", 3 << 24, 0, [type, type, length]),
    struct: composite(4),
    union: composite(5),
    typedef: (name: string, type: number) => add(name, 8 << 24, type),
    constant: (type: number) => add("", 10 << 24, type),
    prototype: (result: number, parameters: Fields) =>
      add(
        "",
        (13 << 24) | parameters.length,
        result,
        parameters.flatMap(([name, type]) => [name === "" ? 0 : string(name), type]),
      ),
    bytes: (): Uint8Array => {
      const text = Buffer.from(strings.map((one) => `${one}\0`).join(""));
      const head = Uint32Array.of(
        0x0001eb9f,
        24,
        0,
        words.length * 4,
        words.length * 4,
        text.length,
      );
      return Buffer.concat([
        Buffer.from(head.buffer),
        Buffer.from(Uint32Array.from(words).buffer),
        text,
      ]);
    },
  };
}
