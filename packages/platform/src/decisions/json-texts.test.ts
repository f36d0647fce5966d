import type { Json } from "@aisle/runtime/json";
import fc from "fast-check";
import { expect, it } from "vitest";
import { jsonTexts } from "./json-texts.ts";

/** The texts among the values, by reading all of it. */
function byReading(value: Json): Set<string> {
  const texts = new Set<string>();
  const visit = (next: Json) => {
    if (typeof next === "string") texts.add(next);
    else if (typeof next === "object" && next !== null) for (const inner of Object.values(next)) visit(inner as Json);
  };
  visit(value);
  return texts;
}

const of = (text: string, max = 1000) => {
  const bytes = Buffer.from(`"before" ${text} : "after"`);
  return jsonTexts(bytes, 9, 9 + Buffer.byteLength(text), max);
};

it("finds what reading all of it finds, in any form of writing it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, "\t"), (value, space) => {
      const read = JSON.parse(JSON.stringify(value)) as Json;
      expect(of(JSON.stringify(value, null, space))).toEqual(byReading(read));
    }),
    { numRuns: 500 },
  );
  expect(of(String.raw`{ "a\"b" : ["\u0041\\", "\"", "ü"], "c":"" }`)).toEqual(new Set(["A\\", '"', "ü", ""]));
});

it("gives up where there are too many, and at what is cut off", () => {
  const many = JSON.stringify(Array.from({ length: 5 }, (_, i) => `t${i}`));
  expect(of(many, 5)?.size).toBe(5);
  expect(of(many, 4)).toBeUndefined();
  expect(of('["a", "b')).toBeUndefined();
  expect(of(String.raw`["a", "b\"`)).toBeUndefined();
});
