import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import { z } from "zod";
import { describeIssue } from "../describe-issue.ts";
import type { JsonObject } from "../json.ts";

/**
 * A node's config: any schema of the Standard Schema specification that can also say itself as JSON Schema. Aisle's own nodes
 * use zod. Validation is sync: a config is checked while somebody types.
 */
export interface ConfigSchema<Output = JsonObject> {
  readonly "~standard": StandardSchemaV1.Props<unknown, Output> & StandardJSONSchemaV1.Props<unknown, Output>;
}

/** What `run` and `prepare` receive as config. */
export type ConfigOf<C extends ConfigSchema> = StandardSchemaV1.InferOutput<C>;

/** What is wrong with a config: the field by its path (empty for the whole), in words for a person. */
export interface ConfigIssue {
  readonly field: string;
  readonly message: string;
}

export type ParsedConfig =
  | { readonly ok: true; readonly config: JsonObject }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** Checks a stored config and fills in its defaults. */
export function parseConfig(schema: ConfigSchema<unknown>, value: unknown): ParsedConfig {
  // zod's own words are for developers; ours need the input, since without it a wrong value reads as a missing one.
  if (schema instanceof z.ZodType) {
    const parsed = schema.safeParse(value, { reportInput: true });
    if (parsed.success) return { ok: true, config: parsed.data as JsonObject };
    return {
      ok: false,
      issues: parsed.error.issues.map((issue) => ({ field: issue.path.join("."), message: describeIssue(issue) })),
    };
  }
  const result = schema["~standard"].validate(value);
  if (result instanceof Promise) {
    const message = "This node's settings cannot be checked at once: its schema answers later. Ask its author.";
    return { ok: false, issues: [{ field: "", message }] };
  }
  if (result.issues === undefined) return { ok: true, config: result.value as JsonObject };
  return { ok: false, issues: result.issues.map((issue) => ({ field: fieldOf(issue), message: issue.message })) };
}

const fieldOf = ({ path }: StandardSchemaV1.Issue): string =>
  (path ?? []).map((part) => String(typeof part === "object" ? part.key : part)).join(".");

/** JSON Schema (draft 2020-12) of what a config may hold before its defaults are filled in. */
export function configJsonSchema(schema: ConfigSchema<unknown>): JsonObject {
  if (schema instanceof z.ZodType) return z.toJSONSchema(schema, { io: "input" }) as JsonObject;
  return schema["~standard"].jsonSchema.input({ target: "draft-2020-12" }) as JsonObject;
}
