import { productId } from "@aisle/contracts/product-id";
import { z } from "zod";
import { procedure, router } from "../procedures.ts";

const pipelineId = z.string().min(1).max(64);
const runId = z.string().min(1).max(64);
const port = z.string().min(3).max(130);

/** The data of a draft's runs: why a product is there, what a port held, what a vector is near to, what a field's text gives. */
export const runDataRouter = router({
  why: procedure
    .input(z.object({ pipelineId, runId, productId }))
    .query(({ ctx, input: { pipelineId: id, ...input } }) => ctx.services.runs.why(ctx.caller, id, input)),
  sample: procedure
    .input(z.object({ pipelineId, runId, port }))
    .query(({ ctx, input: { pipelineId: id, ...input } }) => ctx.services.runs.portSample(ctx.caller, id, input)),
  near: procedure
    .input(z.object({ pipelineId, runId, port }))
    .query(({ ctx, input: { pipelineId: id, ...input } }) => ctx.services.runs.nearProducts(ctx.caller, id, input)),
  tryField: procedure
    .input(
      z.object({
        pipelineId,
        runId: runId.optional(),
        node: z.string().min(1).max(64),
        path: z
          .array(z.union([z.string().max(200), z.int().min(0)]))
          .min(1)
          .max(12),
        text: z.string().max(2000),
      }),
    )
    .query(({ ctx, input: { pipelineId: id, runId: run, ...input } }) =>
      ctx.services.runs.tryField(ctx.caller, id, run === undefined ? input : { ...input, runId: run }),
    ),
});
