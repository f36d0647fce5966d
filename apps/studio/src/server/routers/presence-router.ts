import { z } from "zod";
import { procedure, router } from "../procedures.ts";

const place = { pipelineId: z.string().min(1).max(64), tabId: z.string().min(8).max(64) };

/** Who has a pipeline open, and what they have selected, as the JSON of a `Present[]`. One stays present while the subscription lasts. */
export const presenceRouter = router({
  here: procedure.input(z.object(place)).subscription(async function* ({ ctx, input }) {
    const { workspaceId, userId } = ctx.caller;
    const person = { tabId: input.tabId, userId, name: ctx.signedIn.name };
    const ended = ctx.allowed ?? new AbortController().signal;
    yield* ctx.presence.stay(workspaceId, input.pipelineId, person, ended);
  }),
  select: procedure
    .input(z.object({ ...place, nodes: z.array(z.string().max(64)).max(50) }))
    .mutation(({ ctx, input }) =>
      ctx.presence.select(ctx.caller.workspaceId, input.pipelineId, input.tabId, ctx.caller.userId, input.nodes),
    ),
});
