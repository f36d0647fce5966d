import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import type { Decision } from "@aisle/contracts/decision";
import { DecisionReader } from "@aisle/platform/decisions/decision-reader";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import type { JsonObject } from "@aisle/runtime/json";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openGraph, rankGraph } from "../test-graphs.ts";
import { addWorkspace, testWorkspace } from "../test-home.ts";
import { startTestServing, type TestServing } from "../test-serving.ts";
import { TestShop } from "../test-shop.ts";

const item = (id: string, score: number) => ({ id, score });
const three = { items: [item("a", 1), item("b", 3), item("c", 2)] };

let serving: TestServing;
let key: string;
let writer: DecisionWriter;
let versionId: string;

beforeAll(async () => {
  serving = await startTestServing();
  const { shop, home } = serving;
  key = await shop.key();
  await serving.publish("rank", rankGraph());
  versionId = await serving.publish("rank", rankGraph());
  await serving.publish("open", openGraph);
  const explore = { type: "rank.explore", config: { share: 0.5, places: 2 } };
  await serving.publish("explore", rankGraph({}, { explore }));
  writer = new DecisionWriter({ pool: home.pool, directory: join(home.environment.home, "spool") });
});
afterAll(() => serving?.stop());

async function decisionOf(id: string): Promise<Decision> {
  await writer.drain();
  const found = await new DecisionReader(serving.home.pool).get(testWorkspace, id);
  expect(found).toBeDefined();
  return found!;
}

describe("an answer", () => {
  it("holds the products, and what later events and support requests carry back", async () => {
    const { status, headers, body } = await serving.call("rank", three, key);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(body).toEqual({
      items: ["b", "c", "a"].map((id) => ({ id, availability: "unknown" })),
      decisionId: expect.stringMatching(/^dec_[0-9a-z]{21}$/),
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      version: 2,
      variant: "live",
    });
    expect(headers.get("x-aisle-decision")).toBe(body.decisionId);
  });

  it("takes the trace id of a traceparent, and makes its own where there is none to take", async () => {
    const traceOf = async (traceparent: string) => {
      const { body } = await serving.call("rank", three, key, { traceparent });
      return { traceId: body.traceId, storedTraceId: (await decisionOf(body.decisionId)).traceId };
    };
    const id = "0af7651916cd43dd8448eb211c80319c";
    expect(await traceOf(`00-${id}-b7ad6b7169203331-01`)).toEqual({ traceId: id, storedTraceId: id });
    for (const odd of [`00-${"0".repeat(32)}-b7ad6b7169203331-01`, "nonsense", ""]) {
      const { traceId, storedTraceId } = await traceOf(odd);
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(traceId).not.toBe("0".repeat(32));
      expect(storedTraceId).toBe(traceId);
    }
  });

  it("gives each request its own decision", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => serving.call("rank", three, key)));
    expect(new Set(answers.map(({ body }) => body.decisionId)).size).toBe(50);
    expect(new Set(answers.map(({ body }) => body.traceId)).size).toBe(50);
  });
});

describe("keys", () => {
  it.each([
    ["no key", undefined, 401, "key.missing"],
    ["an empty key", "", 401, "key.missing"],
    ["an unknown key", `aisle_live_${"x".repeat(43)}`, 401, "key.invalid"],
  ] as const)("refuses %s", async (_what, given, status, code) => {
    const answer = await serving.call("rank", three, given);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({
      code,
      blame: "caller",
      retryable: false,
      help: expect.stringMatching(/.../),
    });
    expect(answer.body.decisionId).toBeUndefined();
  });

  it("refuses keys of another kind, and another scheme", async () => {
    const write = await serving.shop.key("write");
    expect((await serving.call("rank", three, write)).body.error.code).toBe("key.wrong-kind");
    expect((await serving.call("rank", three, undefined, { authorization: key })).body.error.code).toBe("key.missing");
  });

  it("knows nothing of another workspace's endpoints", async () => {
    const { home } = serving;
    await addWorkspace(home.pool, "ws_other");
    const other = new TestShop(home.pool, "ws_other");
    const { status, body } = await serving.call("rank", three, await other.key());
    await other.close();
    expect([status, body.error.code]).toEqual([404, "endpoint.not-found"]);
  });

  it("refuses a key within a second of its being revoked", async () => {
    const { shop } = serving;
    const { row, key: mine } = await shop.keys.create(shop.actor, { kind: "endpoint", name: "short-lived" });
    expect((await serving.call("rank", three, mine)).status).toBe(200);
    await shop.keys.revoke(shop.actor, row.id);
    const refused = async () => expect((await serving.call("rank", three, mine)).body.error?.code).toBe("key.invalid");
    await vi.waitFor(refused, { timeout: 1000, interval: 20 });
  });
});

