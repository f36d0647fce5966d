import { may, type Permission, roles } from "@aisle/app/access/role";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { appRouter } from "./router.ts";
import { filledInput, type InputSchema } from "./test-input.ts";
import { cookieOf, linkToken, localToken, makeTestStudio, owner, pageHeaders, type TestStudio } from "./test-studio.ts";

let studio: TestStudio;

beforeEach(() => {
  // An upload that is refused is not read: its body is late before a slow run of these tests is over.
  studio = makeTestStudio({ bodyMs: 300_000 });
});
afterEach(() => studio.close());

it("refuses every procedure without a session, but for the session check itself", async () => {
  const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
  const names = Object.keys(procedures).filter((name) => name !== "session");
  expect(names.length).toBeGreaterThan(30);
  for (const name of names) {
    const method = procedures[name]!._def.type === "mutation" ? "POST" : "GET";
    const response = await studio.server.inject({
      method,
      url: `/trpc/${name}`,
      headers: pageHeaders,
      ...(method === "POST" ? { payload: "{}" } : {}),
    });
    // A stream opens before it can refuse; its first event is the refusal.
    if (procedures[name]!._def.type === "subscription") expect(response.body).toContain("UNAUTHORIZED");
    else expect([name, response.statusCode]).toEqual([name, 401]);
  }
  const session = await studio.server.inject({ method: "GET", url: "/trpc/session", headers: pageHeaders });
  expect(session.json()).toEqual({ result: { data: null } });
});

it("refuses a file import without a session", async () => {
  const response = await studio.server.inject({
    method: "POST",
    url: "/api/import/catalog?file=a.csv",
    headers: pageHeaders,
    payload: "id",
  });
  expect(response.headers["x-content-type-options"]).toBe("nosniff");
  expect(response.statusCode).toBe(401);
  expect(response.json().error.code).toBe("session.required");
});

it("lets the one-time link in once, and asks for a password for later", async () => {
  const cookie = await studio.redeem();
  expect(
    (await studio.server.inject({ method: "GET", url: "/trpc/jobs.list", headers: { ...pageHeaders, cookie } })).json(),
  ).toEqual({
    result: { data: [] },
  });
  expect((await studio.post("/api/auth/owner-link/redeem", { token: linkToken })).statusCode).toBe(410);
  const state = async (headers: object) =>
    studio.server.inject({ method: "GET", url: "/api/auth/owner-link/state", headers: { ...pageHeaders, ...headers } });
  expect((await state({})).statusCode).toBe(401);
  expect((await state({ cookie })).json()).toEqual({ needsPassword: true });
  expect((await studio.post("/api/auth/owner-link/finish", owner, cookie)).statusCode).toBe(200);
  expect((await state({ cookie })).json()).toEqual({
    needsPassword: false,
    name: owner.name,
    email: "ines@example.com",
  });
  const again = await studio.post("/api/auth/sign-in/email", { email: "ines@example.com", password: owner.password });
  expect(again.statusCode).toBe(200);
  const session = await studio.server.inject({
    method: "GET",
    url: "/trpc/session",
    headers: { ...pageHeaders, cookie: cookieOf(again) },
  });
  expect(session.json().result.data).toMatchObject({ name: "Ines", workspaceName: "Northfell" });
});

it("does not let a session set the password again without the old one", async () => {
  const cookie = await studio.redeem();
  await studio.post("/api/auth/owner-link/finish", owner, cookie);
  expect(
    (await studio.post("/api/auth/owner-link/finish", { ...owner, password: "another long one" }, cookie)).statusCode,
  ).toBe(409);
});

it("takes every product's id that an import takes, wherever a product is asked for", async () => {
  const cookie = await studio.redeem();
  const statusOf = async (path: string, input: object) => {
    const url = `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`;
    const response = await studio.server.inject({ method: "GET", url, headers: { ...pageHeaders, cookie } });
    return response.statusCode;
  };
  const run = { pipelineId: "p", runId: "r" };
  for (const [length, isRefused] of [
    [255, false],
    [256, true],
  ] as const) {
    const productId = "x".repeat(length);
    const asked = [
      await statusOf("catalogue.product", { productId }),
      await statusOf("catalogue.products", { ids: [productId] }),
      await statusOf("endpoints.why", { decisionId: "dec_1", productId }),
      await statusOf("runData.why", { ...run, productId }),
    ];
    // Nothing stands behind the guards here, which is no fault of the question.
    expect(asked).toEqual(asked.map(() => (isRefused ? 400 : 500)));
  }
});

