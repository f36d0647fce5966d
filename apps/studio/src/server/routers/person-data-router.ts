import { z } from "zod";
import { procedure, router } from "../procedures.ts";

const person = z.object({ by: z.enum(["shopper", "email", "user"]), value: z.string().min(1).max(500) });

/** What is stored about a person, for owners. */
export const personDataRouter = router({
  find: procedure.input(person).query(({ ctx, input }) => ctx.services.personData.find(ctx.caller, input)),
  export: procedure.input(person).mutation(({ ctx, input }) => ctx.services.personData.export(ctx.caller, input)),
  erase: procedure.input(person).mutation(({ ctx, input }) => ctx.services.personData.erase(ctx.caller, input)),
});
