import type { PayloadFilter } from "@aisle/runtime/node-sdk/payload-filter";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CollectionSpec, VectorItem, VectorStore } from "./vector-store.ts";

/** A store under test, and how it is put away. */
export interface VectorStoreUnderTest {
  readonly store: VectorStore;
  /** Another process's view of the same collections. */
  reopened(): Promise<VectorStore>;
  close(): Promise<void>;
}

const embedder = "test-model@1";
const spec: CollectionSpec = { name: "things", embedder, dimension: 4, metric: "cosine" };
const vector = (...values: number[]) => ({ embedder, values: Float32Array.from(values) });
const item = (id: string, values: number[], payload = {}, textHash?: string): VectorItem => ({
  id,
  values: Float32Array.from(values),
  payload,
  ...(textHash === undefined ? {} : { textHash }),
});

const shelf: VectorItem[] = [
  item("a", [1, 0, 0, 0], { brand: "Acme", price: 100, attributes: { colour: "red" }, tags: ["new", "sale"] }, "h-a"),
  item("b", [0.8, 0.6, 0, 0], { brand: "Acme", price: 250, attributes: { colour: "blue" }, sale: true }, "h-b"),
  item("c", [0, 1, 0, 0], { brand: "Zed", price: 250.5, attributes: { colour: "red" }, sale: false }, "h-c"),
  item("SKU/ü 7", [0, 0, 3, 4], { brand: "Zed", tags: ["sale"] }, "h-d"),
];

