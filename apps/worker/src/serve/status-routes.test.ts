import { connect } from "node:net";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rankGraph, rankSchema } from "../test-graphs.ts";
import { startTestServing, type TestServing } from "../test-serving.ts";

const three = { items: ["a", "b", "c"].map((id) => ({ id })) };

let serving: TestServing;
let key: string;

beforeAll(async () => {
  serving = await startTestServing();
  key = await serving.shop.key();
  await serving.publish("rank", rankGraph());
});
afterAll(() => serving?.stop());

const get = (path: string, headers: Record<string, string> = {}) => fetch(serving.home.url + path, { headers });

interface Sample {
  readonly name: string;
  readonly labels: { readonly [name: string]: string };
  readonly value: number;
}

/** Reads Prometheus's text format (version 0.0.4); throws at a line that does not fit it. */
function parseMetrics(text: string): {
  readonly types: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
} {
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  expect(text.endsWith("\n")).toBe(true);
  for (const line of text.split("\n").filter((each) => each !== "")) {
    const type = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram|summary|untyped)$/.exec(line);
    if (type !== null) {
      expect(types.has(type[1]!), `${type[1]} is declared twice`).toBe(false);
      types.set(type[1]!, type[2]!);
      continue;
    }
    if (/^# HELP [a-zA-Z_:][\w:]* .+$/.test(line)) continue;
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (-?[\d.]+(?:e[+-]?\d+)?|NaN|[+-]Inf)$/i.exec(line);
    if (sample === null) throw new Error(`not a line of Prometheus's text format: ${line}`);
    const pairs = [...(sample[2] ?? "").matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/g)];
    expect(pairs.map(([pair]) => pair).join("")).toBe(sample[2] ?? "");
    const labels = Object.fromEntries(pairs.map(([, name, value]) => [name!, value!]));
    samples.push({ name: sample[1]!, labels, value: Number(sample[3]!.replace("Inf", "Infinity")) });
  }
  for (const { name } of samples) {
    const family = name.replace(/_(bucket|sum|count)$/, "");
    expect(types.has(name) || types.has(family), `${name} has no type`).toBe(true);
  }
  return { types, samples };
}

describe("/health", () => {
  it("reports how many plans are ready", async () => {
    const response = await get("/health");
    const expected = { ok: true, status: "ok", plans: { ready: 1, failed: 0 }, problems: [] };
    expect([response.status, await response.json()]).toEqual([200, expected]);
  });
});

describe("/metrics", () => {
  const scrape = async () => parseMetrics(await (await get("/metrics")).text());
  const value = ({ samples }: Awaited<ReturnType<typeof scrape>>, name: string, labels: Sample["labels"]) =>
    samples.find((sample) => sample.name === name && Object.entries(labels).every(([k, v]) => sample.labels[k] === v))
      ?.value ?? 0;

  it("counts requests by endpoint and outcome, and times them and their steps", async () => {
    const before = await scrape();
    for (let i = 0; i < 5; i++) await serving.call("rank", three, key);
    await serving.call("rank", { items: 1 }, key);
    const after = await scrape();
    const grown = (name: string, labels: Sample["labels"]) => value(after, name, labels) - value(before, name, labels);
    expect(grown("aisle_requests_total", { endpoint: "rank", outcome: "answered" })).toBe(5);
    expect(grown("aisle_requests_total", { endpoint: "rank", outcome: "refused" })).toBe(1);
    expect(grown("aisle_request_seconds_count", { endpoint: "rank" })).toBe(6);
    for (const node of ["request", "items", "sort", "answer"])
      expect(grown("aisle_step_seconds_count", { endpoint: "rank", node })).toBe(5);
    expect(value(after, "aisle_request_seconds_sum", { endpoint: "rank" })).toBeGreaterThan(0);
    expect(after.types.get("aisle_step_seconds")).toBe("histogram");
  });

  it("gives histograms whose buckets only grow and end at the count", async () => {
    const { samples } = await scrape();
    const buckets = samples.filter(
      ({ name, labels }) => name === "aisle_step_seconds_bucket" && labels.node === "sort",
    );
    expect(buckets.length).toBeGreaterThan(5);
    const bounds = buckets.map(({ labels }) => Number(labels.le!.replace("+Inf", "Infinity")));
    expect(bounds).toEqual([...bounds].sort((a, b) => a - b));
    expect(bounds.at(-1)).toBe(Number.POSITIVE_INFINITY);
    const counts = buckets.map((sample) => sample.value);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(counts.at(-1)).toBe(
      samples.find(({ name, labels }) => name === "aisle_step_seconds_count" && labels.node === "sort")?.value,
    );
  });

  it("counts events", async () => {
    const write = await serving.shop.key("write");
    const before = await scrape();
    await fetch(`${serving.home.url}/events/v1/batch`, {
      method: "POST",
      headers: { authorization: `Bearer ${write}`, "content-type": "application/json" },
      body: JSON.stringify({ batch: [{ event: "Hello", userId: "u" }, { event: "Hello" }] }),
    });
    const after = await scrape();
    for (const outcome of ["accepted", "rejected"]) {
      expect(value(after, "aisle_events_total", { outcome }) - value(before, "aisle_events_total", { outcome })).toBe(
        1,
      );
    }
  });
});

