/** Values of a parsed JSON document, whose shape nobody has checked. */

export function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined;
}

/** Null when it is something else. */
export function textProperty(value: unknown, name: string): string | null {
  const text = property(value, name);
  return typeof text === "string" ? text : null;
}
