import type { JsonObject } from "@aisle/runtime/json";
import type { KeywordCapability } from "@aisle/runtime/node-sdk/capabilities/keyword";
import { beforeAll, describe, expect, it } from "vitest";

/** Products to search in, by id. */
export type KeywordShelf = Readonly<Record<string, JsonObject>>;

const shelf: KeywordShelf = {
  p1: { title: "Anker Soundcore Mini Bluetooth speaker", brand: "Anker", price: 2999, category: "Audio > Speakers" },
  p2: { title: "JBL Flip 5", brand: "JBL", price: 9999, description: "Portable Bluetooth speaker, red", stock: 0 },
  p3: { title: "Varta batteries AA, 4-pack", brand: "Varta", price: 499, attributes: { chemistry: "Alkaline" } },
  p4: { title: "Netgear Wi-Fi 6 router RAX50", brand: "Netgear", price: 19999 },
  p5: { title: "Samsung SSD 870 EVO 256 GB", brand: "Samsung", price: 5999 },
};

/** What every keyword search over products promises, whatever it runs on. */
export function keywordConformance(name: string, open: (shelf: KeywordShelf) => Promise<KeywordCapability>): void {
  describe(`${name} as a keyword capability`, () => {
    let keyword: KeywordCapability;
    beforeAll(async () => {
      keyword = await open(shelf);
    });
    const ids = async (query: Parameters<KeywordCapability["search"]>[0]) =>
      (await keyword.search(query)).map((hit) => hit.id);

    it("finds products by words of title, description, brand, category and attributes", async () => {
      expect(await ids({ text: "soundcore", limit: 5 })).toEqual(["p1"]);
      expect((await ids({ text: "portable", limit: 5 })).sort()).toEqual(["p2"]);
      expect(await ids({ text: "varta", limit: 5 })).toEqual(["p3"]);
      expect(await ids({ text: "audio", limit: 5 })).toEqual(["p1"]);
      expect(await ids({ text: "alkaline", limit: 5 })).toEqual(["p3"]);
    });

    it("meets shoppers' spellings: plurals, joined and parted words, units, model codes, case", async () => {
      expect(await ids({ text: "AA battery", limit: 1 })).toEqual(["p3"]);
      expect(await ids({ text: "wifi router", limit: 1 })).toEqual(["p4"]);
      expect(await ids({ text: "256gb", limit: 1 })).toEqual(["p5"]);
      expect(await ids({ text: "rax50", limit: 1 })).toEqual(["p4"]);
    });

    it("gives the better match first, higher scores first, and keeps to the limit", async () => {
      const hits = await keyword.search({ text: "bluetooth speaker anker", limit: 5 });
      expect(hits.map((hit) => hit.id)).toEqual(["p1", "p2"]);
      expect(hits[0]!.score).toBeGreaterThan(hits[1]!.score);
      expect(await ids({ text: "bluetooth speaker anker", limit: 1 })).toEqual(["p1"]);
    });

    it("filters by payload, all conditions together", async () => {
      const text = "bluetooth speaker";
      const jbl = { all: [{ field: "brand", in: ["JBL"] }] };
      expect(await ids({ text, limit: 5, filter: jbl })).toEqual(["p2"]);
      expect(await ids({ text, limit: 5, filter: { all: [{ field: "price", max: 5000 }] } })).toEqual(["p1"]);
      expect(await ids({ text, limit: 5, filter: { all: [...jbl.all, { field: "price", max: 5000 }] } })).toEqual([]);
      expect(await ids({ text, limit: 5, filter: { all: [] } })).toHaveLength(2);
    });

    it("finds nothing for nothing, for unknown words and for signs alone", async () => {
      for (const text of ["", "   ", "zyzzyva", "?!*", "\u0000"]) expect(await ids({ text, limit: 5 })).toEqual([]);
    });
  });
}
