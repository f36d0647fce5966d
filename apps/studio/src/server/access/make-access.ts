import { timingSafeEqual } from "node:crypto";
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { addressHeader } from "../web-request.ts";
import type { AccessStore, SignedIn } from "./access.ts";
import { ownerLink } from "./owner-link.ts";

export interface AccessOptions {
  /** Signs cookies; at least 32 characters, the same in every studio process. */
  readonly secret: string;
  readonly database: NonNullable<BetterAuthOptions["database"]>;
  readonly store: AccessStore;
  /** True where people reach the studio over https. */
  readonly secureCookies?: boolean;
  /** Bearer token of the command on this machine; it acts as the owner. */
  readonly localToken: string;
}

/** Sign-in of people: sessions in cookies, e-mail and password, and the owner's one-time link. */
export interface Access {
  /** Answers a request under /api/auth. */
  handle(request: Request): Promise<Response>;
  /** The person whose session cookie comes with these headers. */
  signedIn(headers: Headers): Promise<SignedIn | undefined>;
}

/** Builds better-auth on the given tables. Nobody can sign up: the owner comes by the one-time link. */
export function makeAccess({ secret, database, store, localToken, secureCookies = false }: AccessOptions): Access {
  const auth = betterAuth({
    appName: "Aisle",
    basePath: "/api/auth",
    secret,
    database,
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10 },
    session: { expiresIn: 30 * 86_400, updateAge: 86_400 },
    // The studio is reached under whatever name its host has; a request must come from a page of that same host.
    trustedOrigins: (request) => {
      const host = request?.headers.get("host");
      return host == null ? [] : [`http://${host}`, `https://${host}`];
    },
    rateLimit: { enabled: true, window: 60, max: 120, customRules: { "/sign-in/email": { window: 60, max: 10 } } },
    // Links are never sent out, so any host name that reaches this server will do.
    baseURL: { allowedHosts: ["*"] },
    // Over plain http a browser drops secure cookies: only where people come by https may they be asked for.
    advanced: {
      cookiePrefix: "aisle",
      useSecureCookies: secureCookies,
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    logger: { level: "error" },
    telemetry: { enabled: false },
    plugins: [ownerLink(store)],
  });
  return {
    handle: (request) => auth.handler(request),
    async signedIn(headers) {
      if (carriesToken(headers, localToken)) return store.localCaller();
      if (!headers.get("cookie")?.includes("aisle")) return undefined;
      const found = await auth.api.getSession({ headers });
      if (found === null) return undefined;
      const workspace = await store.workspaceOf(found.user.id);
      if (workspace === undefined) return undefined;
      const { id: userId, name, email } = found.user;
      return { userId, name, email, workspaceId: workspace.id, workspaceName: workspace.name, role: workspace.role };
    },
  };
}

function carriesToken(headers: Headers, token: string): boolean {
  const expected = Buffer.from(`Bearer ${token}`);
  const given = Buffer.from(headers.get("authorization") ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