describe("every answer", () => {
  /** Raw: `fetch` sends the Host of the address. */
  const raw = (path: string, head: string, method = "GET"): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(serving.home.url);
      const socket = connect({ host: hostname, port: Number(port) }, () =>
        socket.write(`${method} ${path} HTTP/1.1\r\n${head}\r\nconnection: close\r\n\r\n`),
      );
      let answer = "";
      socket.on("data", (chunk) => {
        answer += chunk.toString("latin1");
      });
      socket.on("error", reject);
      socket.on("close", () => resolve(answer));
    });

  it("of /metrics goes to this machine's own names, not to a name that was led here", async () => {
    for (const host of ["127.0.0.1", "localhost:1234", "[::1]:4401"])
      expect(await raw("/metrics", `host: ${host}`)).toMatch(/^HTTP\/1\.1 200 /);
    for (const host of ["evil.example", "evil.example:4401", "127.0.0.1.evil.example"])
      expect(await raw("/metrics", `host: ${host}`)).toMatch(/^HTTP\/1\.1 403 /);
    expect(await raw("/metrics", "host: localhost\r\nx-forwarded-for: 203.0.113.1")).toMatch(/^HTTP\/1\.1 403 /);
  });

  it("says nosniff, errors too, and a strange Host or method is the caller's fault", async () => {
    for (const [path, head, method, status] of [
      ["/health", "host: a", "GET", 200],
      ["/nowhere", "host: a", "GET", 404],
      ["/v1/rank", "host: a", "POST", 401],
      ["/*ab", "host: a", "GET", 404],
      ["/:a*b", "host: a", "GET", 404],
      ["/v1/rank", "host: a", "GET", 405],
      ["/%zz", "host: a", "GET", 4],
      ["/openapi.json", "host: a b", "GET", 400],
      ["/v1/rank", "host: a", "TRACE", 405],
      ["/v1/rank", "host: a", "QUERY", 4],
      ["/health", "no colon", "GET", 400],
      ["/health", "accept: */*", "GET", 400],
      ["/health", "host: a\r\nexpect: a miracle", "GET", 417],
    ] as const) {
      const answer = await raw(path, head, method);
      expect([path, head, method, answer]).toEqual([path, head, method, expect.stringMatching(`^HTTP/1.1 ${status}`)]);
      expect(answer.toLowerCase()).toContain("x-content-type-options: nosniff");
    }
  });
});

describe("/openapi.json", () => {
  it("needs an endpoint's key", async () => {
    const codes = async (headers: Record<string, string>) => {
      const response = await get("/openapi.json", headers);
      return [response.status, ((await response.json()) as { error: { code: string } }).error.code];
    };
    expect(await codes({})).toEqual([401, "key.missing"]);
    expect(await codes({ authorization: "Bearer guess" })).toEqual([401, "key.invalid"]);
    expect(await codes({ authorization: `Bearer ${await serving.shop.key("write")}` })).toEqual([
      403,
      "key.wrong-kind",
    ]);
  });

  it("describes the live endpoints so that real requests, answers and errors fit it", async () => {
    const document = (await (await get("/openapi.json", { authorization: `Bearer ${key}` })).json()) as Document;
    expect(document.openapi).toBe("3.1.0");
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    expect(document.servers).toEqual([{ url: serving.home.url }]);
    expect(Object.keys(document.paths)).toEqual(["/v1/rank", "/events/v1/track", "/events/v1/batch"]);
    const ids = Object.values(document.paths).map(({ post }) => post.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { post } of Object.values(document.paths)) {
      for (const scheme of post.security.flatMap(Object.keys))
        expect(document.components.securitySchemes).toHaveProperty(scheme);
      expect(Object.keys(post.responses)).toEqual(["200", "4XX", "5XX"]);
    }
    const { post } = document.paths["/v1/rank"]!;
    expect(post.requestBody.content["application/json"].schema).toEqual(rankSchema);

    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: "doc", ...document });
    const answerOf = (status: string) => post.responses[status]!.content["application/json"].schema.$ref!;
    const good = await serving.call("rank", three, key);
    expect(ajv.validate({ $ref: `doc${answerOf("200")}` }, good.body), ajv.errorsText()).toBe(true);
    const bad = await serving.call("rank", {}, key);
    expect(ajv.validate({ $ref: `doc${answerOf("4XX")}` }, bad.body), ajv.errorsText()).toBe(true);
    expect(ajv.validate({ $ref: `doc${answerOf("4XX")}` }, good.body)).toBe(false);
  });
});

interface Content {
  readonly content: { readonly "application/json": { readonly schema: { readonly $ref?: string } } };
}

interface Document {
  readonly openapi: string;
  readonly info: object;
  readonly servers: readonly object[];
  readonly paths: {
    readonly [path: string]: {
      readonly post: {
        readonly operationId: string;
        readonly security: readonly object[];
        readonly requestBody: Content;
        readonly responses: { readonly [status: string]: Content };
      };
    };
  };
  readonly components: { readonly securitySchemes: object };
}
