import { requestFault } from "@aisle/platform/http/request-fault";
import { watchBody } from "@aisle/platform/http/watch-body";
import { AisleError, errorBody } from "@aisle/runtime/errors";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refuseForeignPage } from "./request-origin.ts";

export interface GuardOptions {
  /** Origins of the studio's own pages. */
  readonly origins: ReadonlySet<string>;
  /** How long a body may take; one of an upload may take as long as it likes, and stand still for no longer than this. */
  readonly bodyMs: number;
}

/** Routes that take a file of any size. */
const uploads = /^\/api\/(import\/|restore\b)/;
const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** What holds for every request before its route is looked at: a good Host and method, a page of ours, a body that arrives. */
export function guardRequests(server: FastifyInstance, { origins, bodyMs }: GuardOptions): void {
  server.addHook("onRequest", (request, reply, done) => {
    // Set first, so that every answer has it, whoever sends it.
    reply.header("x-content-type-options", "nosniff");
    watchBody(request.raw, { ms: bodyMs, whole: !uploads.test(request.url) }, () => answerLate(request, reply));
    try {
      const fault = requestFault(request.raw);
      if (fault !== undefined) throw fault;
      if (!safeMethods.has(request.method)) refuseForeignPage(request.headers, origins);
    } catch (error) {
      return done(error as Error);
    }
    done();
  });
}

function answerLate({ raw: { socket } }: FastifyRequest, reply: FastifyReply): void {
  if (reply.sent) return void socket.destroy();
  const error = new AisleError("request.timeout", "The body did not arrive in time.");
  reply.raw.once("finish", () => socket.destroy());
  void reply.code(error.row.status).header("connection", "close").send(errorBody(error));
}
