import { appRouter } from "@aisle/studio/server/router";
import { z } from "zod";
import type { Random } from "./random.ts";
import type { RawRequest } from "./send.ts";
import type { Sender, Stage } from "./stage.ts";
import { anyValue, hostileValue, type Schema } from "./values.ts";

/** The addresses under test, and what is known of them. */
export interface Target {
  readonly studioPort: number;
  readonly workerPort: number;
  readonly stage: Stage;
  /** The OpenAPI document of the live endpoints. */
  readonly openApi: OpenApi;
}

export interface OpenApi {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components?: unknown;
}

interface Operation {
  readonly requestBody?: { readonly content?: { readonly [type: string]: { readonly schema?: Schema } } };
}

type Procedure = { readonly _def: { readonly type: string; readonly inputs: readonly z.ZodType[] } };

/** Every procedure of the router with its input's JSON Schema. */
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>).map(
  ([name, { _def }]) => {
    const [input] = _def.inputs;
    const schema = input === undefined ? undefined : z.toJSONSchema(input, { unrepresentable: "any", io: "input" });
    return { name, type: _def.type, schema: schema as Schema | undefined };
  },
);
export const procedureNames: readonly string[] = procedures.map(({ name }) => name);

const text: Schema = { type: "string" };
const object = (properties: { readonly [key: string]: Schema }): Schema => ({ type: "object", properties });
const ofDraft = { workspaceId: text, pipelineId: text };
const from = object({ node: text, runId: text });

/** What the studio asks of the worker; the shapes as its routes read them. */
const internal: readonly (readonly [string, Schema])[] = [
  ["/internal/run", object({ ...ofDraft, request: { type: "object" }, upTo: text, from })],
  ["/internal/check", object(ofDraft)],
  [
    "/internal/replay",
    object({
      ...{ ...ofDraft, versionId: text, revision: { type: "integer" }, detail: { enum: ["ids", "shelves", "odds"] } },
      requests: { type: "array", items: object({ id: text, at: { type: "number" }, request: { type: "object" } }) },
    }),
  ],
  ["/internal/check-config", object({ workspaceId: text, type: text, config: { type: "object" } })],
  ["/internal/answer-sample", object({ ...ofDraft, versionId: text, sample: { type: "object" } })],
  ["/internal/why", object({ ...ofDraft, runId: text, productId: text })],
  ["/internal/sample", object({ ...ofDraft, runId: text, port: text })],
  ["/internal/near", object({ ...ofDraft, runId: text, port: text })],
  ["/internal/try-field", object({ ...ofDraft, node: text, path: { type: "array", items: text }, text })],
  ["/internal/v1/ws_main/five-step", object({ userId: text, items: { type: "array", items: object({ id: text }) } })],
];

const event = object({
  ...{
    event: { enum: ["Product Viewed", "Order Completed", "Hello", "Experiment Viewed"] },
    userId: text,
    messageId: text,
  },
  anonymousId: text,
  timestamp: { type: "string", format: "date-time" },
  properties: object({
    ...{ product_id: text, price: { type: "number" }, quantity: { type: "integer" }, currency: text },
    ...{ experiment_id: text, variation_id: text, hash_value: text, device: text },
    ...{ order_id: text, decisionId: text, products: { type: "array", items: object({ product_id: text }) } },
  }),
});
const events: readonly (readonly [string, Schema])[] = [
  ["/events/v1/track", event],
  ["/events/v1/batch", object({ batch: { type: "array", items: event }, writeKey: text })],
];

const credentials = { email: { type: "string", format: "email" }, password: text } as const;
const auth: readonly (readonly [string, string, Schema])[] = [
  ["POST", "/api/auth/sign-in/email", object({ ...credentials, rememberMe: { type: "boolean" } })],
  ["POST", "/api/auth/sign-out", object({})],
  ["POST", "/api/auth/change-password", object({ currentPassword: text, newPassword: text })],
  ["POST", "/api/auth/owner-link/redeem", object({ token: { type: "string", minLength: 16 } })],
  ["POST", "/api/auth/owner-link/finish", object({ ...credentials, name: text })],
  ["GET", "/api/auth/get-session", object({})],
  ["POST", "/api/auth/sign-up/email", object({ ...credentials, name: text })],
];

/** Makes the next request of a run. */
export function nextRequest(target: Target, random: Random): RawRequest {
  const kind = random.next();
  const made =
    kind < 0.45
      ? ofRouter(target, random)
      : kind < 0.64
        ? ofOpenApi(target, random)
        : kind < 0.86
          ? ofWorker(target, random)
          : kind < 0.92
            ? ofStudio(target, random)
            : ofFiles(target, random);
  return distorted(withHost(made, target, random), random);
}

