import { describe, expect, it } from "vitest";
import { makeRedactor } from "./personal-data.ts";

const redact = makeRedactor(
  {
    type: "object",
    properties: { membership: { type: "string", "x-personal": true }, contact: { type: "string", format: "email" } },
  },
  (value) => `tok(${value.length})`,
);

describe("makeRedactor", () => {
  it("replaces declared fields, personal names, and what shoppers write of themselves", () => {
    const body = {
      shopperId: "s_1",
      membership: "M-77",
      email: "a@b.example",
      contact: "x",
      query: "mail me at jane.doe@shop.example or +44 20 7946 0958 please",
      shopper: { name: "Jane", size: "M" },
    };
    expect(redact(body)).toEqual({
      shopperId: "s_1",
      membership: "tok(6)",
      email: "tok(13)",
      contact: "tok(3)",
      query: "mail me at tok(21) or tok(16) please",
      shopper: { name: "tok(6)", size: "M" },
    });
  });

  it("leaves products, ids, prices and ordinary queries alone, without a copy", () => {
    const body = {
      shopperId: "8a7f3c9012345678",
      query: "iphone 15 pro 256 gb",
      items: [{ id: "1234567890123x", name: "Ridge jacket", price: 18900 }],
    };
    expect(redact(body)).toBe(body);
  });
});
