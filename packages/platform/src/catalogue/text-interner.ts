import type { Json, JsonObject } from "@aisle/runtime/json";

const longestShared = 48;

/** Gives equal short texts one string in memory: catalogues repeat their brands, categories and attribute values. */
export class TextInterner {
  readonly #known = new Map<string, string>();

  object(value: JsonObject): JsonObject {
    const shared: { [key: string]: Json } = {};
    for (const key in value) shared[key] = this.value(value[key]!);
    return shared;
  }

  value(value: Json): Json {
    if (typeof value === "string") return value.length > longestShared ? value : this.#text(value);
    if (value === null || typeof value !== "object") return value;
    return Array.isArray(value) ? value.map((inner) => this.value(inner)) : this.object(value as JsonObject);
  }

  #text(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    this.#known.set(text, text);
    return text;
  }
}
