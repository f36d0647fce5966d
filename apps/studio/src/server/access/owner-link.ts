import { createHash } from "node:crypto";
import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint, sessionMiddleware } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";
import type { AccessStore } from "./access.ts";

/** The address of an owner who has not given one yet; `.invalid` can never receive mail (RFC 2606). */
const noAddressYet = "owner@aisle.invalid";

/**
 * Adds the one-time link to better-auth. `POST /owner-link/redeem` takes a link's token, makes the owner on first use
 * and signs the owner in, or the person who was invited by it. `POST /owner-link/finish` sets name, e-mail and password
 * for later, of someone who has none yet; `GET /owner-link/state` says whether that is still to be done.
 */
export function ownerLink(store: AccessStore) {
  return {
    id: "owner-link",
    endpoints: {
      redeemOwnerLink: createAuthEndpoint(
        "/owner-link/redeem",
        { method: "POST", body: z.object({ token: z.string().min(16).max(200) }) },
        async (ctx) => {
          const { internalAdapter } = ctx.context;
          const link = await store.takeLink(createHash("sha256").update(ctx.body.token).digest());
          if (link === undefined) {
            throw new APIError("GONE", {
              code: "LINK_USED",
              message:
                "This link was used before or has run out. Restart Aisle for a new one, or sign in with your password.",
            });
          }
          const userId = link.userId ?? (await store.ownerId());
          let user = userId === undefined ? null : await internalAdapter.findUserById(userId);
          if (user === null) {
            user = await internalAdapter.createUser(
              { name: "Owner", email: noAddressYet, emailVerified: false },
              { method: "owner-link" },
            );
            await store.makeOwner(user.id);
          }
          const session = await internalAdapter.createSession(user.id);
          await setSessionCookie(ctx, { session, user });
          await store.signInEnded({ userId: user.id }, "sign-in.link-used");
          return ctx.json(await stateOf(internalAdapter, user));
        },
      ),
      ownerLinkState: createAuthEndpoint(
        "/owner-link/state",
        { method: "GET", use: [sessionMiddleware] },
        async (ctx) => ctx.json(await stateOf(ctx.context.internalAdapter, ctx.context.session.user)),
      ),
      finishOwner: createAuthEndpoint(
        "/owner-link/finish",
        {
          method: "POST",
          use: [sessionMiddleware],
          body: z.object({
            name: z.string().trim().min(1).max(80),
            email: z.email().max(200),
            password: z.string().min(10).max(128),
          }),
        },
        async (ctx) => {
          const { adapter, internalAdapter, password } = ctx.context;
          const { user, session } = ctx.context.session;
          // A stolen session must not be able to change the password without knowing it.
          if (await hasPassword(internalAdapter, user.id)) throw isSet();
          const hash = await password.hash(ctx.body.password);
          const now = new Date();
          const account = { userId: user.id, providerId: "credential", accountId: user.id, password: hash };
          try {
            // Two forms sent at once: by the same id the second is refused, else a name would stand beside another's password.
            const data = { ...account, id: `password-${user.id}`, createdAt: now, updatedAt: now };
            await adapter.create({ model: "account", data, forceAllowId: true });
          } catch (error) {
            if (await hasPassword(internalAdapter, user.id)) throw isSet();
            throw error;
          }
          const updated = await internalAdapter.updateUser(user.id, {
            name: ctx.body.name,
            email: ctx.body.email.toLowerCase(),
          });
          await setSessionCookie(ctx, { session, user: updated });
          return ctx.json({ ok: true });
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}

const isSet = () => new APIError("CONFLICT", { message: "A password is set already." });

interface Accounts {
  findAccounts(userId: string): Promise<readonly { readonly providerId: string }[]>;
}

/** Whether someone still has to set a password, and what is known of them. */
async function stateOf(
  accounts: Accounts,
  { id, name, email }: { readonly id: string; readonly name: string; readonly email: string },
) {
  const known = email === noAddressYet ? {} : { name, email };
  return { needsPassword: !(await hasPassword(accounts, id)), ...known };
}

async function hasPassword(adapter: Accounts, userId: string): Promise<boolean> {
  return (await adapter.findAccounts(userId)).some(({ providerId }) => providerId === "credential");
}