describe("requests that cannot be answered", () => {
  const refused = async (body: JsonObject | string, headers: Record<string, string> = {}) => {
    const answer = await serving.call("rank", body, key, headers);
    return [answer.status, answer.body.error.code, answer.body.error.message] as const;
  };

  it.each([
    ["{", 400, "request.not-json", /not JSON/],
    ["", 400, "request.not-json", /not JSON/],
    ["[1]", 400, "request.invalid", /not a JSON object/],
    ["null", 400, "request.invalid", /not a JSON object/],
    ['"text"', 400, "request.invalid", /not a JSON object/],
    ["{}", 400, "request.invalid", /“items” is missing/],
    ['{"items":[{"id":5}]}', 400, "request.invalid", /“items\.0\.id” must be string/],
    ['{"items":[],"colour":1}', 400, "request.invalid", /“colour” is not a field/],
    ['{"items":[],"limit":0}', 400, "request.invalid", /“limit” must be >= 1/],
    ['{"items":[],"__proto__":{"x":1}}', 400, "request.invalid", /__proto__/],
    ['{"items":[],"\\u005f_proto__":{"x":1}}', 400, "request.invalid", /__proto__/],
  ] as const)("refuses the body %s", async (text, status, code, message) => {
    expect(await refused(text)).toEqual([status, code, expect.stringMatching(message)]);
  });

  it("refuses what is no JSON by its type", async () => {
    expect((await refused("items=1", { "content-type": "application/x-www-form-urlencoded" }))[1]).toBe(
      "request.not-json",
    );
    const named = await serving.call("rank", three, key, { "content-type": "application/json; charset=utf-8" });
    expect(named.status).toBe(200);
  });

  it("takes __proto__ as a value, and refuses it as a key wherever it stands and however it is written", async () => {
    expect((await serving.call("open", { ...three, query: "__proto__" }, key)).status).toBe(200);
    for (const name of ["__proto__", "\\u005f_proto__", "\\u005F\\u005Fprot\\u006f__"]) {
      for (const text of [`{"${name}":{}}`, `{"items":[],"deep":[{"x":{"${name}":1}}]}`]) {
        const answer = await serving.call("open", text, key);
        expect([text, answer.status, answer.body.error?.code]).toEqual([text, 400, "request.invalid"]);
      }
    }
  });

  it("refuses a body that is nested without end", async () => {
    for (const depth of [5_000, 1_000_000]) {
      const answer = await serving.call("open", `{"x":${"[".repeat(depth)}${"]".repeat(depth)}}`, key);
      expect([depth, answer.status, answer.body.error?.code]).toEqual([depth, 400, "request.invalid"]);
    }
  });

  it("refuses a body above 4 MB and goes on", async () => {
    expect((await refused(JSON.stringify({ items: [], note: "x".repeat(5 << 20) }))).slice(0, 2)).toEqual([
      413,
      "request.too-large",
    ]);
    expect((await serving.call("rank", three, key)).status).toBe(200);
  });

  it("says that nothing is live under an unknown slug, and which method an endpoint takes", async () => {
    expect((await serving.call("nobody", three, key)).body.error).toMatchObject({
      code: "endpoint.not-found",
      details: { slug: "nobody" },
    });
    expect((await serving.call("%00", three, key)).status).toBe(404);
    const got = await fetch(`${serving.home.url}/v1/rank`);
    expect([
      got.status,
      got.headers.get("allow"),
      ((await got.json()) as { error: { code: string } }).error.code,
    ]).toEqual([405, "POST", "request.wrong-method"]);
  });

  it("answers what is no HTTP in the shape of every other error", async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(serving.home.environment.port, "127.0.0.1", () =>
        socket.write("POST /v1/rank HTTP/1.1\r\nbad header\r\n\r\n"),
      );
      let read = "";
      socket.on("data", (chunk) => {
        read += chunk.toString();
      });
      socket.on("close", () => resolve(read));
      socket.on("error", reject);
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(text.slice(text.indexOf("{"))).error.code).toBe("request.invalid");
  });

  it("survives callers who leave in the middle of their body", async () => {
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const sent = httpRequest(`${serving.home.url}/v1/rank`, {
          method: "POST",
          headers: { "content-length": "1000", authorization: `Bearer ${key}`, "content-type": "application/json" },
        });
        sent.on("error", () => undefined);
        sent.write('{"items":');
        await new Promise((resolve) => setTimeout(resolve, 20));
        sent.destroy();
      }),
    );
    expect((await serving.call("rank", three, key)).status).toBe(200);
  });
});

