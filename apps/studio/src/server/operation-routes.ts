import { PassThrough, Readable } from "node:stream";
import type { Caller } from "@aisle/app/access/caller";
import { permit } from "@aisle/app/access/permit";
import type { StudioServices } from "@aisle/app/services/studio-services";
import { textFault } from "@aisle/platform/http/text-fault";
import { AisleError } from "@aisle/runtime/errors";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { callerOf, type SignedIn } from "./access/access.ts";
import type { Access } from "./access/make-access.ts";
import { type Operations, operationPermissions } from "./operations.ts";
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
    const person = async (request: FastifyRequest): Promise<SignedIn> => {
      const who = await signedIn(request);
      if (who === undefined) throw new AisleError("session.required", "You are not signed in.");
      return who;
    };
    const caller = async (request: FastifyRequest): Promise<Required<Caller>> => callerOf(await person(request));

    scope.get("/api/doctor", async (request) => {
      return operations.doctor(await caller(request));
    });

    scope.get("/api/backup", async (request, reply) => {
      const stream = new PassThrough();
      // A backup that breaks off must not look whole: the connection is cut instead of ended.
      operations.backup(await caller(request), stream).catch((error: Error) => {
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
      return operations.rejectedDecisions(await caller(request));
    });

    scope.post("/api/decisions/rejected/replay", async (request) => {
      return operations.replayDecisions(await caller(request));
    });

    scope.get("/api/rejected/:jobId", async (request, reply) => {
      const by = await caller(request);
      const { jobId } = request.params as { jobId: string };
      const fault = textFault(jobId);
      if (fault !== undefined) throw new AisleError("request.invalid", fault);
      const rows = await services.imports.rejectedRows(by, jobId);
      return reply.header("content-type", "text/csv; charset=utf-8").send(Readable.from(rows));
    });

    // Everything there is, the people included, becomes what the file says: that is for owners, who show that it is them.
    scope.post("/api/restore", { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request) => {
      const who = await person(request);
      // Whoever may not restore is not asked for a password.
      permit(callerOf(who), operationPermissions.restore);
      refuseUnaskedUpload(request.headers);
      await access.confirmPassword(who, passwordIn(request.headers["x-aisle-password"]));
      return operations.restore(callerOf(who), request.raw);
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
