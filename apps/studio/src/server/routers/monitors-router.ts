import { z } from "zod";
import { procedure, router } from "../procedures.ts";

const subject = z.object({ kind: z.enum(["endpoint", "events"]), name: z.string().min(1).max(200) });
const monitor = z.string().min(1).max(200);
const hour = z.int().min(0);

/** What monitors found, and from where on a change counts. */
export const monitorsRouter = router({
  overview: procedure.query(({ ctx }) => ctx.services.monitors.overview(ctx.caller)),
  subject: procedure.input(subject).query(({ ctx, input }) => ctx.services.monitors.subject(ctx.caller, input)),
  ofPipeline: procedure
    .input(z.object({ pipelineId: z.string().min(1).max(64) }))
    .query(({ ctx, input }) => ctx.services.monitors.ofPipeline(ctx.caller, input.pipelineId)),
  backTest: procedure
    .input(subject.extend({ monitor, limit: z.number().gt(0).max(10) }))
    .query(({ ctx, input: { monitor: of, limit, ...about } }) =>
      ctx.services.monitors.backTest(ctx.caller, about, of, limit),
    ),
  setLimit: procedure
    .input(subject.extend({ monitor, limit: z.number().gt(0).max(10).nullable() }))
    .mutation(({ ctx, input: { monitor: of, limit, ...about } }) =>
      ctx.services.monitors.setLimit(ctx.caller, about, of, limit),
    ),
  setReference: procedure
    .input(
      subject.extend({
        reference: z
          .discriminatedUnion("kind", [
            z.object({ kind: z.literal("weeks"), weeks: z.int().min(1).max(8) }),
            z.object({ kind: z.literal("days"), days: z.int().min(1).max(28) }),
            z.object({ kind: z.literal("pinned"), from: hour, to: hour }),
          ])
          .nullable(),
      }),
    )
    .mutation(({ ctx, input: { reference, ...about } }) =>
      ctx.services.monitors.setReference(ctx.caller, about, reference),
    ),
});
