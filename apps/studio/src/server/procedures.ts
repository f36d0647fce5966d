import type { StudioServices } from "@aisle/app/studio-services";
import type { Caller } from "@aisle/app/studio-shapes";
import { AisleError, errorBody } from "@aisle/runtime/errors";
import { initTRPC, TRPCError } from "@trpc/server";
import { z } from "zod";
import type { SignedIn } from "./access/access.ts";
import { trpcCodeOf } from "./trpc-code.ts";

/** What every procedure gets: the use cases, and who asks when someone is signed in. */
export interface RequestContext {
  readonly services: StudioServices;
  readonly signedIn: SignedIn | undefined;
}

const t = initTRPC.context<RequestContext>().create({
  errorFormatter({ shape, error }) {
    const { cause } = error;
    const aisle = cause instanceof AisleError ? errorBody(cause).error : undefined;
    // A stack or a zod dump helps nobody in the browser; the server's log has both.
    return {
      message:
        typeof aisle?.message === "string"
          ? aisle.message
          : cause instanceof z.ZodError
            ? inputWords(cause)
            : plainMessage(shape.message, error.code),
      code: shape.code,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        help: textOr(aisle?.help),
        aisle: textOr(aisle?.code),
      },
    };
  },
  sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
});

/** Which fields of a call are wrong, in a sentence. */
function inputWords({ issues }: z.ZodError): string {
  return issues
    .slice(0, 5)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`))
    .join(" ");
}

function textOr(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function plainMessage(message: string, code: string): string {
  return code === "INTERNAL_SERVER_ERROR" ? "Something went wrong inside Aisle." : message;
}

export const router = t.router;

/** Open to everyone: used by the session check alone. */
export const openProcedure = t.procedure;

/** The one place where a session is asked for; every other procedure is made of this one. */
export const procedure = t.procedure.use(async ({ ctx, next }) => {
  if (ctx.signedIn === undefined) {
    const cause = new AisleError("session.required", "You are not signed in.");
    throw new TRPCError({ code: "UNAUTHORIZED", message: cause.message, cause });
  }
  const caller: Caller = { workspaceId: ctx.signedIn.workspaceId, userId: ctx.signedIn.userId };
  const result = await next({ ctx: { ...ctx, signedIn: ctx.signedIn, caller } });
  if (result.ok || !(result.error.cause instanceof AisleError)) return result;
  const cause = result.error.cause;
  throw new TRPCError({ code: trpcCodeOf(cause.row.status), message: cause.message, cause });
});
