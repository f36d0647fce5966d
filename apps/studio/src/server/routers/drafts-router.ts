import { boundedJsonObject } from "@aisle/runtime/bounded-json";
import { editSchema } from "@aisle/runtime/graph/edit-schema";
import { z } from "zod";
import { procedure, router } from "../procedures.ts";

const pipelineId = z.string().min(1).max(64);
const request = boundedJsonObject;

const knows = z.object({ name: z.string().max(120), slug: z.string().max(60).nullable() }).optional();

/** Drafts: opening, editing together, checking, running in place. */
export const draftsRouter = router({
  open: procedure
    .input(z.object({ pipelineId }))
    .query(({ ctx, input }) => ctx.services.drafts.open(ctx.caller, input.pipelineId)),
  edit: procedure
    .input(
      z.object({
        pipelineId,
        baseRevision: z.int().min(0),
        edits: z
          .array(z.object({ editId: z.string().min(8).max(64), edit: editSchema }))
          .min(1)
          .max(1000),
      }),
    )
    .mutation(({ ctx, input }) =>
      ctx.services.drafts.edit(ctx.caller, input.pipelineId, input.baseRevision, input.edits),
    ),
  changes: procedure
    .input(z.object({ pipelineId, sinceRevision: z.int().min(0), knows }))
    .subscription(async function* ({ ctx, input }) {
      const ended = ctx.allowed ?? new AbortController().signal;
      yield* ctx.services.drafts.changes(ctx.caller, input.pipelineId, input.sinceRevision, ended, input.knows);
    }),
  check: procedure
    .input(z.object({ pipelineId }))
    .query(({ ctx, input }) => ctx.services.drafts.check(ctx.caller, input.pipelineId)),
  run: procedure
    .input(
      z.object({
        pipelineId,
        revision: z.int().min(0),
        what: z.union([z.object({ sampleId: z.string().min(1).max(64) }), z.object({ request })]),
        upTo: z.string().max(64).optional(),
        from: z.object({ node: z.string().max(64), runId: z.string().max(64) }).optional(),
      }),
    )
    .mutation(({ ctx, input }) =>
      ctx.services.drafts.run(ctx.caller, input.pipelineId, {
        ...input.what,
        revision: input.revision,
        ...(input.upTo === undefined ? {} : { upTo: input.upTo }),
        ...(input.from === undefined ? {} : { from: input.from }),
      }),
    ),
});
