import { sentenceLimit } from "@aisle/app/assistant/proposal";
import { z } from "zod";
import { procedure, router } from "../procedures.ts";

/** The assistant: a sentence in, edits to be approved out. It changes nothing, and is of use to those alone who may edit. */
export const assistantRouter = router({
  suggestions: procedure
    .input(z.object({ pipelineId: z.string().min(1).max(64) }))
    .query(({ ctx, input }) => ctx.services.assistant.suggestions(ctx.caller, input.pipelineId)),
  propose: procedure
    .input(
      z.object({
        pipelineId: z.string().min(1).max(64),
        sentence: z.string().max(sentenceLimit),
        selected: z.array(z.string().max(64)).max(1000),
      }),
    )
    .mutation(({ ctx, input: { pipelineId, ...input } }) =>
      ctx.services.assistant.propose(ctx.caller, pipelineId, input),
    ),
});
