import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { may, type Permission, type Role, roles } from "@aisle/app/access/role";
import type { StudioServices } from "@aisle/app/studio-services";
import { AisleError } from "@aisle/runtime/errors";
import { memoryAdapter } from "better-auth/adapters/memory";
import type { FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { AccessStore } from "./access/access.ts";
import { makeAccess } from "./access/make-access.ts";
import type { People } from "./access/people.ts";
import { buildServer } from "./build-server.ts";
import type { Operations } from "./operations.ts";
import type { PresenceBoard } from "./presence/presence-board.ts";
import { appRouter } from "./router.ts";

const token = "a-one-time-token-of-some-length";
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
const headers = { "content-type": "application/json", host: "studio.test", origin: "http://studio.test" };
const owner = { name: "Ines", email: "Ines@Example.com", password: "long enough to keep" };

let role: Role;

function accessStore(): AccessStore {
  const links = new Set([hashOf(token)]);
  let ownerId: string | undefined;
  return {
    takeLink: async (hash) => (links.delete(Buffer.from(hash).toString("hex")) ? {} : undefined),
    ownerId: async () => ownerId,
    makeOwner: async (id) => {
      ownerId = id;
    },
    localCaller: async () => undefined,
    workspaceOf: async (id) => (id === ownerId ? { id: "ws_main", name: "Northfell", role } : undefined),
  };
}

/** Only what the tests call; anything else fails loudly. */
const services = {
  listJobs: async () => [],
  job: async () => {
    throw new AisleError("job.not-found", "There is no such job.");
  },
  listKeys: async () => {
    throw new Error("a secret of the database");
  },
} as unknown as StudioServices;

let server: FastifyInstance;
let folder: string;

beforeEach(() => {
  role = "owner";
  folder = mkdtempSync(join(tmpdir(), "aisle-studio-"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>Aisle</title>");
  const access = makeAccess({
    secret: "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEF",
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    store: accessStore(),
    localToken: "the token of the command on this machine",
  });
  server = buildServer({
    services,
    access,
    operations: {} as Operations,
    people: {} as People,
    presence: {} as PresenceBoard,
    clientFolder: folder,
    logLevel: "silent",
  });
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const post = (url: string, body: object, cookie = "") =>
  server.inject({ method: "POST", url, headers: { ...headers, cookie }, payload: JSON.stringify(body) });
const cookieOf = (response: Awaited<ReturnType<typeof post>>) =>
  response.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join("; ");

async function redeem(): Promise<string> {
  const response = await post("/api/auth/owner-link/redeem", { token });
  expect(response.statusCode).toBe(200);
  return cookieOf(response);
}

it("refuses every procedure without a session, but for the session check itself", async () => {
  const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
  const names = Object.keys(procedures).filter((name) => name !== "session");
  expect(names.length).toBeGreaterThan(30);
  for (const name of names) {
    const method = procedures[name]!._def.type === "mutation" ? "POST" : "GET";
    const response = await server.inject({
      method,
      url: `/trpc/${name}`,
      headers,
      ...(method === "POST" ? { payload: "{}" } : {}),
    });
    // A stream opens before it can refuse; its first event is the refusal.
    if (procedures[name]!._def.type === "subscription") expect(response.body).toContain("UNAUTHORIZED");
    else expect([name, response.statusCode]).toEqual([name, 401]);
  }
  const session = await server.inject({ method: "GET", url: "/trpc/session", headers });
  expect(session.json()).toEqual({ result: { data: null } });
});

it("refuses a file import without a session", async () => {
  const response = await server.inject({
    method: "POST",
    url: "/api/import/catalog?file=a.csv",
    headers,
    payload: "id",
  });
  expect(response.statusCode).toBe(401);
  expect(response.json().error.code).toBe("session.required");
});

it("lets the one-time link in once, and asks for a password for later", async () => {
  const cookie = await redeem();
  expect(
    (await server.inject({ method: "GET", url: "/trpc/jobs.list", headers: { ...headers, cookie } })).json(),
  ).toEqual({
    result: { data: [] },
  });
  expect((await post("/api/auth/owner-link/redeem", { token })).statusCode).toBe(410);
  expect((await post("/api/auth/owner-link/finish", owner, cookie)).statusCode).toBe(200);
  const again = await post("/api/auth/sign-in/email", { email: "ines@example.com", password: owner.password });
  expect(again.statusCode).toBe(200);
  const session = await server.inject({
    method: "GET",
    url: "/trpc/session",
    headers: { ...headers, cookie: cookieOf(again) },
  });
  expect(session.json().result.data).toMatchObject({ name: "Ines", workspaceName: "Northfell" });
});

it("does not let a session set the password anew without the old one", async () => {
  const cookie = await redeem();
  await post("/api/auth/owner-link/finish", owner, cookie);
  expect(
    (await post("/api/auth/owner-link/finish", { ...owner, password: "another long one" }, cookie)).statusCode,
  ).toBe(409);
});

it("refuses a wrong password, a sign-up, and a page of another host", async () => {
  const cookie = await redeem();
  await post("/api/auth/owner-link/finish", owner, cookie);
  const wrong = { email: "ines@example.com", password: "not the password" };
  expect((await post("/api/auth/sign-in/email", wrong)).statusCode).toBe(401);
  expect(
    (await post("/api/auth/sign-up/email", { ...owner, email: "b@example.com" })).statusCode,
  ).toBeGreaterThanOrEqual(400);
  const foreign = await server.inject({
    method: "POST",
    url: "/api/auth/sign-out",
    headers: { ...headers, origin: "http://elsewhere.test", cookie },
    payload: "{}",
  });
  expect(foreign.statusCode).toBe(403);
});

it("tells an expected error in its words and hides an unexpected one", async () => {
  const cookie = await redeem();
  const get = (path: string) => server.inject({ method: "GET", url: path, headers: { ...headers, cookie } });
  const missing = await get(`/trpc/jobs.get?input=${encodeURIComponent('{"jobId":"x"}')}`);
  expect(missing.statusCode).toBe(404);
  expect(missing.json().error).toMatchObject({ message: "There is no such job.", data: { aisle: "job.not-found" } });
  const broken = await get("/trpc/keys.list");
  expect(broken.statusCode).toBe(500);
  expect(broken.body).not.toContain("secret");
});

it("gives the page for any path of the client, and nothing for unknown files", async () => {
  expect((await server.inject("/pipelines/pipe_1")).headers["content-type"]).toContain("text/html");
  expect((await server.inject("/assets/none.js")).statusCode).toBe(404);
  expect((await server.inject("/health")).json()).toEqual({ ok: true });
});

const procedures = appRouter._def.procedures as unknown as Record<
  string,
  { readonly _def: { readonly type: string; readonly meta?: { readonly permission: Permission } } }
>;

it("names for everything that changes something what it takes", () => {
  const mutations = Object.entries(procedures).filter(([, { _def }]) => _def.type === "mutation");
  expect(mutations.length).toBeGreaterThan(15);
  expect(mutations.filter(([, { _def }]) => _def.meta === undefined).map(([name]) => name)).toEqual([]);
});

it.each(roles)("lets the role %s do what the table says and refuses the rest, whatever is sent", async (given) => {
  const cookie = await redeem();
  role = given;
  for (const [name, { _def }] of Object.entries(procedures)) {
    if (_def.type !== "mutation") continue;
    const response = await post(`/trpc/${name}`, {}, cookie);
    const refused = response.statusCode === 403 && response.json().error.data.aisle === "role.not-permitted";
    expect([name, refused]).toEqual([name, !may(given, _def.meta!.permission)]);
  }
  for (const [url, permission] of [
    ["/api/import/catalog?file=a.csv", "stock"],
    ["/api/restore", "operate"],
  ] as const) {
    const response = await post(url, {}, cookie);
    const refused = response.statusCode === 403 && response.json().error.code === "role.not-permitted";
    expect([url, refused]).toEqual([url, !may(given, permission)]);
  }
});
