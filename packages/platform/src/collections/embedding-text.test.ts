import { describe, expect, it } from "vitest";
import { embeddingPayload, embeddingStamp, embeddingText } from "./embedding-text.ts";

describe("what of a product is embedded", () => {
  it("is its kind, title and the beginning of its description", () => {
    const fields = {
      title: "Soundcore Mini",
      category: "Audio > Speakers",
      description: "Portable speaker",
      brand: "Anker",
    };
    expect(embeddingText(fields)).toBe("Speakers: Soundcore Mini. Portable speaker");
    expect(embeddingText({ title: "Lamp" })).toBe("Lamp");
    expect(embeddingText({ title: "Lamp", description: "x".repeat(9_000) }).length).toBeLessThan(400);
  });

  it("has a payload without live facts, and a stamp that changes with either and with nothing else", () => {
    const fields = { title: "Lamp", brand: "Lux", price: 1999, stock: 3, attributes: { colour: "red" } };
    expect(embeddingPayload(fields)).toEqual({ brand: "Lux", attributes: { colour: "red" } });
    const stamp = (changed: object) => {
      const now = { ...fields, ...changed };
      return embeddingStamp(embeddingText(now), embeddingPayload(now));
    };
    expect(stamp({ price: 1, stock: 0, image: "x" })).toBe(stamp({}));
    expect(stamp({ title: "Lamps" })).not.toBe(stamp({}));
    expect(stamp({ attributes: { colour: "blue" } })).not.toBe(stamp({}));
  });
});
