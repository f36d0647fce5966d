import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { PayloadIndex } from "../catalogue/payload-index.ts";
import { qdrantPath } from "./qdrant-filter.ts";
import { qdrantAlias } from "./qdrant-names.ts";
import { qdrantPointId } from "./qdrant-point-id.ts";
import { type OpenApi, openApiCheck } from "./qdrant-stand-in/openapi-check.ts";
import { type Exchange, startStandIn } from "./qdrant-stand-in/stand-in-server.ts";
import { openQdrantStore } from "./qdrant-store.ts";
import { vectorStoreConformance } from "./vector-store-conformance.ts";

const interfaceFile = fileURLToPath(
  new URL("../../../../../shared/data/qdrant-openapi/openapi-1.18.json.gz", import.meta.url),
);
const document = existsSync(interfaceFile)
  ? (JSON.parse(gunzipSync(readFileSync(interfaceFile)).toString()) as OpenApi)
  : undefined;
const described = document && openApiCheck(document);

const embedder = "test-model@1";
const installation = async () => "installation-a";
const spec = { name: "things", embedder, dimension: 2, metric: "cosine" } as const;
const vector = (...values: number[]) => ({ embedder, values: Float32Array.from(values) });

vectorStoreConformance("Qdrant (stand-in)", async () => {
  const server = await startStandIn(described);
  const open = () => openQdrantStore({ url: server.url, installation, workspaceId: "ws_1" });
  return { store: open(), reopened: async () => open(), close: () => server.close() };
});

describe.skipIf(process.env.QDRANT_URL === undefined)("with a real server at QDRANT_URL", () => {
  vectorStoreConformance("Qdrant", async () => {
    const { QDRANT_URL: url = "", QDRANT_API_KEY: apiKey } = process.env;
    const workspaceId = `test-${process.pid}-${Date.now()}`;
    const open = () => openQdrantStore({ url, installation, workspaceId, ...(apiKey ? { apiKey } : {}) });
    return { store: open(), reopened: async () => open(), close: () => open().drop("things") };
  });
});

describe.skipIf(described === undefined)("the check against the engine's interface", () => {
  const exchange: Exchange = {
    method: "POST",
    path: "/collections/c/points/query",
    query: new URLSearchParams(),
    headers: {},
    request: { query: [1, 2], limit: 3, with_payload: ["id"] },
    status: 200,
    response: { result: { points: [] }, status: "ok", time: 0.1 },
  };

  it.each<[string, Partial<Exchange>]>([
    ["a misspelt field", { request: { query: [1, 2], limits: 3 } }],
    ["a wrong type", { request: { query: [1, 2], limit: "3" } }],
    ["an unknown parameter", { query: new URLSearchParams("waiting=true") }],
    ["an unknown path", { path: "/collections/c/points/find" }],
    ["an answer without its parts", { response: { result: {}, status: "ok", time: 0.1 } }],
    ["a null where none may be", { response: { result: null, status: "ok", time: 0.1 } }],
  ])("lets an honest exchange pass, and refuses %s", (_, change) => {
    expect(() => described!(exchange)).not.toThrow();
    expect(() => described!({ ...exchange, ...change })).toThrow();
  });
});

