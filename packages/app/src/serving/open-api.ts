import { errorTable } from "@aisle/runtime/error-table";
import type { JsonObject } from "@aisle/runtime/json";

/** What the document says of an endpoint. */
interface DescribedEndpoint {
  readonly slug: string;
  readonly versionNumber: number;
  readonly plan: { readonly requestSchema: JsonObject };
}

const errorSchema: JsonObject = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message", "help", "retryable"],
      properties: {
        code: { type: "string", enum: Object.keys(errorTable) },
        message: { type: "string" },
        help: { type: "string", description: "What to do next." },
        retryable: { type: "boolean", description: "Whether the same call may succeed later." },
        blame: { type: "string", enum: ["author", "caller", "dependency", "us"] },
        details: { type: "object" },
      },
    },
  },
};

const answerSchema: JsonObject = {
  type: "object",
  required: ["items", "decisionId", "traceId", "version", "variant"],
  properties: {
    items: {
      type: "array",
      items: {
        type: "object",
        required: ["id"],
        properties: {
          id: { type: "string" },
          title: { type: "string" },
          price: { type: "integer", description: "Minor units of `currency`." },
          currency: { type: "string" },
          availability: { type: "string", enum: ["unknown"], description: "Set when the stock is not known." },
          exploring: { type: "boolean", description: "Set when the place was given to exploration." },
        },
        additionalProperties: true,
      },
    },
    decisionId: {
      type: "string",
      description: "Send it with later events of the shopper: it ties them to this answer.",
    },
    traceId: { type: "string" },
    version: { type: "integer" },
    variant: { type: "string" },
  },
  additionalProperties: true,
};

/** The OpenAPI 3.1 document of a workspace's live endpoints and its event intake. */
export function openApiOf(plans: readonly DescribedEndpoint[], serverUrl: string): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const { slug, plan, versionNumber } of plans) {
    paths[`/v1/${slug}`] = operation({
      operationId: slug,
      summary: `Version ${versionNumber} of ${slug}`,
      security: [{ endpointKey: [] }],
      requestSchema: plan.requestSchema,
      answer: { $ref: "#/components/schemas/Answer" },
    });
  }
  for (const [path, what] of [
    ["/events/v1/track", "Send one event"],
    ["/events/v1/batch", "Send several events"],
  ] as const) {
    paths[path] = operation({
      operationId: path.slice(1).replaceAll("/", "-"),
      summary: what,
      security: [{ writeKey: [] }],
      requestSchema: { type: "object" },
      answer: {
        type: "object",
        properties: { accepted: { type: "integer" }, rejected: { type: "array", items: { type: "object" } } },
      },
    });
  }
  return {
    openapi: "3.1.0",
    info: { title: "Aisle endpoints", version: "1" },
    servers: [{ url: serverUrl }],
    paths,
    components: {
      schemas: { Answer: answerSchema, Error: errorSchema },
      securitySchemes: {
        endpointKey: { type: "http", scheme: "bearer", description: "A key of the kind `aisle_live_…`." },
        writeKey: { type: "http", scheme: "bearer", description: "A key of the kind `aisle_write_…`." },
      },
    },
  };
}

function operation(parts: {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly JsonObject[];
  readonly requestSchema: JsonObject;
  readonly answer: JsonObject;
}): JsonObject {
  const error = {
    description: "An error, with what to do next.",
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  };
  return {
    post: {
      operationId: parts.operationId,
      summary: parts.summary,
      security: parts.security,
      requestBody: { required: true, content: { "application/json": { schema: parts.requestSchema } } },
      responses: {
        "200": { description: "The answer.", content: { "application/json": { schema: parts.answer } } },
        "4XX": error,
        "5XX": error,
      },
    },
  };
}
