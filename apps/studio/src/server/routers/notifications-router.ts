import { z } from "zod";
import { procedure, router } from "../procedures.ts";

const id = z.string().min(1).max(80);

/** What the caller was notified of, and for those who keep connections, what could not be sent. */
export const notificationsRouter = router({
  list: procedure.query(({ ctx }) => ctx.services.notifications.list(ctx.caller)),
  markRead: procedure
    .input(z.object({ id: id.optional() }))
    .mutation(({ ctx, input }) => ctx.services.notifications.markRead(ctx.caller, input.id)),
  dead: procedure.query(({ ctx }) => ctx.services.notifications.dead(ctx.caller)),
  retry: procedure
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => ctx.services.notifications.retry(ctx.caller, input.id)),
});
