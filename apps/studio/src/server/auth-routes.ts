import { textFault } from "@aisle/platform/http/text-fault";
import { AisleError } from "@aisle/runtime/errors";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Access } from "./access/make-access.ts";
import { webRequest } from "./web-request.ts";

/** What of better-auth the studio uses; its other calls do not exist here. */
const routes = [
  ["POST", "/sign-in/email"],
  ["POST", "/sign-out"],
  ["POST", "/change-password"],
  ["POST", "/owner-link/redeem"],
  ["POST", "/owner-link/finish"],
  ["GET", "/owner-link/state"],
  ["GET", "/get-session"],
] as const;

const bodyLimitBytes = 64 << 10;

/** `/api/auth/…`: JSON alone, which a page elsewhere cannot send without asking first. */
export function authRoutes(server: FastifyInstance, access: Access): void {
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      if (typeof request.body === "string") refuseHarmfulBody(request.body);
      const response = await access.handle(webRequest(request));
      reply.code(response.status);
      for (const [name, value] of response.headers) if (name !== "set-cookie") reply.header(name, value);
      const cookies = response.headers.getSetCookie();
      if (cookies.length > 0) reply.header("set-cookie", cookies);
      return reply.send(Buffer.from(await response.arrayBuffer()));
    };
    for (const [method, path] of routes) {
      scope.route({ method, url: `/api/auth${path}`, bodyLimit: bodyLimitBytes, handler });
    }
  });
}

function refuseHarmfulBody(text: string): void {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new AisleError("request.not-json", "The body is not JSON.");
  }
  const fault = textFault(body);
  if (fault !== undefined) throw new AisleError("request.invalid", fault);
}
