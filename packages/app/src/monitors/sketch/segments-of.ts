import type { FollowedDecision } from "@aisle/contracts/monitor-source";
import { otherValue, stepDimension } from "./segment-counts.ts";
import { hasValues, isCategory, maxFields, typeOf, wellFormed } from "./take-fields.ts";
import { isOverTime } from "./take-steps.ts";

type Step = FollowedDecision["steps"][number];

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
  for (const step of steps) found.set(`${stepDimension}${wellFormed(step.node)}`, endOf(step));
  return found;
}

/** How a step ended, in one word: that it took too long weighs more than what became of it then. */
function endOf({ outcome, failed, reason }: Step): string {
  if (isOverTime(reason)) return "timed-out";
  if (outcome === "failed" || failed === true) return "failed";
  return outcome === "skipped" || outcome === "fell-back" ? outcome : "answered";
}
