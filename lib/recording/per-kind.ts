/** Something for each kind of event, made when the first one comes. Faster than a Map. */
import type { StoredSchema } from "./values.ts";

interface Made<T> {
  readonly schema: StoredSchema;
  readonly value: T;
}

export class PerKind<T> {
  /** By the kind's number, which is small: see reader-header.ts. */
  readonly #made: (Made<T> | undefined)[] = [];
  readonly #make: (schema: StoredSchema) => T;

  constructor(make: (schema: StoredSchema) => T) {
    this.#make = make;
  }

  of(schema: StoredSchema): T {
    const made = this.#made[schema.kind];
    if (made !== undefined && made.schema === schema) return made.value;
    const value = this.#make(schema);
    this.#made[schema.kind] = { schema, value };
    return value;
  }
}