function ofRouter({ studioPort: port, stage }: Target, random: Random): RawRequest {
  const { name, type, schema } = pickProcedure(random);
  const known = knownFor(name, stage);
  const input = schema === undefined && random.chance(0.7) ? undefined : anyValue(schema ?? {}, known, random);
  const route = `/trpc/${name}`;
  const headers = [...senderOf(stage, random).headers];
  const json = input === undefined ? undefined : JSON.stringify(input);
  if (type === "mutation") {
    const body = json ?? "{}";
    return {
      route,
      port,
      method: "POST",
      path: route,
      headers: [...headers, ["content-type", "application/json"]],
      body,
    };
  }
  const stream = type === "subscription";
  if (stream) headers.push(["accept", "text/event-stream"]);
  if (!stream && random.chance(0.1)) {
    const other = random.pick(procedures).name;
    const inputs = encodeURIComponent(`{"0":${json ?? "null"},"1":${json ?? "{}"}}`);
    return { route, port, method: "GET", path: `${route},${other}?batch=1&input=${inputs}`.slice(0, 12_000), headers };
  }
  const query = json === undefined ? "" : `?input=${encodeURIComponent(json)}`.slice(0, 12_000);
  return { route, port, method: "GET", path: route + query, headers, stream };
}

function knownFor(name: string, { known, experiments }: Stage): Stage["known"] {
  if (name === "pipelines.delete") return { ...known, pipelineId: known.deletable ?? [] };
  return /^(experiments|value)[.]/.test(name) ? { ...known, ...experiments } : known;
}

/** What keeps the job workers busy for minutes is asked for now and then. */
const costly: ReadonlySet<string> = new Set(["start.useSampleShop", "collections.rebuild"]);

function pickProcedure(random: Random) {
  const picked = random.pick(procedures);
  return costly.has(picked.name) && random.chance(0.99) ? random.pick(procedures) : picked;
}

/** Mostly someone who is signed in, now and then nobody or a forger. */
function senderOf({ members, outsiders }: Stage, random: Random): Sender {
  return random.pick(random.chance(0.9) ? members : outsiders);
}

function ofOpenApi({ workerPort: port, stage, openApi }: Target, random: Random): RawRequest {
  const [path, methods] = random.pick(Object.entries(openApi.paths));
  const [method, operation] = random.pick(Object.entries(methods));
  const schema = operation.requestBody?.content?.["application/json"]?.schema ?? {};
  return {
    ...{ route: path, port, method: method.toUpperCase(), path },
    headers: [
      bearer(path.startsWith("/events/") ? stage.writeKey : stage.endpointKey, random),
      ["content-type", "application/json"],
    ],
    body: JSON.stringify(anyValue(schema, { ...stage.known, items: [] }, random)),
  };
}

function ofWorker({ workerPort: port, stage }: Target, random: Random): RawRequest {
  const isEvent = random.chance(0.5);
  const [path, schema] = random.pick(isEvent ? events : internal);
  const headers = [
    bearer(isEvent ? stage.writeKey : stage.token, random),
    ...(path.startsWith("/internal/v1/") && random.chance(0.3) ? [["x-aisle-variant", variant(random)] as const] : []),
    ["content-type", isEvent && random.chance(0.2) ? "text/plain" : "application/json"] as const,
  ];
  return {
    route: path,
    port,
    method: "POST",
    path,
    headers,
    body: JSON.stringify(anyValue(schema, isEvent ? { ...stage.known, ...ofExposure(stage) } : stage.known, random)),
  };
}

/** What names an experiment in an event. */
function ofExposure({ experiments: { experiment_id = [], variation_id = [] } }: Stage): Stage["known"] {
  return { experiment_id, variation_id };
}

function variant(random: Random): string {
  const name = encodeURIComponent(wellFormed(String(hostileValue(random, 0)))).slice(0, 3_000);
  return random.pick([name, `${name}:b`, "nobody:a,nobody:b", ":", ","]);
}

function ofStudio({ studioPort: port, stage }: Target, random: Random): RawRequest {
  const [method, path, schema] = random.pick(auth);
  // Whoever is signed out, or in trouble with passwords, is of no use for the rest.
  const { headers } = random.pick([stage.leaver, ...stage.outsiders]);
  const body = method === "GET" ? undefined : JSON.stringify(anyValue(schema, stage.known, random));
  return { route: path, port, method, path, headers: [...headers, ["content-type", "application/json"]], body };
}