it("refuses a wrong password, a sign-up, and a page of another host", async () => {
  const cookie = await studio.redeem();
  await studio.post("/api/auth/owner-link/finish", owner, cookie);
  const wrong = { email: "ines@example.com", password: "not the password" };
  expect((await studio.post("/api/auth/sign-in/email", wrong)).statusCode).toBe(401);
  expect(
    (await studio.post("/api/auth/sign-up/email", { ...owner, email: "b@example.com" })).statusCode,
  ).toBeGreaterThanOrEqual(400);
  const foreign = await studio.server.inject({
    method: "POST",
    url: "/api/auth/sign-out",
    headers: { ...pageHeaders, origin: "http://elsewhere.test", cookie },
    payload: "{}",
  });
  expect(foreign.statusCode).toBe(403);
});

it("reports an expected error in its words and hides an unexpected one", async () => {
  const cookie = await studio.redeem();
  const get = (path: string) => studio.server.inject({ method: "GET", url: path, headers: { ...pageHeaders, cookie } });
  const missing = await get(`/trpc/jobs.get?input=${encodeURIComponent('{"jobId":"x"}')}`);
  expect(missing.statusCode).toBe(404);
  expect(missing.json().error).toMatchObject({ message: "There is no such job.", data: { aisle: "job.not-found" } });
  const broken = await get("/trpc/keys.list");
  expect(broken.statusCode).toBe(500);
  expect(broken.body).not.toContain("secret");
});

it("says that the database is away, of a procedure and before one is asked", async () => {
  const cookie = await studio.redeem();
  const away = { message: "The database cannot be reached.", data: { aisle: "database.unavailable", httpStatus: 503 } };
  const listed = await studio.server.inject({ url: "/trpc/pipelines.list", headers: { ...pageHeaders, cookie } });
  expect(listed.statusCode).toBe(503);
  expect(listed.json().error).toMatchObject(away);

  studio.isDatabaseAway = true;
  const headers = { ...pageHeaders, authorization: `Bearer ${localToken}` };
  const asked = await studio.server.inject({ url: "/trpc/jobs.list", headers });
  const posted = await studio.server.inject({ method: "POST", url: "/api/import/stock?file=s.csv", headers });
  studio.isDatabaseAway = false;
  expect(asked.statusCode).toBe(503);
  expect(asked.json().error).toMatchObject(away);
  expect(posted.statusCode).toBe(503);
  expect(posted.headers["retry-after"]).toBe("1");
});

it("reports an expected error of a stream with its status, not as a fault of the server", async () => {
  const cookie = await studio.redeem();
  const input = encodeURIComponent('{"pipelineId":"pipe_none","sinceRevision":0}');
  const headers = { ...pageHeaders, cookie, accept: "text/event-stream" };
  const { body } = await studio.server.inject({ url: `/trpc/drafts.changes?input=${input}`, headers });
  expect(body).toContain('"httpStatus":404');
  expect(body).toContain('"code":"NOT_FOUND"');
});

it("gives the page for any path of the client, and nothing for unknown files", async () => {
  expect((await studio.server.inject("/pipelines/pipe_1")).headers["content-type"]).toContain("text/html");
  expect((await studio.server.inject("/assets/none.js")).statusCode).toBe(404);
  expect((await studio.server.inject("/health")).json()).toEqual({ ok: true });
});

const procedures = Object.entries(
  appRouter._def.procedures as unknown as Record<
    string,
    { readonly _def: { readonly type: string; readonly inputs: readonly z.ZodType[] } }
  >,
);