describe("the Qdrant store", () => {
  it("says so when the server is away, refuses, or breaks", async () => {
    const gone = openQdrantStore({ url: "http://127.0.0.1:1", installation, workspaceId: "ws_1" });
    await expect(gone.create(spec)).rejects.toMatchObject({ code: "qdrant.unavailable" });
    await expect(gone.drop("things")).rejects.toMatchObject({ code: "qdrant.unavailable" });
    const broken = await startStandIn(() => {
      throw new Error("broken");
    });
    const store = openQdrantStore({ url: broken.url, installation, workspaceId: "ws_1" });
    await expect(store.info("things")).rejects.toMatchObject({ code: "qdrant.unavailable", details: { status: 500 } });
    await broken.close();
  });

  it("notices that a collection was dropped by someone else", async () => {
    const server = await startStandIn(described);
    const open = () => openQdrantStore({ url: server.url, installation, workspaceId: "ws_1" });
    const store = open();
    await store.create(spec);
    await open().drop("things");
    const search = () => store.search({ collection: "things", vector: vector(1, 0), limit: 1 });
    await expect(search()).rejects.toMatchObject({ code: "collection.not-found" });
    await open().create({ ...spec, embedder: "other@1" });
    await expect(search()).rejects.toMatchObject({ code: "vector.embedder-mismatch" });
    await server.close();
  });

  it("refuses a collection that does not say which model it holds", async () => {
    const server = await startStandIn();
    await fetch(`${server.url}/collections/${qdrantAlias("installation-a", "ws_1", "things")}`, {
      method: "PUT",
      body: JSON.stringify({ vectors: { size: 2, distance: "Cosine" } }),
    });
    const store = openQdrantStore({ url: server.url, installation, workspaceId: "ws_1" });
    await expect(store.create(spec)).rejects.toThrow(/1\.16/);
    await server.close();
  });

  it("sends the key, and keeps workspaces apart", async () => {
    const keys = new Set<unknown>();
    const server = await startStandIn((exchange) => keys.add(exchange.headers["api-key"]));
    const open = (workspaceId: string) =>
      openQdrantStore({ url: server.url, installation, workspaceId, apiKey: "secret" });
    await open("ws_1").create(spec);
    expect(await open("ws_2").info("things")).toBeUndefined();
    expect(keys).toEqual(new Set(["secret"]));
    await server.close();
  });

  it("keeps installations apart that share a server: neither sees, erases or overwrites what the other has", async () => {
    const server = await startStandIn(described);
    const open = (name: string) =>
      openQdrantStore({ url: server.url, installation: async () => name, workspaceId: "ws_1" });
    const [one, other] = [open("installation-a"), open("installation-b")];
    await one.create(spec);
    await one.upsert("things", embedder, [{ id: "a", values: Float32Array.of(1, 0) }]);
    expect(await other.info("things")).toBeUndefined();
    await other.create({ ...spec, embedder: "other@1" });
    await other.drop("things");
    await other.create({ ...spec, embedder: "other@1" });
    expect(await one.info("things")).toMatchObject({ embedder, count: 1 });
    expect(await other.info("things")).toMatchObject({ embedder: "other@1", count: 0 });
    await server.close();
  });

  it("follows to the generation that takes a collection's place, and writes nothing of a former model into it", async () => {
    const server = await startStandIn(described);
    const open = () => openQdrantStore({ url: server.url, installation, workspaceId: "ws_1" });
    const [old, present] = [open(), open()];
    await old.create(spec);
    const item = { id: "a", values: Float32Array.of(1, 0) };
    await old.upsert("things", embedder, [item]);
    await present.drop("things");
    await present.create(spec);
    await expect(old.upsert("things", embedder, [item])).rejects.toMatchObject({ code: "collection.not-found" });
    expect((await present.stored("things"))?.count).toBe(0);
    await present.upsert("things", embedder, [{ ...item, id: "b" }]);
    const find = (store: typeof old) => store.search({ collection: "things", vector: vector(1, 0), limit: 1 });
    expect(await find(old)).toMatchObject([{ id: "b" }]);
    await present.drop("things");
    await present.create({ ...spec, embedder: "other@1" });
    for (const attempt of [0, 1])
      await expect(old.upsert("things", embedder, [item])).rejects.toMatchObject({
        code: attempt === 0 ? "collection.not-found" : "vector.embedder-mismatch",
      });
    expect((await present.stored("things"))?.count).toBe(0);
    await server.close();
  });

  it("leaves no former generation behind, also of a creation that was cut off", async () => {
    const server = await startStandIn(described);
    const store = openQdrantStore({ url: server.url, installation, workspaceId: "ws_1" });
    const alias = qdrantAlias("installation-a", "ws_1", "things");
    for (const name of [`${alias}.abc123`, `${alias}-of-another.abc123`])
      await fetch(`${server.url}/collections/${name}`, {
        method: "PUT",
        body: JSON.stringify({ vectors: { size: 2, distance: "Cosine" } }),
      });
    await store.create(spec);
    const names = async () => {
      const response = (await (await fetch(`${server.url}/collections`)).json()) as {
        result: { collections: { name: string }[] };
      };
      return response.result.collections.map(({ name }) => name);
    };
    expect(await names()).toHaveLength(2);
    expect(await names()).not.toContain(`${alias}.abc123`);
    await store.drop("things");
    expect(await names()).toEqual([`${alias}-of-another.abc123`]);
    await server.close();
  });

  it("goes on when a server comes back, and says that a collection is gone when it comes back empty", async () => {
    const server = await startStandIn(described);
    const store = openQdrantStore({ url: server.url, installation, workspaceId: "ws_1", timeoutMs: 300 });
    await store.create(spec);
    await store.upsert("things", embedder, [{ id: "a", values: Float32Array.of(1, 0) }]);
    const search = async () => store.search({ collection: "things", vector: vector(1, 0), limit: 1 });
    await server.away();
    await expect(search()).rejects.toMatchObject({ code: "qdrant.unavailable" });
    await server.back();
    expect(await search()).toMatchObject([{ id: "a" }]);
    server.slow(1_000);
    await expect(search()).rejects.toMatchObject({ code: "qdrant.unavailable" });
    server.slow(0);
    server.lose();
    await expect(search()).rejects.toMatchObject({ code: "collection.not-found" });
    expect(await store.stored("things")).toBeUndefined();
    await server.close();
  });

  it("asks the matcher about live fields, and for more until enough match", async () => {
    const server = await startStandIn(described);
    const live = new PayloadIndex();
    const fields = { fields: ["price"], matcher: live };
    const store = openQdrantStore({ url: server.url, installation, workspaceId: "ws_1", live: fields });
    await store.create(spec);
    const items = Array.from({ length: 300 }, (_, i) => ({
      id: `p${i}`,
      values: Float32Array.of(1, i / 100),
      payload: { brand: i % 2 === 0 ? "Acme" : "Zed" },
    }));
    await store.upsert("things", embedder, items);
    items.forEach((item, i) => {
      live.set(item.id, { price: i });
    });
    const filter = {
      all: [
        { field: "brand", in: ["Acme"] },
        { field: "price", min: 201 },
      ],
    };
    const hits = await store.search({ collection: "things", vector: vector(1, 0), limit: 3, filter });
    expect(hits.map((hit) => hit.id)).toEqual(["p202", "p204", "p206"]);
    expect((await store.textHashes("things")).size).toBe(300);
    await server.close();
  });

  it("quotes what Qdrant's paths cannot hold bare", () => {
    expect(qdrantPath("attributes.colour")).toBe("fields.attributes.colour");
    expect(qdrantPath('attributes.Größe "EU"')).toBe('fields.attributes."Größe EU"');
  });

  it("gives each id a UUID of its own, always the same", () => {
    expect(qdrantPointId("SKU/1")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(qdrantPointId("SKU/1")).toBe(qdrantPointId("SKU/1"));
    expect(new Set(Array.from({ length: 1000 }, (_, i) => qdrantPointId(`${i}`))).size).toBe(1000);
  });
});
