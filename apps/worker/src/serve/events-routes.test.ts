import type { JsonObject } from "@aisle/runtime/json";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testWorkspace } from "../test-home.ts";
import { startTestServing, type TestServing } from "../test-serving.ts";

const viewed = (change: JsonObject = {}) => ({
  messageId: "m1",
  event: "Product Viewed",
  userId: "u1",
  properties: { product_id: "p1" },
  ...change,
});

let serving: TestServing;
let key: string;

beforeAll(async () => {
  serving = await startTestServing();
  key = await serving.shop.key("write");
});
afterAll(() => serving?.stop());
beforeEach(async () => {
  await serving.home.pool.query("truncate event, event_seen, event_dead_letter, interaction");
});

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonObject & { readonly error?: { readonly code: string; readonly message: string } };
}

async function send(path: "track" | "batch", body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const response = await fetch(`${serving.home.url}/events/v1/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Reply["body"] };
}

async function stored() {
  const { pool } = serving.home;
  const events = await pool.query(
    "select message_id, name, shopper_id, decision_id from event where workspace_id = $1 order by 1",
    [testWorkspace],
  );
  const lines = await pool.query(
    "select shopper_id, product_id, quantity, value_minor from interaction where workspace_id = $1 order by 2",
    [testWorkspace],
  );
  const letters = await pool.query(
    "select reason, event from event_dead_letter where workspace_id = $1 order by reason",
    [testWorkspace],
  );
  return { events: events.rows, lines: lines.rows, letters: letters.rows };
}

describe("events", () => {
  it("takes a single one, with the decision it answers to, before it is acknowledged", async () => {
    const decision_id = "dec_0mfz000000000000000abc";
    const { status, body } = await send("track", viewed({ properties: { product_id: "p1", decision_id } }));
    expect([status, body]).toEqual([200, { accepted: 1, duplicates: 0, rejected: [] }]);
    const { events, lines } = await stored();
    expect(events).toEqual([{ message_id: "m1", name: "Product Viewed", shopper_id: "u1", decision_id }]);
    expect(lines).toMatchObject([{ shopper_id: "u1", product_id: "p1" }]);
  });

  it("takes the same message once, sent twice, at once, and in one batch", async () => {
    await send("track", viewed());
    expect((await send("track", viewed())).body).toMatchObject({ accepted: 1, duplicates: 1 });
    await Promise.all(
      Array.from({ length: 8 }, () =>
        send("batch", { batch: [viewed({ messageId: "m2" }), viewed({ messageId: "m3" })] }),
      ),
    );
    await send("batch", { batch: [viewed({ messageId: "m4" }), viewed({ messageId: "m4" })] });
    const { events, lines } = await stored();
    expect(events.map((row) => row.message_id)).toEqual(["m1", "m2", "m3", "m4"]);
    expect(lines).toHaveLength(4);
  });

  it("stores the good ones of a batch, reports what was wrong with each other one, and stores that too", async () => {
    const bad = viewed({ messageId: "m2", userId: "" });
    const { status, body } = await send("batch", { batch: [viewed(), bad, viewed({ messageId: "m3" }), 5] });
    expect(status).toBe(207);
    expect(body).toEqual({
      accepted: 2,
      duplicates: 0,
      rejected: [
        { index: 1, messageId: "m2", reason: "the event has neither a userId nor an anonymousId" },
        { index: 3, messageId: null, reason: "the event is no JSON object" },
      ],
    });
    const { events, letters } = await stored();
    expect(events.map((row) => row.message_id)).toEqual(["m1", "m3"]);
    expect(letters).toEqual([
      { reason: "the event has neither a userId nor an anonymousId", event: bad },
      { reason: "the event is no JSON object", event: 5 },
    ]);
  });

  it("answers 400 when none could be accepted, and stores them", async () => {
    const { status, body } = await send("track", { event: "Product Viewed", properties: { product_id: "p1" } });
    expect([status, body.accepted]).toEqual([400, 0]);
    expect((await stored()).letters).toHaveLength(1);
  });

  it("adds up an order's lines", async () => {
    const order = viewed({
      event: "Order Completed",
      properties: {
        currency: "EUR",
        products: [
          { product_id: "a", price: 19.99, quantity: 2 },
          { product_id: "b", price: "5" },
        ],
      },
    });
    expect((await send("track", order)).status).toBe(200);
    expect((await stored()).lines).toMatchObject([
      { product_id: "a", quantity: 2, value_minor: 3998 },
      { product_id: "b", quantity: 1, value_minor: 500 },
    ]);
  });

  it.each([
    ["track", "{", 400, "request.not-json"],
    ["track", "[]", 400, "event.invalid"],
    ["batch", "{}", 400, "event.invalid"],
    ["batch", { batch: [] }, 400, "event.invalid"],
    ["batch", { batch: Array.from({ length: 1001 }, () => viewed()) }, 413, "request.too-large"],
    ["track", `{"event":"x","userId":"u","properties":{"__proto__":{}}}`, 400, "request.invalid"],
    ["track", `{"event":"x","userId":"u","properties":${"[".repeat(9000)}${"]".repeat(9000)}}`, 400, "request.invalid"],
    ["track", viewed({ properties: { product_id: "p\u0000", note: "\ud800" } }), 200, undefined],
  ] as const)("answers %s of what is odd in the shape of the error table (%#)", async (path, body, status, code) => {
    const answer = await send(path, body);
    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
  });
});

describe("the ways they come", () => {
  it("takes the key as Segment's libraries send it: as the user of basic authentication", async () => {
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });
    expect((await send("track", viewed(), basic(`${key}:`))).status).toBe(200);
    expect((await send("track", viewed(), basic("nobody:"))).body.error?.code).toBe("key.invalid");
    expect((await send("track", viewed(), { authorization: "Basic ???" })).body.error?.code).toBe("key.missing");
    expect((await send("track", viewed(), { authorization: "" })).body.error?.code).toBe("key.missing");
  });

  it("refuses an endpoint's key", async () => {
    const { status, body } = await send("track", viewed(), {
      authorization: `Bearer ${await serving.shop.key("endpoint")}`,
    });
    expect([status, body.error?.code]).toEqual([403, "key.wrong-kind"]);
    expect((await stored()).events).toEqual([]);
  });

  it("lets a shop's own pages send them", async () => {
    const origin = "https://shop.example";
    const preflight = await fetch(`${serving.home.url}/events/v1/track`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(origin);
    expect(preflight.headers.get("access-control-allow-methods")).toContain("POST");
    expect(preflight.headers.get("access-control-allow-headers")).toContain("authorization");
    const sent = await send("track", viewed(), { origin });
    expect(sent.headers.get("access-control-allow-origin")).toBe(origin);
    const refused = await send("track", "{", { origin });
    expect(refused.headers.get("access-control-allow-origin")).toBe(origin);
    const endpoint = await fetch(`${serving.home.url}/v1/any`, { method: "POST", headers: { origin }, body: "{}" });
    expect(endpoint.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("takes a beacon, which can only be text and carries its key in the body", async () => {
    const beacon = async (path: string, text: string) => {
      const headers = { "content-type": "text/plain;charset=UTF-8" };
      const response = await fetch(`${serving.home.url}/events/v1/${path}`, { method: "POST", headers, body: text });
      return [response.status, ((await response.json()) as Reply["body"]).error?.code];
    };
    expect(await beacon("batch", JSON.stringify({ writeKey: key, batch: [viewed()] }))).toEqual([200, undefined]);
    expect(await beacon("track", JSON.stringify(viewed({ writeKey: key, messageId: "m2" })))).toEqual([200, undefined]);
    expect(await beacon("track", JSON.stringify(viewed({ writeKey: key, userId: "" })))).toEqual([400, undefined]);
    expect(await beacon("track", JSON.stringify(viewed()))).toEqual([401, "key.missing"]);
    expect(await beacon("track", JSON.stringify(viewed({ writeKey: "guess" })))).toEqual([401, "key.invalid"]);
    expect(await beacon("track", "nothing")).toEqual([400, "request.not-json"]);
    const { events, letters } = await stored();
    expect([events.length, letters.length]).toEqual([2, 1]);
    const { rows } = await serving.home.pool.query(
      "select payload::text as text from event union all select event::text from event_dead_letter",
    );
    expect(rows.filter(({ text }) => text.includes(key))).toEqual([]);
  });

  it("stores events of other names, without reading products into them", async () => {
    expect((await send("track", viewed({ event: "Newsletter Opened", properties: {} }))).status).toBe(200);
    const { events, lines } = await stored();
    expect([events.length, lines.length]).toEqual([1, 0]);
  });
});
