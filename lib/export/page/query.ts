/** What is typed into a filter: words that must all be found, some of them in a field of their own. */

export interface Word {
  /** Null: anywhere. */
  readonly key: string | null;
  /** In lower case. */
  readonly text: string;
  /** Must not be found. */
  readonly not: boolean;
}

/** `pid:4711 -lib "two words"`; a key that is not among `keys` is part of the text. */
export function wordsOf(query: string, keys: readonly string[]): Word[] {
  const words = query.toLowerCase().matchAll(/(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/g);
  return [...words].flatMap(([whole, minus, key, quoted, plain]) => {
    const text = quoted ?? plain ?? "";
    const isKey = key !== undefined && keys.includes(key);
    if (key !== undefined && !isKey) return [{ key: null, text: whole, not: false }];
    if (text === "") return [];
    return [{ key: isKey ? key : null, text, not: minus === "-" }];
  });
}
