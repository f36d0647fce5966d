import { Ajv, type ValidateFunction } from "ajv";
import type { Exchange } from "./stand-in-server.ts";

type Node = { [key: string]: unknown };
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: Node } } };
  readonly responses: Record<string, { readonly content: { readonly "application/json": { readonly schema: Node } } }>;
}
/** As much of an OpenAPI 3.0 document as is read. */
export interface OpenApi {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Node> };
}

/** A check that throws when an exchange is not what the engine's own OpenAPI document describes. */
export function openApiCheck(document: OpenApi): (exchange: Exchange) => void {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, allowUnionTypes: true });
  ajv.addSchema({ $id: "api", components: asJsonSchema(document.components) as Node });
  const compiled = new Map<Node, ValidateFunction>();
  const check = (what: string, schema: Node, value: unknown) => {
    let validate = compiled.get(schema);
    if (validate === undefined) {
      validate = ajv.compile(asJsonSchema(schema) as Node);
      compiled.set(schema, validate);
    }
    if (!validate(value)) throw new Error(`${what}: ${ajv.errorsText(validate.errors)}`);
  };
  return ({ method, path, query, request, status, response }) => {
    const operation = operationFor(document, method, path);
    const named = operation.parameters?.filter((parameter) => parameter.in === "query").map(({ name }) => name) ?? [];
    for (const name of query.keys()) if (!named.includes(name)) throw new Error(`${path} takes no parameter ${name}`);
    if (request !== undefined) {
      const schema = operation.requestBody?.content["application/json"].schema;
      if (schema === undefined) throw new Error(`${method} ${path} takes no body`);
      check(`request of ${method} ${path}`, schema, request);
    }
    const answer = operation.responses[String(status)] ?? operation.responses["4XX"] ?? operation.responses.default!;
    check(`answer of ${method} ${path}`, answer.content["application/json"].schema, response);
  };
}

function operationFor(document: OpenApi, method: string, path: string): Operation {
  const parts = path.split("/");
  const matching = Object.keys(document.paths).filter((template) => {
    const templateParts = template.split("/");
    return (
      templateParts.length === parts.length &&
      templateParts.every((part, i) => part.startsWith("{") || part === parts[i])
    );
  });
  // `/collections/aliases` goes before `/collections/{collection_name}`.
  const [best] = matching.sort((a, b) => a.split("{").length - b.split("{").length);
  const operation = best === undefined ? undefined : document.paths[best]![method.toLowerCase()];
  if (operation === undefined) throw new Error(`the engine knows no ${method} ${path}`);
  return operation;
}

/**
 * OpenAPI 3.0 as JSON Schema: `nullable` becomes a type, references point into the one document, and an object that
 * lists its properties takes no others, so that a misspelt field is not waved through.
 */
function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (value === null || typeof value !== "object") return value;
  const { nullable, example: _, ...node } = value as Node;
  const out: Node = {};
  for (const [key, inner] of Object.entries(node))
    out[key] = key === "$ref" ? String(inner).replace("#/", "api#/") : asJsonSchema(inner);
  if (out.properties !== undefined && out.additionalProperties === undefined && out.allOf === undefined)
    out.additionalProperties = false;
  if (nullable !== true) return out;
  if (out.type === undefined)
    return Object.keys(out).length === 0 ? { type: "null" } : { anyOf: [out, { type: "null" }] };
  return { ...out, type: [out.type, "null"] };
}
