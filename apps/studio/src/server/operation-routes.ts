import { PassThrough, Readable } from "node:stream";
import { may, type Permission } from "@aisle/app/access/role";
import type { StudioServices } from "@aisle/app/studio-services";
import { textFault } from "@aisle/platform/http/text-fault";
import { AisleError } from "@aisle/runtime/errors";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { callerOf, type SignedIn } from "./access/access.ts";
import type { Access } from "./access/make-access.ts";
import type { Operations } from "./operations.ts";
import { refuseUnaskedUpload } from "./request-origin.ts";

export interface OperationRouteDeps {
  readonly operations: Operations;
  readonly services: StudioServices;
  readonly access: Access;
  readonly signedIn: (request: FastifyRequest) => Promise<SignedIn | undefined>;
}

/**
 * `GET /api/backup`, `POST /api/restore`, `GET /api/doctor`, `GET /api/decisions/rejected` and its `POST …/replay`, and
 * `GET /api/rejected/:jobId`, for those who are signed in.
 */
export function operationRoutes(
  server: FastifyInstance,
  { operations, services, access, signedIn }: OperationRouteDeps,
): void {
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
    const caller = async (request: FastifyRequest, needed: Permission): Promise<SignedIn> => {
      const who = await signedIn(request);
      if (who === undefined) throw new AisleError("session.required", "You are not signed in.");
      if (!may(who.role, needed)) throw new AisleError("role.not-permitted", `The role ${who.role} may not do this.`);
      return who;
    };

    scope.get("/api/doctor", async (request) => {
      await caller(request, "operate");
      return operations.doctor();
    });

    scope.get("/api/backup", async (request, reply) => {
      const who = await caller(request, "operate");
      const stream = new PassThrough();
      // A backup that breaks off must not look whole: the connection is cut instead of ended.
      operations.backup(stream, callerOf(who)).catch((error: Error) => {
        request.log.error(error);
        stream.destroy(error);
      });
      const day = new Date().toISOString().slice(0, 10);
      return reply
        .header("content-type", "application/octet-stream")
        .header("content-disposition", `attachment; filename="aisle-${day}.backup"`)
        .send(stream);
    });

    scope.get("/api/decisions/rejected", async (request) => {
      const { workspaceId } = await caller(request, "operate");
      return operations.rejectedDecisions(workspaceId);
    });

    scope.post("/api/decisions/rejected/replay", async (request) => {
      const { workspaceId } = await caller(request, "operate");
      return operations.replayDecisions(workspaceId);
    });

    scope.get("/api/rejected/:jobId", async (request, reply) => {
      const who = await caller(request, "look");
      const { jobId } = request.params as { jobId: string };
      const fault = textFault(jobId);
      if (fault !== undefined) throw new AisleError("request.invalid", fault);
      const rows = await services.rejectedRows({ workspaceId: who.workspaceId, userId: who.userId }, jobId);
      return reply.header("content-type", "text/csv; charset=utf-8").send(Readable.from(rows));
    });

    // Everything there is, the people included, becomes what the file says: that is for owners, who show that it is them.
    scope.post("/api/restore", { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request) => {
      const who = await caller(request, "restore");
      refuseUnaskedUpload(request.headers);
      await access.confirmPassword(who, passwordIn(request.headers["x-aisle-password"]));
      return operations.restore(request.raw, callerOf(who));
    });
  });
}

/** The password of the header `x-aisle-password`, percent-encoded as `encodeURIComponent` does: headers carry no other text. */
function passwordIn(header: string | string[] | undefined): string | undefined {
  if (typeof header !== "string") return undefined;
  try {
    return decodeURIComponent(header);
  } catch {
    throw new AisleError("request.invalid", "x-aisle-password is not percent-encoded text.");
  }
}
