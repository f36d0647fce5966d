import { sentenceLimit } from "@aisle/app/assistant/proposal";
import { z } from "zod";
import { allowed, router } from "../procedures.ts";

/** The assistant: a sentence in, edits to be approved out. It changes nothing, and is of use to those alone who may edit. */
export const assistantRouter = router({
  suggestions: allowed("edit")
    .input(z.object({ pipelineId: z.string().min(1).max(64) }))
    .query(({ ctx, input }) => ctx.services.suggestions(ctx.caller, input.pipelineId)),
  propose: allowed("edit")
    .input(
      z.object({
        pipelineId: z.string().min(1).max(64),
        sentence: z.string().max(sentenceLimit),
        selected: z.array(z.string().max(64)).max(1000),
      }),
    )
    .mutation(({ ctx, input: { pipelineId, ...input } }) => ctx.services.propose(ctx.caller, pipelineId, input)),
});
