import { AisleError } from "@aisle/runtime/errors";
import type { FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyRequest {
    /** The JSON text of the body, as it came. */
    bodyText: string | undefined;
  }
}

const maxDepth = 64;

/** Parses JSON bodies and keeps their text, which the decision log stores as it is. */
export function jsonBodies(server: FastifyInstance): void {
  server.decorateRequest("bodyText", undefined);
  server.removeContentTypeParser("application/json");
  server.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, text, done) => {
    try {
      const body = parseBody(text);
      request.bodyText = text;
      done(null, body);
    } catch (error) {
      done(error as Error);
    }
  });
}

/** Reads JSON; throws `request.not-json`, and `request.invalid` for a key `__proto__` or for more than 64 levels. */
export function parseBody(text: string): unknown {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new AisleError("request.not-json", `The body is not JSON: ${(error as Error).message}`);
  }
  const fault = maybeHarmful(text) ? faultOf(body, maxDepth) : undefined;
  if (fault !== undefined) throw new AisleError("request.invalid", fault);
  return body;
}

/** False for nearly every body, so that it is walked only when its text gives a reason: a key may be written by escapes. */
function maybeHarmful(text: string): boolean {
  if (text.includes("__proto__") || text.includes("\\u")) return true;
  let openings = 0;
  for (const bracket of ["{", "["]) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++openings > maxDepth) return true;
    }
  }
  return false;
}

function faultOf(value: unknown, levels: number): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  // Deeper, and what walks a request by recursion would overflow the stack.
  if (levels === 0) return `The body is nested more than ${maxDepth} levels deep.`;
  if (!Array.isArray(value) && Object.hasOwn(value, "__proto__")) return "The body holds the key __proto__.";
  for (const inner of Object.values(value)) {
    const fault = faultOf(inner, levels - 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
