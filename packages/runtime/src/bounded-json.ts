import { z } from "zod";
import type { Json, JsonObject } from "./json.ts";

/** Levels that JSON from outside may be nested: what reads it further calls itself for each. */
export const maxJsonDepth = 200;

const tooDeep = `nested more than ${maxJsonDepth} levels deep`;

/** Why a value is no JSON that is taken in, `undefined` when it is; walks without recursion, so that no depth overflows the stack. */
export function jsonFault(value: unknown): string | undefined {
  const open: (readonly [value: unknown, depth: number])[] = [[value, 1]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [current, depth] = next;
    if (current === null || typeof current === "string" || typeof current === "boolean") continue;
    if (typeof current === "number") {
      if (!Number.isFinite(current)) return "not a JSON value";
      continue;
    }
    if (typeof current !== "object") return "not a JSON value";
    if (depth > maxJsonDepth) return tooDeep;
    for (const inner of Object.values(current)) if (inner !== undefined) open.push([inner, depth + 1]);
  }
  return undefined;
}

function refuse(value: unknown, ctx: z.RefinementCtx): void {
  const message = jsonFault(value);
  if (message !== undefined) ctx.addIssue({ code: "custom", message });
}

/** Any JSON of bounded depth. */
export const boundedJson = z.unknown().superRefine(refuse) as unknown as z.ZodType<Json>;

/** A JSON object of bounded depth. */
export const boundedJsonObject = z
  .custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value), "not an object")
  .superRefine(refuse) as unknown as z.ZodType<JsonObject>;
