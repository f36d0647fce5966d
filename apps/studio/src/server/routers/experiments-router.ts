import { experimentKey, experimentKindSchema, experimentSpecSchema } from "@aisle/contracts/experiment-schema";
import { metricSchema } from "@aisle/contracts/metric-schema";
import { editSchema } from "@aisle/runtime/graph/edit-schema";
import { z } from "zod";
import { procedure, router } from "../procedures.ts";
import { withoutUndefined } from "../without-undefined.ts";

const id = z.string().min(1).max(64);
const name = z.string().trim().min(1).max(120);
const reason = z.string().max(2000);

/** Experiments: planning, running, reading and ending them. */
export const experimentsRouter = router({
  list: procedure
    .input(
      z.object({
        archived: z.boolean().optional(),
        search: z.string().trim().min(1).max(200).optional(),
        pipelineId: id.optional(),
      }),
    )
    .query(({ ctx, input }) => ctx.services.experiments.list(ctx.caller, withoutUndefined(input))),
  get: procedure.input(z.object({ id })).query(({ ctx, input }) => ctx.services.experiments.get(ctx.caller, input.id)),
  begin: procedure
    .input(
      z.object({
        pipelineId: id,
        edits: z.array(editSchema).max(500),
        versionId: id.optional(),
        name: name.optional(),
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.experiments.begin(ctx.caller, withoutUndefined(input))),
  beginExternal: procedure
    .input(z.object({ name, key: experimentKey.optional() }))
    .mutation(({ ctx, input }) => ctx.services.experiments.beginExternal(ctx.caller, withoutUndefined(input))),
  create: procedure
    .input(
      z.object({
        key: experimentKey.optional(),
        name,
        kind: experimentKindSchema.exclude(["import", "holdout"]),
        pipelineId: id.nullable(),
        spec: experimentSpecSchema,
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.experiments.create(ctx.caller, withoutUndefined(input))),
  update: procedure
    .input(
      z.object({
        id,
        revision: z.int().min(1),
        name: name.optional(),
        kind: experimentKindSchema.extract(["test", "bandit", "interleaving"]).optional(),
        spec: experimentSpecSchema.optional(),
      }),
    )
    .mutation(({ ctx, input: { id, ...change } }) =>
      ctx.services.experiments.update(ctx.caller, id, withoutUndefined(change)),
    ),
  check: procedure
    .input(z.object({ id }))
    .query(({ ctx, input }) => ctx.services.experiments.check(ctx.caller, input.id)),
  start: procedure
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => ctx.services.experiments.start(ctx.caller, input.id)),
  stop: procedure
    .input(z.object({ id, reason }))
    .mutation(({ ctx, input }) => ctx.services.experiments.stop(ctx.caller, input.id, input.reason)),
  decide: procedure
    .input(z.object({ id, arm: z.string().min(1).max(40).nullable(), reason }))
    .mutation(({ ctx, input: { id, ...decision } }) => ctx.services.experiments.decide(ctx.caller, id, decision)),
  archive: procedure
    .input(z.object({ id, archived: z.boolean() }))
    .mutation(({ ctx, input }) => ctx.services.experiments.archive(ctx.caller, input.id, input.archived)),
  remove: procedure
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => ctx.services.experiments.remove(ctx.caller, input.id)),
  promote: procedure
    .input(z.object({ id, arm: z.string().min(1).max(40) }))
    .mutation(({ ctx, input }) => ctx.services.experiments.promote(ctx.caller, input.id, input.arm)),
  plan: procedure
    .input(
      z.object({
        pipelineId: id,
        spec: experimentSpecSchema,
        effect: z.number().gt(0).max(10),
        power: z.number().min(0.5).max(0.999),
      }),
    )
    .query(({ ctx, input }) => ctx.services.experiments.plan(ctx.caller, input)),
  previewMetric: procedure
    .input(metricSchema)
    .query(({ ctx, input }) => ctx.services.experiments.previewMetric(ctx.caller, input)),
  export: procedure
    .input(z.object({ id, format: z.enum(["csv", "html", "pdf"]) }))
    .query(({ ctx, input }) => ctx.services.experiments.export(ctx.caller, input.id, input.format)),
  metrics: procedure.query(({ ctx }) => ctx.services.experiments.metrics(ctx.caller)),
  storeMetric: procedure
    .input(metricSchema)
    .mutation(({ ctx, input }) => ctx.services.experiments.storeMetric(ctx.caller, input)),
  archiveMetric: procedure
    .input(z.object({ metricId: z.string().min(1).max(80) }))
    .mutation(({ ctx, input }) => ctx.services.experiments.archiveMetric(ctx.caller, input.metricId)),
  previewToken: procedure.mutation(({ ctx }) => ctx.services.experiments.previewToken(ctx.caller)),
  clientKey: procedure.query(({ ctx }) => ctx.services.experiments.clientKey(ctx.caller)),
  refresh: procedure
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => ctx.services.experiments.refresh(ctx.caller, input.id)),
  holdout: procedure.query(({ ctx }) => ctx.services.experiments.holdout(ctx.caller)),
  setHoldout: procedure
    .input(z.object({ share: z.number().min(0).max(0.5) }))
    .mutation(({ ctx, input }) => ctx.services.experiments.setHoldout(ctx.caller, input.share)),
});