/** Everything that takes more than looking. */
const more: { readonly [procedure: string]: Permission } = {
  "assistant.suggestions": "edit",
  "assistant.propose": "edit",
  "audit.actors": "operate",
  "audit.list": "operate",
  "audit.verify": "operate",
  "catalogue.inspect": "stock",
  "collections.rebuild": "stock",
  "connections.kinds": "connect",
  "connections.list": "connect",
  "connections.save": "connect",
  "connections.remove": "connect",
  "connections.test": "connect",
  "demoShop.setAside": "stock",
  "demoShop.bringBack": "stock",
  "demoShop.startTraffic": "stock",
  "demoShop.stopTraffic": "stock",
  "demoShop.remove": "stock",
  "drafts.edit": "edit",
  "drafts.run": "try",
  "endpoints.tryIt": "try",
  "jobs.cancel": "stock",
  "jobs.retry": "stock",
  "keys.create": "keys",
  "keys.revoke": "keys",
  "notifications.dead": "connect",
  "notifications.retry": "connect",
  "personData.find": "person-data",
  "personData.export": "person-data",
  "personData.erase": "person-data",
  "people.invite": "people",
  "people.newLink": "people",
  "people.setRole": "people",
  "people.remove": "people",
  "value.setHoldout": "experiment",
  "monitors.setLimit": "experiment",
  "monitors.setReference": "experiment",
  "alerts.acknowledge": "experiment",
  "alerts.assign": "experiment",
  "alerts.note": "experiment",
  "alerts.mute": "experiment",
  "alerts.unmute": "experiment",
  "alerts.setSettings": "experiment",
  "experiments.begin": "experiment",
  "experiments.beginExternal": "experiment",
  "experiments.create": "experiment",
  "experiments.update": "experiment",
  "experiments.start": "experiment",
  "experiments.stop": "experiment",
  "experiments.decide": "experiment",
  "experiments.archive": "experiment",
  "experiments.remove": "experiment",
  "experiments.previewMetric": "experiment",
  "experiments.storeMetric": "experiment",
  "experiments.archiveMetric": "experiment",
  "experiments.refresh": "experiment",
  "experiments.setHoldout": "experiment",
  "experiments.promote": "edit",
  "pipelines.create": "edit",
  "pipelines.rename": "edit",
  "pipelines.duplicate": "edit",
  "pipelines.delete": "edit",
  "pipelines.replaceDraft": "edit",
  "pipelines.publish": "publish",
  "pipelines.describeVersion": "publish",
  "pipelines.moveAddress": "publish",
  "pipelines.removeAlias": "publish",
  "pipelines.activate": "publish",
  "secrets.list": "connect",
  "secrets.set": "connect",
  "secrets.remove": "connect",
  "secrets.rotate": "operate",
  "settings.setTimeZone": "operate",
  "start.useSampleShop": "stock",
};

it.each(roles)("lets the role %s do what it may, and refuses the rest", async (given) => {
  const cookie = await studio.redeem();
  studio.role = given;
  for (const [name, { _def }] of procedures) {
    if (_def.type === "subscription" || name === "session") continue;
    const [schema] = _def.inputs;
    const json = schema === undefined ? {} : z.toJSONSchema(schema, { unrepresentable: "any", io: "input" });
    const input = schema === undefined ? {} : (filledInput(json as InputSchema, "aaaaaaaa", {}) as object);
    const url = `/trpc/${name}`;
    const response =
      _def.type === "mutation"
        ? await studio.post(url, input, cookie)
        : await studio.server.inject({
            url: `${url}?input=${encodeURIComponent(JSON.stringify(input))}`,
            headers: { ...pageHeaders, cookie },
          });
    const isRefused = response.statusCode === 403 && response.json().error.data.aisle === "role.not-permitted";
    expect([name, isRefused, response.statusCode === 400]).toEqual([name, !may(given, more[name] ?? "look"), false]);
  }
  for (const [url, permission] of [
    ["/api/import/catalog?file=a.csv", "stock"],
    ["/api/import/experiment?file=a.csv", "experiment"],
    ["/api/restore", "restore"],
    ["/api/decisions/rejected/replay", "operate"],
  ] as const) {
    const headers = { ...pageHeaders, cookie, "x-aisle-upload": "1" };
    const response = await studio.server.inject({ method: "POST", url, headers, payload: "{}" });
    const refused = response.statusCode === 403 && response.json().error.code === "role.not-permitted";
    expect([url, refused]).toEqual([url, !may(given, permission)]);
  }
});
