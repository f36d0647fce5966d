import { PassThrough, Readable } from "node:stream";
import { may } from "@aisle/app/access/role";
import type { StudioServices } from "@aisle/app/studio-services";
import { AisleError, errorBody, toAisleError } from "@aisle/runtime/errors";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { SignedIn } from "./access/access.ts";
import type { Operations } from "./operations.ts";

/** `GET /api/backup`, `POST /api/restore`, `GET /api/doctor` and `GET /api/rejected/:jobId`, for those who are signed in. */
export function operationRoutes(
  server: FastifyInstance,
  operations: Operations,
  services: StudioServices,
  signedIn: (request: FastifyRequest) => Promise<SignedIn | undefined>,
): void {
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
    scope.addHook("onRequest", async (request) => {
      const who = await signedIn(request);
      if (who === undefined) throw new AisleError("session.required", "You are not signed in.");
      const needed = request.url.startsWith("/api/rejected/") ? "look" : "operate";
      if (!may(who.role, needed)) throw new AisleError("role.not-permitted", `The role ${who.role} may not do this.`);
    });
    scope.setErrorHandler((thrown, request, reply) => {
      const error = toAisleError(thrown);
      if (error.code === "internal") request.log.error(thrown);
      return reply.code(error.row.status).send(errorBody(error));
    });

    scope.get("/api/doctor", () => operations.doctor());

    scope.get("/api/backup", (request, reply) => {
      const stream = new PassThrough();
      // A backup that breaks off must not look whole: the connection is cut instead of ended.
      operations.backup(stream).catch((error: Error) => {
        request.log.error(error);
        stream.destroy(error);
      });
      const day = new Date().toISOString().slice(0, 10);
      return reply
        .header("content-type", "application/octet-stream")
        .header("content-disposition", `attachment; filename="aisle-${day}.backup"`)
        .send(stream);
    });

    scope.get("/api/rejected/:jobId", async (request, reply) => {
      const who = await signedIn(request);
      const { jobId } = request.params as { jobId: string };
      const rows = await services.rejectedRows({ workspaceId: who!.workspaceId, userId: who!.userId }, jobId);
      return reply.header("content-type", "text/csv; charset=utf-8").send(Readable.from(rows));
    });

    scope.post("/api/restore", { bodyLimit: Number.MAX_SAFE_INTEGER }, (request) => operations.restore(request.raw));
  });
}
