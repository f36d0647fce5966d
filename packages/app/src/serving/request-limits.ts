import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";

/** What one request may hold, whatever its schema says: its checks, redaction and steps take time in proportion. */
export const requestLimits = {
  /** Characters of a text or of a field's name. */
  textLength: 65_536,
  /** Values in a list, or fields of an object. */
  listLength: 10_000,
  /** Values in all. */
  values: 100_000,
} as const;

/** A text of fewer characters can hold no list of 10,000, with a comma for each, and no text that is too long. */
const safeLength = requestLimits.listLength;

/** Gives `request.too-large` for a body with a longer text or list, or with more values, than are taken; each is named. */
export function overLimit(body: Json, bodyLength = Number.POSITIVE_INFINITY): AisleError | undefined {
  return bodyLength < safeLength ? undefined : new LimitCheck().check(body, "");
}

class LimitCheck {
  #values = 0;

  check(value: Json, path: string): AisleError | undefined {
    if (++this.#values > requestLimits.values) return tooLarge("", "more than", requestLimits.values, "values");
    if (typeof value === "string") return this.#text(value, path);
    if (typeof value !== "object" || value === null) return undefined;
    const names = Array.isArray(value) ? undefined : Object.keys(value);
    const length = names?.length ?? (value as readonly Json[]).length;
    const { listLength } = requestLimits;
    if (length > listLength) return tooLarge(path, length, listLength, names === undefined ? "values" : "fields");
    for (let at = 0; at < length; at++) {
      const name = names?.[at];
      const inner =
        name === undefined ? (value as readonly Json[])[at]! : (value as { readonly [name: string]: Json })[name]!;
      const fault =
        (name === undefined ? undefined : this.#text(name, path)) ??
        // The way there is written only where it is needed: most values are small.
        this.check(inner, typeof inner === "object" || typeof inner === "string" ? `${path}.${name ?? at}` : path);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  #text(text: string, path: string): AisleError | undefined {
    if (text.length <= requestLimits.textLength) return undefined;
    return tooLarge(path, text.length, requestLimits.textLength, "characters");
  }
}

function tooLarge(path: string, found: number | "more than", limit: number, what: string): AisleError {
  const where = path === "" ? "The body" : `“${path.slice(1, 101)}”`;
  const words =
    found === "more than"
      ? `${where} holds more than ${limit} ${what}.`
      : `${where} holds ${found} ${what}, at most ${limit} are taken.`;
  return new AisleError("request.too-large", words, { limit });
}
