import { boundedJson } from "@aisle/runtime/bounded-json";
import { z } from "zod";
import { procedure, router } from "../procedures.ts";

const name = z.string().trim().min(1, "Give it a name.").max(120);
const pipelineId = z.string().min(1).max(64);
const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Small letters, digits and single hyphens.")
  .max(60);
const versionId = z.string().min(1).max(64);
/** `draft`, `live`, a version's id, or `arm:<experiment id>:<arm key>`. */
const choice = z.string().min(1).max(160);

/** Pipelines, their versions, and publishing. */
export const pipelinesRouter = router({
  list: procedure.query(({ ctx }) => ctx.services.pipelines.list(ctx.caller)),
  create: procedure
    .input(z.object({ name, templateId: z.string().max(64).optional(), graph: boundedJson.optional() }))
    .mutation(({ ctx, input }) =>
      ctx.services.pipelines.create(ctx.caller, {
        name: input.name,
        ...(input.templateId === undefined ? {} : { templateId: input.templateId }),
        ...(input.graph === undefined ? {} : { graph: input.graph }),
      }),
    ),
  rename: procedure
    .input(z.object({ pipelineId, name }))
    .mutation(({ ctx, input }) => ctx.services.pipelines.rename(ctx.caller, input.pipelineId, input.name)),
  duplicate: procedure
    .input(z.object({ pipelineId }))
    .mutation(({ ctx, input }) => ctx.services.pipelines.duplicate(ctx.caller, input.pipelineId)),
  delete: procedure
    .input(z.object({ pipelineId }))
    .mutation(({ ctx, input }) => ctx.services.pipelines.remove(ctx.caller, input.pipelineId)),
  replaceDraft: procedure
    .input(z.object({ pipelineId, graph: boundedJson }))
    .mutation(({ ctx, input }) => ctx.services.drafts.replace(ctx.caller, input.pipelineId, input.graph)),
  export: procedure
    .input(z.object({ pipelineId }))
    .query(({ ctx, input }) => ctx.services.pipelines.export(ctx.caller, input.pipelineId)),
  publish: procedure
    .input(
      z.object({
        pipelineId,
        slug,
        name: z.string().max(120),
        notes: z.string().max(4000),
        revision: z.int().min(0),
      }),
    )
    .mutation(({ ctx, input: { pipelineId: id, ...input } }) => ctx.services.versions.publish(ctx.caller, id, input)),
  versions: procedure
    .input(z.object({ pipelineId }))
    .query(({ ctx, input }) => ctx.services.versions.list(ctx.caller, input.pipelineId)),
  version: procedure
    .input(z.object({ versionId }))
    .query(({ ctx, input }) => ctx.services.versions.get(ctx.caller, input.versionId)),
  describeVersion: procedure
    .input(z.object({ versionId, name: z.string().trim().max(120), notes: z.string().max(4000) }))
    .mutation(({ ctx, input: { versionId: id, ...input } }) => ctx.services.versions.describe(ctx.caller, id, input)),
  compare: procedure
    .input(z.object({ pipelineId, before: choice, after: choice }))
    .query(({ ctx, input: { pipelineId: id, ...input } }) => ctx.services.versions.compare(ctx.caller, id, input)),
  experimentsAtPublish: procedure
    .input(z.object({ pipelineId }))
    .query(({ ctx, input }) => ctx.services.versions.experimentsAtPublish(ctx.caller, input.pipelineId)),
  compareSample: procedure
    .input(z.object({ pipelineId, before: choice, after: choice, sampleId: z.string().min(1).max(64) }))
    .query(({ ctx, input: { pipelineId: id, ...input } }) =>
      ctx.services.versions.compareSample(ctx.caller, id, input),
    ),
  moveAddress: procedure
    .input(z.object({ pipelineId, slug }))
    .mutation(({ ctx, input }) => ctx.services.endpoints.moveAddress(ctx.caller, input.pipelineId, input.slug)),
  removeAlias: procedure
    .input(z.object({ pipelineId, slug }))
    .mutation(({ ctx, input }) => ctx.services.endpoints.removeAlias(ctx.caller, input.pipelineId, input.slug)),
  activate: procedure
    .input(z.object({ versionId }))
    .mutation(({ ctx, input }) => ctx.services.versions.activate(ctx.caller, input.versionId)),
});
