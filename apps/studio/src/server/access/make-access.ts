import { timingSafeEqual } from "node:crypto";
import { addressKey } from "@aisle/platform/network/address-key";
import { AisleError, errorBody } from "@aisle/runtime/errors";
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { addressHeader } from "../web-request.ts";
import type { AccessStore, SignedIn } from "./access.ts";
import { KnownDevices } from "./known-devices.ts";
import { ownerLink } from "./owner-link.ts";
import { type AttemptLimits, type Outcome, PasswordAttempts } from "./password-attempts.ts";

export interface AccessOptions {
  /** Signs cookies; at least 32 characters, the same in every studio process. */
  readonly secret: string;
  readonly database: NonNullable<BetterAuthOptions["database"]>;
  readonly store: AccessStore;
  /** True where people reach the studio over https. */
  readonly secureCookies?: boolean;
  /** Bearer token of the command on this machine; it acts as the owner. */
  readonly localToken: string;
  /** Origins of the studio's own pages. */
  readonly origins: ReadonlySet<string>;
  readonly attemptLimits?: Partial<AttemptLimits>;
}

/** Sign-in of people: sessions in cookies, e-mail and password, and the owner's one-time link. */
export interface Access {
  /** Answers a request under /api/auth. */
  handle(request: Request): Promise<Response>;
  /** The person whose session cookie comes with these headers. */
  signedIn(headers: Headers): Promise<SignedIn | undefined>;
  /**
   * Asks for the password again. Throws `password.wrong`, `rate.limited`, and `password.none` where a person has none yet.
   * The command on this machine gives the password of any owner, and none before the first one is set.
   */
  confirmPassword(who: SignedIn, password: string | undefined): Promise<void>;
}

/** Calls that guess at a password: by its address's e-mail, or by the session's. */
const guesses: ReadonlySet<string> = new Set(["/api/auth/sign-in/email", "/api/auth/change-password"]);

