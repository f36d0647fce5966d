import { AisleError } from "@aisle/runtime/errors";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";

/** Checks a request's body; gives the wrong fields in words, or nothing when it fits. */
export type RequestValidator = (body: Json) => readonly { readonly field: string; readonly message: string }[];

const fits: ReturnType<RequestValidator> = [];

/** Compiles a JSON Schema (draft 2020-12); throws `graph.invalid` when the schema itself is wrong. */
export function makeRequestValidator(schema: JsonObject): RequestValidator {
  // A schema comes from a graph: unknown words in it are the author's notes, not an error.
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false });
  let validate: ReturnType<typeof ajv.compile>;
  try {
    validate = ajv.compile(schema);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new AisleError(
      "graph.invalid",
      `The request's schema is not a JSON Schema: ${message}`,
      { field: "requestSchema" },
      error,
    );
  }
  return (body) => (validate(body) ? fits : (validate.errors ?? []).slice(0, 20).map(issueOf));
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
