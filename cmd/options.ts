/** Values as cac parsed them: an option given twice is an array, one that looks like a number is one. */
export type Options = Readonly<Record<string, unknown>>;

/** The last one that was given. */
export function optionText(value: unknown): string | undefined {
  return value === undefined ? undefined : String(Array.isArray(value) ? value.at(-1) : value);
}

/** One that may be given more than once. */
export function optionTexts(value: unknown): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}