describe("the decision log", () => {
  it("stores the request, every slot, every step and all candidates", async () => {
    const sent = { ...three, shopperId: "s_1" };
    // The tests above send more in a second than all store their candidates of: once traffic is low again, every decision does.
    const decision = await vi.waitFor(
      async () => {
        const { body } = await serving.call("rank", sent, key);
        const logged = await decisionOf(body.decisionId);
        expect(logged.candidateShare).toBe(1);
        return logged;
      },
      { timeout: 15_000, interval: 400 },
    );
    expect(decision).toMatchObject({
      workspaceId: testWorkspace,
      endpoint: "rank",
      versionId,
      unit: "s_1",
      outcome: "answered",
      sample: false,
      request: sent,
    });
    expect(decision.planId).toMatch(/./);
    expect(decision.slots.map(({ item: id, score, availability }) => [id, score, availability])).toEqual([
      ["b", 3, "unknown"],
      ["c", 2, "unknown"],
      ["a", 1, "unknown"],
    ]);
    expect(decision.steps.map(({ node, outcome }) => `${node} ${outcome}`)).toEqual([
      "request ran",
      "items ran",
      "sort ran",
      "answer ran",
    ]);
    for (const step of decision.steps) expect(step.durationMs).toBeGreaterThanOrEqual(0);
    expect(decision.candidates).toEqual([
      {
        node: "items",
        items: [
          { item: "a", score: 1 },
          { item: "b", score: 3 },
          { item: "c", score: 2 },
        ],
      },
      {
        node: "sort",
        items: [
          { item: "b", score: 3 },
          { item: "c", score: 2 },
          { item: "a", score: 1 },
        ],
      },
    ]);
  });

  it("stores the odds of explored places, which add up", async () => {
    const many = { items: Array.from({ length: 12 }, (_, index) => item(`p${index}`, 12 - index)) };
    let drawn = 0;
    for (let round = 0; round < 12; round++) {
      const { body } = await serving.call("explore", many, key);
      const { slots } = await decisionOf(body.decisionId);
      for (const [place, slot] of slots.slice(0, 2).entries()) {
        const explored = slot.item !== `p${place}`;
        // A draw picks one of ten below; else the place keeps its product.
        expect(slot.propensity).toBeCloseTo(explored ? 0.5 / 10 : 0.5, 9);
        expect(body.items[place]!.exploring).toBe(explored ? true : undefined);
        if (explored) drawn++;
      }
      // What stands below depends on the draws above it, and so do its odds.
      for (const { propensity } of slots.slice(2)) {
        expect(propensity).toBeGreaterThan(0);
        expect(propensity).toBeLessThan(1);
      }
    }
    expect(drawn).toBeGreaterThan(0);
    expect(drawn).toBeLessThan(24);
  });

  it("stores tokens for what is personal, the same for the same value, and never the value", async () => {
    const sent = { ...three, email: "ines@example.com", note: "call +49 170 1234567, or ines@example.com" };
    const first = await decisionOf((await serving.call("rank", sent, key)).body.decisionId);
    const second = await decisionOf((await serving.call("rank", sent, key)).body.decisionId);
    expect(first.request).toEqual(second.request);
    expect(first.request.email).toMatch(/^tok_/);
    expect(first.request.note).toMatch(/^call \S*tok_\S+, or tok_\S+$/);
    const { rows } = await serving.home.pool.query<{ payload: Buffer }>("select payload from decision");
    for (const { payload } of rows) expect(payload.includes("ines@example")).toBe(false);
  });

  it("stores refusals with their reason, without the body", async () => {
    const { body } = await serving.call("rank", { items: [], colour: "secret-red" }, key);
    const decision = await decisionOf(body.decisionId);
    expect(decision).toMatchObject({ outcome: "refused", request: {}, slots: [], error: { code: "request.invalid" } });
    expect(JSON.stringify(decision)).not.toContain("secret-red");
  });
});
