import { z } from "zod";
import { procedure, router } from "../procedures.ts";

const pipelineId = z.string().min(1).max(64);

/** Logged requests through draft and live version, as streams of progress and a result; whoever stops reading cancels. */
export const replaysRouter = router({
  compare: procedure
    .input(z.object({ pipelineId, limit: z.int().min(1).max(1_000).default(200) }))
    .subscription(async function* ({ ctx, input }) {
      const ended = ctx.allowed ?? new AbortController().signal;
      yield* ctx.services.replays.compare(ctx.caller, input.pipelineId, { limit: input.limit }, ended);
    }),
  score: procedure
    .input(
      z.object({
        pipelineId,
        limit: z.int().min(100).max(5_000).default(2_000),
        days: z.int().min(1).max(28).default(14),
      }),
    )
    .subscription(async function* ({ ctx, input: { pipelineId: id, ...input } }) {
      const ended = ctx.allowed ?? new AbortController().signal;
      yield* ctx.services.replays.score(ctx.caller, id, input, ended);
    }),
});
