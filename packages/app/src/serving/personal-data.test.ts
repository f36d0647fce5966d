import { createHmac } from "node:crypto";
import fc from "fast-check";
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

describe("redaction of what is made to be slow", () => {
  const megabytes = 3.8e6;
  const hostile: { readonly [name: string]: string } = {
    "letters before one @": `${"a".repeat(megabytes)}@`,
    "addresses without an end": "a@b".repeat(megabytes / 3),
    addresses: "a@b.c ".repeat(megabytes / 6),
    "labels without end": `x@${"a.".repeat(megabytes / 2)} `,
    "digits of eight": "12345678 x ".repeat(megabytes / 11),
    "one long number": `${"1 ".repeat(megabytes / 2)}x`,
  };
  const hash: (value: string) => string = (value) => createHmac("sha256", "k").update(value).digest("base64url");
  const real = makeRedactor({ type: "object" }, hash);

  // Seconds by patterns that begin at each letter; what is left is for a slow machine.
  it.each(Object.keys(hostile))("takes time in proportion to the text: %s", (name) => {
    const started = performance.now();
    real({ query: hostile[name]! });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  // 40 s when every replaced field copies the object that it stands in.
  it("takes time in proportion to the number of fields", () => {
    const fields = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, at) => [`field ${at}`, `p${at}@shop.example`]),
    );
    const started = performance.now();
    const { seeds } = real({ seeds: fields }) as unknown as { seeds: { readonly [name: string]: string } };
    expect(performance.now() - started).toBeLessThan(1000);
    expect(Object.keys(seeds)).toHaveLength(10_000);
    expect(JSON.stringify(seeds)).not.toContain("@");
  });

  it("gives tokens of their own to the first 2,000 values, and one to the others", () => {
    const list = Array.from({ length: 3000 }, (_, at) => `p${at}@shop.example`);
    const { list: redacted } = real({ list }) as unknown as { list: string[] };
    expect(new Set(redacted).size).toBe(2001);
    expect(redacted.join()).not.toContain("@");
    expect((real({ list: ["a@b.example"] }) as unknown as { list: string[] }).list[0]).toBe(hash("a@b.example"));
  });

  it("finds addresses where the pattern by itself found them", () => {
    const pattern = /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/g;
    const piece = fc.constantFrom("a", "Z9", "@", ".", "-", " ", "é", "x".repeat(70), "a@b.c", "@@", "b.example");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const query = `${pieces.join("")} é`;
        const { query: redacted } = redact({ query });
        expect(redacted).toBe(query.length < 6 ? query : query.replace(pattern, (found) => `tok(${found.length})`));
      }),
    );
  });
});