/** Builds better-auth on the given tables. Nobody can sign up: the owner comes by the one-time link. */
export function makeAccess(options: AccessOptions): Access {
  const { secret, database, store, localToken, origins, secureCookies = false } = options;
  const auth = betterAuth({
    appName: "Aisle",
    basePath: "/api/auth",
    secret,
    database,
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10 },
    session: { expiresIn: 30 * 86_400, updateAge: 86_400 },
    trustedOrigins: [...origins],
    // What it counts, a path by an address, everybody behind one address shares: guesses are counted by us.
    rateLimit: {
      enabled: true,
      window: 60,
      max: 600,
      customRules: { "/sign-in/email": false, "/change-password": false },
    },
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
  const devices = new KnownDevices(secret, secureCookies);
  const attempts = new PasswordAttempts(options.attemptLimits);
  const sessionOf = async (headers: Headers) =>
    headers.get("cookie")?.includes("aisle") ? ((await auth.api.getSession({ headers })) ?? undefined) : undefined;

  /** A guess goes to better-auth only while its account and address may guess. */
  const guess = async (request: Request, path: string): Promise<Response> => {
    const session = path === "/api/auth/change-password" ? await sessionOf(request.headers) : undefined;
    const account = session?.user.email ?? (await emailIn(request));
    if (account === undefined) return auth.handler(request);
    // A live session is a known device.
    const device = session?.session.id ?? devices.find(request.headers.get("cookie"), account);
    const address = addressKey(request.headers.get(addressHeader) ?? "");
    try {
      const { response } = await attempts.try({ account, address, device }, async () => {
        const response = await auth.handler(request);
        const outcome = outcomeOf(response.status);
        if (outcome === "wrong" && (await saysWrongPassword(response)))
          await store.signInEnded({ email: account }, "sign-in.failed", { at: path.split("/").at(-1)! });
        return { response, outcome };
      });
      if (!response.ok) return response;
      if (session === undefined) await store.signInEnded({ email: account }, "sign-in.succeeded");
      if (session !== undefined) await store.passwordSet(session.user.id);
      return withCookie(response, devices.cookieFor(account));
    } catch (error) {
      if (!(error instanceof AisleError)) throw error;
      const { message } = error;
      const headers = { "retry-after": String(error.details.retryAfterSeconds) };
      return Response.json({ message, ...errorBody(error) }, { status: error.row.status, headers });
    }
  };

  return {
    async handle(request) {
      const path = new URL(request.url).pathname;
      if (guesses.has(path)) return guess(request, path);
      const account = path === "/api/auth/owner-link/finish" ? await emailIn(request) : undefined;
      const response = await auth.handler(request);
      if (account === undefined || !response.ok) return response;
      const session = await sessionOf(request.headers);
      if (session !== undefined) await store.passwordSet(session.user.id);
      return withCookie(response, devices.cookieFor(account));
    },
    async signedIn(headers) {
      if (carriesToken(headers, localToken)) {
        const local = await store.localCaller();
        return local === undefined ? undefined : { ...local, byToken: true };
      }
      const found = await sessionOf(headers);
      if (found === undefined) return undefined;
      const workspace = await store.workspaceOf(found.user.id);
      if (workspace === undefined) return undefined;
      const { id: userId, name, email } = found.user;
      return { userId, name, email, workspaceId: workspace.id, workspaceName: workspace.name, role: workspace.role };
    },
    async confirmPassword(who, password) {
      const { internalAdapter, password: hasher } = await auth.$context;
      const people = who.byToken === true ? await store.ownersOf(who.workspaceId) : [who.userId];
      const hashes = (await Promise.all(people.map((id) => internalAdapter.findAccounts(id))))
        .flat()
        .flatMap((account) => (account.providerId === "credential" && account.password ? [account.password] : []));
      if (hashes.length === 0) {
        if (who.byToken === true) return;
        throw new AisleError("password.none", "You have not set a password yet.");
      }
      if (password === undefined) throw new AisleError("password.wrong", "This needs an owner's password again.");
      // The session, or the token, is the known device.
      const attempt = { account: who.userId, address: "", device: who.byToken === true ? "token" : "session" };
      const { outcome } = await attempts.try(attempt, async () => {
        const right = await Promise.all(hashes.map((hash) => hasher.verify({ hash, password })));
        return { outcome: right.includes(true) ? ("right" as const) : ("wrong" as const) };
      });
      if (outcome === "wrong" && who.byToken !== true)
        await store.signInEnded({ userId: who.userId }, "sign-in.failed", { at: "confirmation" });
      if (outcome === "wrong") throw new AisleError("password.wrong", "The password is not right.");
    },
  };
}

function outcomeOf(status: number): Outcome {
  if (status === 200) return "right";
  // Of a wrong password in change-password it says 400, as of a new one that is too short.
  return status === 401 || status === 400 ? "wrong" : "neither";
}

/** What better-auth calls a wrong password, of a sign-in and of a change. */
const wrongPassword: ReadonlySet<unknown> = new Set(["INVALID_EMAIL_OR_PASSWORD", "INVALID_PASSWORD"]);

async function saysWrongPassword(response: Response): Promise<boolean> {
  const body = (await response
    .clone()
    .json()
    .catch(() => undefined)) as { readonly code?: unknown } | null | undefined;
  return wrongPassword.has(body?.code);
}

async function emailIn(request: Request): Promise<string | undefined> {
  const body = (await request
    .clone()
    .json()
    .catch(() => undefined)) as { readonly email?: unknown } | null | undefined;
  return typeof body?.email === "string" ? body.email.trim().toLowerCase().slice(0, 320) : undefined;
}

function withCookie(response: Response, cookie: string): Response {
  const headers = new Headers(response.headers);
  headers.append("set-cookie", cookie);
  return new Response(response.body, { status: response.status, headers });
}

function carriesToken(headers: Headers, token: string): boolean {
  const expected = Buffer.from(`Bearer ${token}`);
  const given = Buffer.from(headers.get("authorization") ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
