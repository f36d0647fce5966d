import type { FollowedDecision } from "@aisle/contracts/monitor-source";
import { hasValues, isCategory, maxFields, typeOf, wellFormed } from "./field-values.ts";
import { otherValue, stepDimension } from "./segment-counts.ts";
import { endOf } from "./take-steps.ts";

/**
 * The segments of an answer, one value a dimension: each field of its request that is a text or yes-no and names nobody
 * (`request.device`), `version`, `arm`, `answer` (`empty` or `with products`), and how each step ended (`step rank`). Dimensions that it
 * has no value of are left out.
 */
export function segmentsOf({
  request,
  slots,
  steps,
  versionNumber,
  arm,
}: Pick<FollowedDecision, "request" | "slots" | "steps" | "versionNumber" | "arm">): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (versionNumber !== undefined) found.set("version", String(versionNumber));
  if (arm !== undefined) found.set("arm", wellFormed(arm));
  found.set("answer", slots.length === 0 ? "empty" : "with products");
  let left = maxFields;
  for (const name in request) {
    if (left-- === 0) break;
    if (!hasValues(name)) continue;
    const value = request[name];
    const type = typeOf(value);
    if (type === "yes-no") found.set(`request.${wellFormed(name)}`, String(value));
    else if (type === "text")
      found.set(`request.${wellFormed(name)}`, isCategory(value as string) ? wellFormed(value as string) : otherValue);
  }
  for (const step of steps) {
    const dimension = stepDimension + wellFormed(step.node);
    if (!found.has(dimension)) found.set(dimension, endOf(step));
  }
  return found;
}
