import { cutText } from "@aisle/runtime/cut-text";
import type { Json, JsonObject } from "@aisle/runtime/json";

const jsonLength = 4096;

/** JSON cut to about 4 KB: whole entries at the front, long ones shortened. */
export function cutJson(value: Json): { readonly json: Json; readonly cut: boolean } {
  const whole = JSON.stringify(value);
  if (whole.length <= jsonLength) return { json: value, cut: false };
  if (typeof value === "string") return { json: cutText(value, jsonLength), cut: true };
  if (Array.isArray(value)) return { json: fitting(value.map(cutItem)), cut: true };
  const entries = Object.entries(value as JsonObject).map(([key, item]): [string, Json] => [key, cutItem(item)]);
  return { json: Object.fromEntries(fitting(entries) as [string, Json][]), cut: true };
}

/** Anything as JSON: what JSON does not know becomes text. */
export function jsonOf(value: unknown): Json {
  try {
    const text = JSON.stringify(value, (_key, item: unknown) => {
      if (typeof item === "bigint" || typeof item === "function" || typeof item === "symbol") return String(item);
      return ArrayBuffer.isView(item) ? `${item.byteLength} bytes` : item;
    });
    return text === undefined ? null : (JSON.parse(text) as Json);
  } catch {
    return String(value);
  }
}

function cutItem(item: Json): Json {
  const whole = JSON.stringify(item);
  return whole.length <= jsonLength / 4 ? item : `${whole.slice(0, jsonLength / 4)}…`;
}

function fitting(items: readonly Json[]): Json[] {
  let left = jsonLength;
  const shown: Json[] = [];
  for (const item of items) {
    left -= JSON.stringify(item).length;
    if (left < 0) break;
    shown.push(item);
  }
  return shown;
}
