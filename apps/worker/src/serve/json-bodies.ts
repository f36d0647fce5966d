import { AisleError } from "@aisle/runtime/errors";
import type { FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyRequest {
    /** The JSON text of the body, as it came. */
    bodyText: string | undefined;
  }
}

/** Parses JSON bodies and keeps their text, which the decision log stores as it is. A key `__proto__` is refused. */
export function jsonBodies(server: FastifyInstance): void {
  server.decorateRequest("bodyText", undefined);
  server.removeContentTypeParser("application/json");
  server.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, text, done) => {
    if (text.includes("__proto__")) {
      done(new AisleError("request.invalid", "The body holds the key __proto__."));
      return;
    }
    try {
      const body: unknown = JSON.parse(text);
      request.bodyText = text;
      done(null, body);
    } catch (error) {
      done(new AisleError("request.not-json", `The body is not JSON: ${(error as Error).message}`));
    }
  });
}
