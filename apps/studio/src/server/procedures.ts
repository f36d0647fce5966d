import { may } from "@aisle/app/access/role";
import type { StudioServices } from "@aisle/app/services/studio-services";
import { textFault } from "@aisle/platform/http/text-fault";
import { AisleError, errorBody } from "@aisle/runtime/errors";
import { initTRPC, TRPCError } from "@trpc/server";
import { z } from "zod";
import { callerOf, type SignedIn } from "./access/access.ts";
import type { People } from "./access/people.ts";
import { whileAllowed } from "./access/while-allowed.ts";
import { databaseLoss } from "./known-error.ts";
import type { PresenceBoard } from "./presence/presence-board.ts";
import type { StreamCounts } from "./stream-counts.ts";
import { trpcCodeOf } from "./trpc-code.ts";

/** What every procedure gets: the use cases, and who asks when someone is signed in. */
export interface RequestContext {
  readonly services: StudioServices;
  readonly people: People;
  readonly presence: PresenceBoard;
  readonly streams: StreamCounts;
  readonly signedIn: SignedIn | undefined;
  /** Calls back when the answer has ended or its reader has gone. */
  readonly onClosed: (then: () => void) => void;
  /** Asks again who it is, for streams that outlive what was allowed when they began. */
  readonly askAgain: () => Promise<SignedIn | undefined>;
}

const t = initTRPC.context<RequestContext>().create({
  errorFormatter({ shape, error }) {
    const cause = databaseLoss(error.cause);
    const aisle = cause instanceof AisleError ? errorBody(cause).error : undefined;
    // One thrown inside a stream passes no middleware: its status is set here.
    const status = cause instanceof AisleError ? cause.row.status : shape.data.httpStatus;
    // A stack or a zod dump helps nobody in the browser; the server's log has both.
    return {
      message:
        typeof aisle?.message === "string"
          ? aisle.message
          : cause instanceof z.ZodError
            ? describeInputIssues(cause)
            : plainMessage(shape.message, error.code),
      code: shape.code,
      data: {
        code: cause instanceof AisleError ? trpcCodeOf(status) : shape.data.code,
        httpStatus: status,
        help: textOr(aisle?.help),
        aisle: textOr(aisle?.code),
      },
    };
  },
  sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
});

/** Which fields of a call are wrong, in a sentence. */
function describeInputIssues({ issues }: z.ZodError): string {
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

/** The edge of every call: texts that no database can hold and values that no code should meet end here. */
const checked = t.procedure.use(async ({ next, getRawInput }) => {
  const fault = textFault(await getRawInput());
  if (fault === undefined) return next();
  const cause = new AisleError("request.invalid", fault);
  throw new TRPCError({ code: "BAD_REQUEST", message: fault, cause });
});

/** Open to everyone: used by the session check alone. */
export const openProcedure = checked;

/** The one place where a session is asked for; every other procedure is made of this one. What a role may do is asked by what the context gives. */
export const procedure = checked.use(async ({ ctx, next, type, signal }) => {
  if (ctx.signedIn === undefined) {
    const cause = new AisleError("session.required", "You are not signed in.");
    throw new TRPCError({ code: "UNAUTHORIZED", message: cause.message, cause });
  }
  const caller = callerOf(ctx.signedIn);
  // Of a stream alone; a call is over before anything could change.
  const isAllowed = async () => {
    const now = await ctx.askAgain();
    return now !== undefined && may(now.role, "look");
  };
  if (type === "subscription") ctx.onClosed(openStream(ctx.streams, ctx.signedIn.userId));
  const allowed = type === "subscription" ? whileAllowed(isAllowed, signal) : signal;
  const result = await next({ ctx: { ...ctx, signedIn: ctx.signedIn, caller, allowed } });
  const cause = result.ok ? undefined : databaseLoss(result.error.cause);
  if (!(cause instanceof AisleError)) return result;
  throw new TRPCError({ code: trpcCodeOf(cause.row.status), message: cause.message, cause });
});

function openStream(streams: StreamCounts, userId: string): () => void {
  try {
    return streams.open(userId);
  } catch (cause) {
    throw new TRPCError({ code: "TOO_MANY_REQUESTS", message: (cause as Error).message, cause });
  }
}
