import type { Json } from "@aisle/runtime/json";
import type { Product } from "@aisle/runtime/node-sdk/product";

/**
 * The value at a payload path such as `brand` or `attributes.colour`, `undefined` when there is none. A key that holds
 * dots itself is found too: at each level the whole rest of the path is tried first.
 */
export function valueAtPath(fields: Product["fields"], path: string): Json | undefined {
  if (Object.hasOwn(fields, path)) return fields[path];
  for (let dot = path.indexOf("."); dot > 0; dot = path.indexOf(".", dot + 1)) {
    const head = path.slice(0, dot);
    const inner = Object.hasOwn(fields, head) ? fields[head] : undefined;
    if (inner === null || typeof inner !== "object" || Array.isArray(inner)) continue;
    const found = valueAtPath(inner as Product["fields"], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}
