import { describe, expect, it } from "vitest";
import { sampleRequest } from "./sample-request.ts";

describe("sampleRequest", () => {
  it("puts the shop's own ids where a template's marks are", () => {
    const values = { shopperId: "s-9", productIds: ["p-1", "p-2"], query: "tents", category: "Tents" };
    const request = { shopperId: "$shopper", viewed: ["$product"], all: "$products", query: "$query", limit: 4 };
    expect(sampleRequest(request, values)).toEqual({
      shopperId: "s-9",
      viewed: ["p-1"],
      all: ["p-1", "p-2"],
      query: "tents",
      limit: 4,
    });
  });

  it("leaves out what the shop has nothing of", () => {
    const request = { shopperId: "$shopper", viewed: ["$product"], nested: { category: "$category" }, none: [] };
    expect(sampleRequest(request, { productIds: [] })).toEqual({ nested: {}, none: [] });
  });
});
