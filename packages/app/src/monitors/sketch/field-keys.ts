import { type FieldType, fieldTypes, hasValues, maxName, wellFormed } from "./field-values.ts";

/** Names that are known at once: they come from senders, and many different ones must not stay in memory. */
const maxKnown = 1000;

/** What a field is called in sketches. */
export interface FieldKeys {
  readonly name: string;
  /** The column of its values. */
  readonly column: string;
  readonly hasValues: boolean;
  readonly types: Readonly<Record<FieldType, string>>;
}

/** Keys of fields by name. */
export class KnownFields {
  readonly #prefix: string;
  readonly #keys = new Map<string, FieldKeys>();

  constructor(prefix: "request" | "properties") {
    this.#prefix = prefix;
  }

  of(name: string): FieldKeys {
    let keys = this.#keys.get(name);
    if (keys === undefined) {
      const column = `${this.#prefix}.${wellFormed(name.slice(0, maxName))}`;
      const types = Object.fromEntries(
        fieldTypes.map((type) => [type, `type.${type} ${column}`]),
      ) as FieldKeys["types"];
      keys = { name, column, hasValues: hasValues(name), types };
      if (this.#keys.size < maxKnown) this.#keys.set(name, keys);
    }
    return keys;
  }
}
