import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { qdrantPointId } from "../qdrant-point-id.ts";
import { type StandInServer, startStandIn } from "./stand-in-server.ts";

let server: StandInServer;
beforeAll(async () => {
  server = await startStandIn();
});
afterAll(() => server.close());

async function ask(method: string, path: string, body?: unknown) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(server.url + path, { method, ...(body === undefined ? {} : { body: text }) });
  return { status: response.status, result: ((await response.json()) as { result?: unknown }).result };
}
const id = qdrantPointId;
const vectors = { size: 2, distance: "Cosine" };
const points = [
  { id: id("a"), vector: [3, 4], payload: { brand: "Acme", price: 1 } },
  { id: id("b"), vector: [1, 0], payload: { brand: "Zed", price: 5 } },
];
beforeEach(async () => {
  server.lose();
  await ask("PUT", "/collections/c", { vectors });
  await ask("PUT", "/collections/c/points", { points });
});
const count = async (filter?: unknown) =>
  (await ask("POST", "/collections/c/points/count", { exact: true, ...(filter ? { filter } : {}) })).result;

/** What a real server was seen to do. */
describe("the stand-in for Qdrant, as a real server", () => {
  it.each<[string, string, string, unknown, number]>([
    ["a query of another length", "POST", "/points/query", { query: [1], limit: 1 }, 400],
    ["an empty query", "POST", "/points/query", { query: [], limit: 1 }, 422],
    ["a limit of 0", "POST", "/points/query", { query: [1, 0], limit: 0 }, 422],
    ["a limit of 2.5", "POST", "/points/query", { query: [1, 0], limit: 2.5 }, 400],
    ["an empty upsert", "PUT", "/points", { points: [] }, 400],
    ["an empty deletion", "POST", "/points/delete", { points: [] }, 400],
    ["the id abc", "PUT", "/points", { points: [{ id: "abc", vector: [1, 0] }] }, 400],
    ["a point without a vector", "PUT", "/points", { points: [{ id: id("x") }] }, 400],
    ["a vector of another length", "PUT", "/points", { points: [{ id: id("x"), vector: [1] }] }, 400],
    ["NaN, which JSON writes as null", "PUT", "/points", { points: [{ id: id("x"), vector: [null, 1] }] }, 400],
    [
      "a condition without a match",
      "POST",
      "/points/query",
      { query: [1, 0], limit: 1, filter: { must: [{ key: "brand" }] } },
      422,
    ],
    ["invalid JSON", "POST", "/points/query", "{", 400],
  ])("refuses %s, and stores nothing", async (_, method, path, body, status) => {
    expect((await ask(method, `/collections/c${path}`, body)).status).toBe(status);
    expect(await count()).toEqual({ count: 2 });
  });

  it("refuses names and sizes that the engine cannot have", async () => {
    expect((await ask("PUT", `/collections/${"n".repeat(256)}`, { vectors })).status).toBe(422);
    expect((await ask("PUT", "/collections/a%2Fb", { vectors })).status).toBe(422);
    expect((await ask("PUT", "/collections/d", { vectors: { ...vectors, size: 70_000 } })).status).toBe(422);
  });

  it("counts by a filter; an empty should finds all, must_not leaves out", async () => {
    expect(await count({ must: [{ key: "brand", match: { value: "Acme" } }] })).toEqual({ count: 1 });
    expect(await count({ should: [] })).toEqual({ count: 2 });
    expect(await count({ must_not: [{ key: "brand", match: { value: "Acme" } }] })).toEqual({ count: 1 });
  });

  it("gives no payload of a query unless asked, and vectors at unit length", async () => {
    const found = await ask("POST", "/collections/c/points/query", { query: [1, 0], limit: 1 });
    expect(found.result).toEqual({ points: [expect.not.objectContaining({ payload: expect.anything() })] });
    const read = await ask("POST", "/collections/c/points", { ids: [id("a")], with_vector: true });
    expect(read.result).toMatchObject([{ vector: [expect.closeTo(0.6, 5), expect.closeTo(0.8, 5)] }]);
  });

  it("takes a number over float32, and puts its point first with a score that is null", async () => {
    await ask("PUT", "/collections/c/points", { points: [{ id: id("huge"), vector: [1e39, 0] }] });
    const found = await ask("POST", "/collections/c/points/query", { query: [1, 0], limit: 3 });
    expect(found.result).toMatchObject({ points: [{ id: id("huge"), score: null }, { id: id("b") }, { id: id("a") }] });
  });

  it("reads through an alias, swaps it, deletes nothing by it, and drops it with its collection", async () => {
    const point = (collection_name: string) =>
      ask("POST", "/collections/aliases", { actions: [{ create_alias: { collection_name, alias_name: "name" } }] });
    await point("c");
    expect((await ask("GET", "/collections/name")).status).toBe(200);
    expect(await ask("DELETE", "/collections/name")).toMatchObject({ status: 200, result: false });
    await ask("PUT", "/collections/d", { vectors });
    await point("d");
    expect((await ask("POST", "/collections/name/points/count", {})).result).toEqual({ count: 0 });
    await ask("DELETE", "/collections/d");
    expect((await ask("GET", "/collections/name")).status).toBe(404);
    await ask("PUT", "/collections/d", { vectors });
    expect((await ask("GET", "/collections/name")).status).toBe(404);
  });
});
