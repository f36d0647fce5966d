import { z } from "zod";
import { allowed, procedure, router } from "../procedures.ts";

/** API keys; a whole key is told once, when it is made. */
export const keysRouter = router({
  list: procedure.query(({ ctx }) => ctx.services.listKeys(ctx.caller)),
  create: allowed("keys")
    .input(z.object({ kind: z.enum(["endpoint", "write"]), name: z.string().trim().min(1, "Give it a name.").max(80) }))
    .mutation(({ ctx, input }) => ctx.services.createKey(ctx.caller, input)),
  revoke: allowed("keys")
    .input(z.object({ keyId: z.string().min(1).max(64) }))
    .mutation(({ ctx, input }) => ctx.services.revokeKey(ctx.caller, input.keyId)),
});