/** What every vector store promises, whatever it runs on. */
export function vectorStoreConformance(name: string, open: () => Promise<VectorStoreUnderTest>): void {
  describe(`${name} as a vector store`, () => {
    let subject: VectorStoreUnderTest;
    let store: VectorStore;
    beforeAll(async () => {
      subject = await open();
      store = subject.store;
    });
    afterAll(() => subject.close());
    beforeEach(async () => {
      await store.drop("things");
      await store.create(spec);
      await store.upsert("things", embedder, shelf);
    });

    const search = async (query: number[], limit: number, filter?: PayloadFilter, from = store) =>
      from.search({ collection: "things", vector: vector(...query), limit, ...(filter ? { filter } : {}) });
    const ids = async (...query: Parameters<typeof search>) => (await search(...query)).map((hit) => hit.id);
    const matching = async (...all: PayloadFilter["all"]) => (await ids([1, 1, 1, 1], 10, { all })).sort();

    it("says what a collection is, and nothing of one that is not there", async () => {
      expect(await store.info("things")).toEqual({ ...spec, count: 4 });
      expect(await store.info("nothing")).toBeUndefined();
    });

    it("counts what is stored, in a generation that is another one each time the collection is made", async () => {
      const first = await store.stored("things");
      expect(first?.count).toBe(4);
      expect((await (await subject.reopened()).stored("things"))?.generation).toBe(first?.generation);
      await store.drop("things");
      expect(await store.stored("things")).toBeUndefined();
      await store.create(spec);
      expect(await store.stored("things")).toMatchObject({ count: 0 });
      expect((await store.stored("things"))?.generation).not.toBe(first?.generation);
    });

    it("finds the most alike first, with their cosine, whatever the query's length", async () => {
      const hits = await search([2, 0, 0, 0], 3);
      expect(hits.map((hit) => hit.id).slice(0, 2)).toEqual(["a", "b"]);
      expect(hits.map((hit) => hit.score)).toEqual([1, 0.8, 0].map((score) => expect.closeTo(score, 5)));
      expect(await ids([0, 0, 0.3, 0.4], 1)).toEqual(["SKU/ü 7"]);
    });

    it("keeps to the limit, and gives all there are when asked for more", async () => {
      expect(await ids([1, 0, 0, 0], 2)).toEqual(["a", "b"]);
      expect(await ids([1, 0, 0, 0], 100)).toHaveLength(4);
    });

    it("filters by values, lists, nested fields and ranges, all conditions together", async () => {
      expect(await matching({ field: "brand", in: ["Acme"] })).toEqual(["a", "b"]);
      expect(await matching({ field: "brand", in: ["Acme", "Zed", "None"] })).toHaveLength(4);
      expect(await matching({ field: "attributes.colour", in: ["red"] })).toEqual(["a", "c"]);
      expect(await matching({ field: "tags", in: ["sale"] })).toEqual(["SKU/ü 7", "a"]);
      expect(await matching({ field: "sale", in: [true] })).toEqual(["b"]);
      expect(await matching({ field: "price", in: [250] })).toEqual(["b"]);
      expect(await matching({ field: "price", in: [100, 250] })).toEqual(["a", "b"]);
      expect(await matching({ field: "price", min: 250 })).toEqual(["b", "c"]);
      expect(await matching({ field: "price", min: 100, max: 250 })).toEqual(["a", "b"]);
      expect(await matching({ field: "price", max: 99 })).toEqual([]);
      expect(await matching({ field: "brand", in: ["Zed"] }, { field: "price", min: 1 })).toEqual(["c"]);
      expect(await matching({ field: "brand", in: [] })).toEqual([]);
      expect(await matching({ field: "missing", in: ["x"] })).toEqual([]);
      expect(await matching()).toHaveLength(4);
    });

    it("never puts text and number on a par", async () => {
      await store.upsert("things", embedder, [item("text", [1, 0, 0, 0], { price: "250", sale: "true" })]);
      expect(await matching({ field: "price", in: [250] })).toEqual(["b"]);
      expect(await matching({ field: "price", in: ["250"] })).toEqual(["text"]);
      expect(await matching({ field: "sale", in: ["true"] })).toEqual(["text"]);
    });

    it("gives vectors back by id, in the order asked, at unit length", async () => {
      const found = await store.get("things", ["SKU/ü 7", "nobody", "b"]);
      expect(found.map((value) => value?.embedder)).toEqual([embedder, undefined, embedder]);
      expect([...found[0]!.values]).toEqual([0, 0, 0.6, 0.8].map((value) => expect.closeTo(value, 6)));
      expect([...found[2]!.values]).toEqual([0.8, 0.6, 0, 0].map((value) => expect.closeTo(value, 6)));
      expect(await store.get("things", [])).toEqual([]);
    });

    it("replaces an item whole: vector, payload and text hash", async () => {
      await store.upsert("things", embedder, [item("a", [0, 0, 0, 1], { brand: "New" }, "h-a2")]);
      expect(await ids([0, 0, 0, 1], 1)).toEqual(["a"]);
      expect(await matching({ field: "brand", in: ["New"] })).toEqual(["a"]);
      expect(await matching({ field: "attributes.colour", in: ["red"] })).toEqual(["c"]);
      expect((await store.info("things"))?.count).toBe(4);
      expect(await store.textHashes("things")).toEqual(
        new Map([
          ["a", "h-a2"],
          ["b", "h-b"],
          ["c", "h-c"],
          ["SKU/ü 7", "h-d"],
        ]),
      );
    });

    it("takes the last of several items of one id", async () => {
      await store.upsert("things", embedder, [item("e", [1, 0, 0, 0], {}, "1"), item("e", [0, 0, 0, 1], {}, "2")]);
      expect(await ids([0, 0, 0, 1], 1)).toEqual(["e"]);
      expect((await store.textHashes("things")).get("e")).toBe("2");
    });

    it("forgets deleted items, and skips unknown ones", async () => {
      await store.delete("things", ["a", "nobody"]);
      expect(await ids([1, 0, 0, 0], 10)).not.toContain("a");
      expect(await store.get("things", ["a"])).toEqual([undefined]);
      expect((await store.info("things"))?.count).toBe(3);
      await store.delete("things", []);
    });

    it("refuses vectors and queries of another embedder or length, and stores nothing of that batch", async () => {
      const other = { embedder: "other@1", values: Float32Array.of(1, 0, 0, 0) };
      const wrong = { collection: "things", limit: 1 };
      await expect((async () => store.search({ ...wrong, vector: other }))()).rejects.toMatchObject({
        code: "vector.embedder-mismatch",
      });
      await expect((async () => store.search({ ...wrong, vector: vector(1, 2) }))()).rejects.toMatchObject({
        code: "vector.dimension",
      });
      await expect(store.upsert("things", "other@1", [item("x", [1, 0, 0, 0])])).rejects.toMatchObject({
        code: "vector.embedder-mismatch",
      });
      const batch = [item("x", [1, 0, 0, 0]), item("y", [1, 0])];
      await expect(store.upsert("things", embedder, batch)).rejects.toMatchObject({
        code: "vector.dimension",
        details: { item: "y" },
      });
      await expect(store.upsert("things", embedder, [item("z", [])])).rejects.toMatchObject({
        code: "vector.dimension",
      });
      expect((await store.info("things"))?.count).toBe(4);
    });

    it.each([
      ["NaN", Number.NaN],
      ["Infinity", Number.POSITIVE_INFINITY],
      ["-Infinity", Number.NEGATIVE_INFINITY],
      ["a number over float32", 1e39],
      ["a number whose square is over float32", 1e30],
    ])("refuses a vector with %s, names its item, and stores nothing of that batch", async (_, bad) => {
      const batch = [item("x", [1, 0, 0, 0]), item("SKU y", [1, 0, bad, 0])];
      await expect(store.upsert("things", embedder, batch)).rejects.toMatchObject({
        code: "vector.not-finite",
        message: expect.stringContaining('"SKU y"'),
        details: { item: "SKU y", place: 2 },
      });
      await expect(search([1, 0, bad, 0], 3)).rejects.toMatchObject({ code: "vector.not-finite" });
      expect((await store.info("things"))?.count).toBe(4);
      expect(await ids([1, 0, 0, 0], 10)).toHaveLength(4);
    });

    it("creates a collection once, and refuses to change what it is", async () => {
      await store.create(spec);
      expect((await store.info("things"))?.count).toBe(4);
      for (const other of [{ embedder: "other@1" }, { metric: "dot" as const }])
        await expect(store.create({ ...spec, ...other })).rejects.toMatchObject({ code: "vector.embedder-mismatch" });
      await expect(store.create({ ...spec, dimension: 5 })).rejects.toMatchObject({ code: "vector.dimension" });
    });

    it("says which collection is missing", async () => {
      await store.drop("things");
      await store.drop("things");
      const missing = { code: "collection.not-found" };
      await expect(search([1, 0, 0, 0], 1)).rejects.toMatchObject(missing);
      await expect(store.upsert("things", embedder, shelf)).rejects.toMatchObject(missing);
      await expect(store.index("things")).rejects.toMatchObject(missing);
    });

    it.each([
      ["dot", [2, 0, 0, 0], ["far", "near", "back"], [20, 2, -2]],
      ["euclidean", [2, 0, 0, 0], ["near", "back", "far"], [-1, -3, -8]],
    ] as const)("compares by %s where asked", async (metric, query, order, scores) => {
      await store.drop("others");
      await store.create({ name: "others", embedder, dimension: 4, metric });
      const far = [item("near", [1, 0, 0, 0]), item("far", [10, 0, 0, 0]), item("back", [-1, 0, 0, 0])];
      await store.upsert("others", embedder, far);
      const hits = await store.search({ collection: "others", vector: vector(...query), limit: 3 });
      expect(hits.map((hit) => hit.id)).toEqual(order);
      expect(hits.map((hit) => hit.score)).toEqual(scores.map((score) => expect.closeTo(score, 4)));
      expect([...(await store.get("others", ["far"]))[0]!.values]).toEqual([10, 0, 0, 0]);
      await store.drop("others");
    });

    it("answers another process from what was stored, before and after indexing", async () => {
      expect(await ids([1, 0, 0, 0], 2, undefined, await subject.reopened())).toEqual(["a", "b"]);
      await store.index("things");
      expect(await ids([1, 0, 0, 0], 2)).toEqual(["a", "b"]);
      const filter: PayloadFilter = { all: [{ field: "brand", in: ["Zed"] }] };
      expect(await ids([0, 1, 0, 0], 2, filter, await subject.reopened())).toEqual(["c", "SKU/ü 7"]);
    });
  });
}
