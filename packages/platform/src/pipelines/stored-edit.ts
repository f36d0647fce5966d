import type { Edit } from "@aisle/runtime/graph/edit";
import type { Json } from "@aisle/runtime/json";

/** A pin as a stored edit names it: its value is large and lies with the draft alone. */
interface NamedPin {
  readonly port: string;
  readonly at: string;
}

/** The edit as the log of a draft holds it: without the values of pinned samples. */
export function withoutPinValues(edit: Edit): Json {
  if (edit.do === "batch") return { ...edit, edits: edit.edits.map(withoutPinValues) } as unknown as Json;
  if (edit.do !== "put-pin") return edit as unknown as Json;
  const { value: _value, ...pin } = edit.pin;
  return { ...edit, pin } as unknown as Json;
}

/** True for an edit whose pins have to be looked up. */
export function lacksPinValues(edit: Edit): boolean {
  if (edit.do === "batch") return edit.edits.some(lacksPinValues);
  return edit.do === "put-pin" && !("value" in edit.pin);
}

/**
 * The edit with the values of its pins, as the draft has them now. A pin that the draft has no more has null for its value: a later
 * edit replaces it or takes it away.
 */
export function withPinValues(edit: Edit, storedValue: (pin: NamedPin) => Json | undefined): Edit {
  if (edit.do === "batch") return { ...edit, edits: edit.edits.map((part) => withPinValues(part, storedValue)) };
  if (edit.do !== "put-pin" || "value" in edit.pin) return edit;
  const pin: NamedPin & { readonly revision?: number } = edit.pin;
  return { ...edit, pin: { ...pin, value: storedValue(pin) ?? null } };
}
