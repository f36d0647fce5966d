import { describe, expect, it } from "vitest";
import { priceNow } from "./price-now.ts";

const at = (time: string) => Date.parse(time);
const december = at("2026-12-10T00:00:00Z");

describe("priceNow", () => {
  it("is the price, and none where there is none", () => {
    expect(priceNow({ price: 1890 }, december)).toEqual({ price: 1890 });
    expect(priceNow({}, december)).toEqual({ price: null });
    expect(priceNow({ price: "18.90" }, december)).toEqual({ price: null });
  });

  it("is the sale price while the sale lasts, with the price struck out", () => {
    const fields = {
      price: 1890,
      salePrice: 1490,
      saleFrom: "2026-12-01T00:00:00.000Z",
      saleUntil: "2026-12-24T00:00:00.000Z",
    };
    expect(priceNow(fields, december)).toEqual({ price: 1490, was: 1890 });
    expect(priceNow(fields, at("2026-12-01T00:00:00Z"))).toEqual({ price: 1490, was: 1890 });
    expect(priceNow(fields, at("2026-11-30T23:59:59.999Z"))).toEqual({ price: 1890 });
    expect(priceNow(fields, at("2026-12-24T00:00:00Z"))).toEqual({ price: 1890 });
  });

  it("takes a sale without dates, or with dates that cannot be read, as lasting", () => {
    expect(priceNow({ price: 1890, salePrice: 1490 }, december)).toEqual({ price: 1490, was: 1890 });
    expect(priceNow({ salePrice: 1490, saleUntil: "soon" }, december)).toEqual({ price: 1490 });
  });

  it("takes a sale price that is 0, or no lower than the price, as none", () => {
    for (const salePrice of [0, 1890, 2490])
      expect(priceNow({ price: 1890, salePrice }, december)).toEqual({ price: 1890 });
  });

  it("strikes out a compare-at price only where it is higher than what is paid", () => {
    expect(priceNow({ price: 1490, compareAtPrice: 1990 }, december)).toEqual({ price: 1490, was: 1990 });
    expect(priceNow({ price: 1490, compareAtPrice: 1490 }, december)).toEqual({ price: 1490 });
    expect(priceNow({ price: 1890, salePrice: 1490, compareAtPrice: 1790 }, december)).toEqual({
      price: 1490,
      was: 1890,
    });
  });
});
