import { keyKind } from "@aisle/contracts/api-key";
import { z } from "zod";
import { procedure, router } from "../procedures.ts";

/** API keys; a whole key is shown once, when it is made. */
export const keysRouter = router({
  list: procedure.query(({ ctx }) => ctx.services.keys.list(ctx.caller)),
  create: procedure
    .input(z.object({ kind: keyKind, name: z.string().trim().min(1, "Give it a name.").max(80) }))
    .mutation(({ ctx, input }) => ctx.services.keys.create(ctx.caller, input)),
  revoke: procedure
    .input(z.object({ keyId: z.string().min(1).max(64) }))
    .mutation(({ ctx, input }) => ctx.services.keys.revoke(ctx.caller, input.keyId)),
});
