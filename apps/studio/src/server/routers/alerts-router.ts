import { z } from "zod";
import { procedure, router } from "../procedures.ts";
import { withoutUndefined } from "../without-undefined.ts";

const id = z.string().min(1).max(64);
const subject = z.object({ kind: z.enum(["endpoint", "events"]), name: z.string().min(1).max(200) });
const text = z.string().max(4000);
const minute = z.int().min(0).max(1439);

/** Alerts: reading, taking, assigning, noting and muting them. */
export const alertsRouter = router({
  list: procedure
    .input(
      z.object({
        state: z.enum(["open", "recovered"]).optional(),
        subject: subject.optional(),
        /** `before` of the page before. */
        cursor: z.iso.datetime().nullish(),
      }),
    )
    .query(({ ctx, input: { cursor, ...query } }) =>
      ctx.services.alerts.list(ctx.caller, withoutUndefined({ ...query, before: cursor ?? undefined })),
    ),
  get: procedure.input(z.object({ id })).query(({ ctx, input }) => ctx.services.alerts.get(ctx.caller, input.id)),
  acknowledge: procedure
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => ctx.services.alerts.acknowledge(ctx.caller, input.id)),
  assign: procedure
    .input(z.object({ id, userId: id.nullable() }))
    .mutation(({ ctx, input }) => ctx.services.alerts.assign(ctx.caller, input.id, input.userId)),
  note: procedure
    .input(z.object({ id, text }))
    .mutation(({ ctx, input }) => ctx.services.alerts.note(ctx.caller, input.id, input.text)),
  mutes: procedure.query(({ ctx }) => ctx.services.alerts.mutes(ctx.caller)),
  mute: procedure
    .input(z.object({ subject, key: z.string().min(1).max(500).nullable(), until: z.iso.datetime(), reason: text }))
    .mutation(({ ctx, input }) => ctx.services.alerts.mute(ctx.caller, input)),
  unmute: procedure
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => ctx.services.alerts.unmute(ctx.caller, input.id)),
  settings: procedure.query(({ ctx }) => ctx.services.alerts.settings(ctx.caller)),
  setSettings: procedure
    .input(
      z.object({
        quiet: z.union([z.null(), z.object({ from: minute, to: minute, all: z.boolean() })]),
        digest: z.boolean(),
        country: z.union([z.null(), z.string().max(2)]),
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.alerts.setSettings(ctx.caller, input)),
});
