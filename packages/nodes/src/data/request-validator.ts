import { canonicalJson } from "@aisle/runtime/canonical-json";
import { AisleError } from "@aisle/runtime/errors";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { expressionBudget } from "@aisle/runtime/node-sdk/expression-budget";
import type { PatternCompiler } from "@aisle/runtime/node-sdk/text-pattern";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { LRUCache } from "lru-cache";
import { linearPattern } from "../linear-pattern.ts";
import { addStepKeyword, countSteps, distinctItems } from "./schema-steps.ts";

/** Checks a request's body; gives the wrong fields in words, or nothing when it fits. */
export type RequestValidator = (body: Json) => readonly { readonly field: string; readonly message: string }[];

const fits: ReturnType<RequestValidator> = [];

/** By schema: a draft's is compiled at every check of it. A compiled one takes about thirty times its text. */
const compiled = new LRUCache<string, RequestValidator>({
  max: 200,
  maxSize: 64 * 2 ** 20,
  sizeCalculation: (_validator, schema) => 30 * schema.length,
});

/**
 * Compiles a JSON Schema (draft 2020-12); throws `graph.invalid` when the schema itself is wrong, `pattern.backtracking` for a
 * pattern that cannot be matched in linear time. A body that takes too long to check does not fit.
 */
export function makeRequestValidator(
  schema: JsonObject,
  compilePattern: PatternCompiler = linearPattern,
): RequestValidator {
  if (compilePattern !== linearPattern) return makeValidator(schema, compilePattern);
  const key = canonicalJson(schema);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const validator = makeValidator(schema, compilePattern);
  compiled.set(key, validator);
  return validator;
}

function makeValidator(schema: JsonObject, compilePattern: PatternCompiler): RequestValidator {
  const budget = expressionBudget();
  const validate = compileSchema(schema, budget, compilePattern);
  return (body) => {
    Object.assign(budget, expressionBudget());
    try {
      return validate(body) ? fits : (validate.errors ?? []).slice(0, 20).map(issueOf);
    } catch (error) {
      if (!(error instanceof AisleError) || error.code !== "expression.too-expensive") throw error;
      return [{ field: "body", message: `takes too long to check: ${error.message}` }];
    }
  };
}

function compileSchema(
  schema: JsonObject,
  budget: ReturnType<typeof expressionBudget>,
  compilePattern: PatternCompiler,
): ReturnType<Ajv2020["compile"]> {
  const regExp = Object.assign(
    (source: string) => {
      const pattern = compilePattern(source);
      return {
        test(text: string) {
          const started = performance.now();
          const found = pattern.test(text);
          budget.matchingMs -= performance.now() - started;
          if (budget.matchingMs < 0)
            throw new AisleError("expression.too-expensive", "its patterns take too long to match.");
          return found;
        },
        // Ajv keeps one for each text.
        toString: () => source,
      };
    },
    // Only what is compiled to a file of its own would need the engine's name.
    { code: "linearPattern" },
  );
  // A schema comes from a graph: unknown words in it are the author's notes, not an error.
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false, code: { regExp } });
  addStepKeyword(ajv, budget);
  ajv.removeKeyword("uniqueItems");
  ajv.addKeyword(distinctItems);
  try {
    return ajv.compile(countSteps(schema));
  } catch (error) {
    if (error instanceof AisleError) throw new AisleError(error.code, error.message, { field: "requestSchema" }, error);
    const message = error instanceof Error ? error.message : String(error);
    throw new AisleError(
      "graph.invalid",
      `The request's schema is not a JSON Schema: ${message}`,
      { field: "requestSchema" },
      error,
    );
  }
}

function issueOf(error: ErrorObject): { readonly field: string; readonly message: string } {
  const inside = error.instancePath.slice(1).replaceAll("/", ".");
  const named = error.keyword === "required" ? (error.params.missingProperty as string) : undefined;
  const extra = error.keyword === "additionalProperties" ? (error.params.additionalProperty as string) : undefined;
  const field = [inside, named ?? extra].filter((part) => part !== undefined && part !== "").join(".");
  if (named !== undefined) return { field, message: "is missing" };
  if (extra !== undefined) return { field, message: "is not a field of this endpoint" };
  return { field: field === "" ? "body" : field, message: error.message ?? "does not fit the schema" };
}