/** Files in and out, and what answers everybody. */
function ofFiles(target: Target, random: Random): RawRequest {
  const { studioPort, workerPort, stage } = target;
  const headers = senderOf(stage, random).headers;
  const encoded = () => encodeURIComponent(wellFormed(String(hostileValue(random, 0)))).slice(0, 9_000);
  const get = (route: string, path = route, port = studioPort): RawRequest => ({
    route,
    port,
    method: "GET",
    path,
    headers,
  });
  if (random.chance(0.25)) return ofExperimentFiles(target, random, encoded);
  const kind = random.below(40);
  if (kind < 12) {
    const to = random.pick(["catalog", "events", "stock", encoded().slice(0, 50)]);
    const map = random.chance(0.5) ? encodeURIComponent('{"id":"id","title":"title"}') : encoded();
    return {
      ...{ route: "/api/import", port: studioPort, method: "POST" },
      path: `/api/import/${to}?file=${random.chance(0.5) ? "a.csv" : encoded()}&map=${map}`,
      headers: [...headers, ["x-aisle-upload", "1"], ["content-type", "application/octet-stream"]],
      body: random.chance(0.3) ? "id,title\n1,Lamp\n" : String(JSON.stringify(hostileValue(random))),
    };
  }
  if (kind < 15) {
    const password = random.chance(0.5) ? "wrong" : encoded().slice(0, 300);
    const more = [["x-aisle-upload", "1"] as const, ["x-aisle-password", password] as const];
    const body = String(JSON.stringify(hostileValue(random)));
    return {
      route: "/api/restore",
      port: studioPort,
      method: "POST",
      path: "/api/restore",
      headers: [...headers, ...more],
      body,
    };
  }
  if (kind < 20)
    return get(
      "/api/rejected",
      `/api/rejected/${random.chance(0.5) ? random.pick(stage.known.jobId ?? ["x"]) : encoded()}`,
    );
  if (kind < 21) return get("/api/backup");
  if (kind < 24) return get("/api/doctor");
  if (kind < 28) return get("/", `/${encoded()}`);
  if (kind < 30) return get("/health");
  if (kind < 32) return get("/health (worker)", "/health", workerPort);
  if (kind < 35) return get("/metrics", `/metrics?${encoded()}`, workerPort);
  if (kind < 38)
    return { ...get("/openapi.json", "/openapi.json", workerPort), headers: [bearer(stage.endpointKey, random)] };
  return get("/ (worker)", `/${encoded()}`, workerPort);
}

/** A file as a finished experiment, and what the SDKs of front ends ask for. */
function ofExperimentFiles(
  { studioPort, workerPort, stage }: Target,
  random: Random,
  encoded: () => string,
): RawRequest {
  if (random.chance(0.5)) {
    const key = random.chance(0.5) ? String(stage.experiments.clientKey?.[0]) : encoded();
    const etag = random.chance(0.3) ? [["if-none-match", '"x"'] as const] : [];
    const origin = [["origin", "https://shop.example"] as const];
    const path = `/api/features/${key}`;
    return { route: "/api/features", port: workerPort, method: "GET", path, headers: [...origin, ...etag] };
  }
  const options = random.chance(0.5) ? encodeURIComponent('{"unit":"unit","arm":"arm","metrics":["won"]}') : encoded();
  const rows = Array.from({ length: 40 }, (_, i) => `u${i},${i % 2 ? "b" : "a"},${i % 3}`);
  return {
    ...{ route: "/api/import/experiment", port: studioPort, method: "POST" },
    path: `/api/import/experiment?file=${random.chance(0.5) ? "test.csv" : encoded()}&options=${options}`,
    headers: [
      ...senderOf(stage, random).headers,
      ["x-aisle-upload", "1"],
      ["content-type", "application/octet-stream"],
    ],
    body: random.chance(0.5) ? `unit,arm,won\n${rows.join("\n")}\n` : String(JSON.stringify(hostileValue(random))),
  };
}

function bearer(key: string, random: Random): readonly [string, string] {
  return ["authorization", random.chance(0.9) ? `Bearer ${key}` : `Bearer ${key.slice(0, random.below(key.length))}x`];
}

function withHost(request: RawRequest, { studioPort }: Target, random: Random): RawRequest {
  const host = random.chance(0.98)
    ? `127.0.0.1:${request.port}`
    : random.pick(["a b", "", "a:b", "[::1", "a/b", "\u00ff", `127.0.0.1:${studioPort}x`]);
  // Limits by address are met too, but not by every request.
  const address = `203.0.${random.below(256)}.${random.below(256)}`;
  const forwarded = random.chance(0.7)
    ? [["x-forwarded-for", random.chance(0.97) ? address : "unknown, ,x:y:z"] as const]
    : [];
  return { ...request, headers: [["host", host], ...forwarded, ...request.headers] };
}

/** Now and then another method, another content type, half of a body, or a body that is no JSON. */
function distorted(request: RawRequest, random: Random): RawRequest {
  const kind = random.next();
  if (kind < 0.02)
    return {
      ...request,
      method: random.pick(["TRACE", "QUERY", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "CONNECTX"]),
    };
  if (kind < 0.04) {
    const type = random.pick([
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/octet-stream",
      "x",
      "application/json; charset=utf-16",
    ]);
    return {
      ...request,
      headers: [...request.headers.filter(([name]) => name !== "content-type"), ["content-type", type]],
    };
  }
  if (request.body === undefined) return request;
  if (kind < 0.06) return { ...request, half: true };
  if (kind < 0.08) return { ...request, body: Buffer.from(Array.from({ length: 200 }, () => random.below(256))) };
  if (kind < 0.09) return { ...request, body: "" };
  return request;
}

function wellFormed(value: string): string {
  return value.replace(/\p{Surrogate}/gu, "%");
}
