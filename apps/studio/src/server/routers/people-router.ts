import { roles } from "@aisle/app/access/role";
import { z } from "zod";
import { procedure, router } from "../procedures.ts";

const userId = z.string().min(1).max(64);
const role = z.enum(roles);

/** Who belongs to the workspace. A link is shown once, to whoever invites. */
export const peopleRouter = router({
  list: procedure.query(({ ctx }) => ctx.people.list(ctx.signedIn)),
  invite: procedure
    .input(
      z.object({
        name: z.string().trim().min(1, "Give a name.").max(80),
        email: z.email("This is not an e-mail address.").max(200),
        role,
      }),
    )
    .mutation(({ ctx, input }) => ctx.people.invite(ctx.signedIn, input)),
  newLink: procedure
    .input(z.object({ userId }))
    .mutation(({ ctx, input }) => ctx.people.newLink(ctx.signedIn, input.userId)),
  setRole: procedure
    .input(z.object({ userId, role }))
    .mutation(({ ctx, input }) => ctx.people.setRole(ctx.signedIn, input.userId, input.role)),
  remove: procedure
    .input(z.object({ userId }))
    .mutation(({ ctx, input }) => ctx.people.remove(ctx.signedIn, input.userId)),
});
