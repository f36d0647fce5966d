import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeArtefact, encodeArtefact } from "./artefact.ts";
import { StringTable } from "./string-table.ts";

const info = { kind: "table", version: 1, window: { from: null, to: null, rows: 0 }, parameters: {}, metrics: {} };

it("gives back every string by its place and every place by its string, also after a way through bytes", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: "grapheme", maxLength: 40 }), { maxLength: 200 }),
      fc.string(),
      (strings, other) => {
        const table = StringTable.of(strings);
        const bytes = encodeArtefact({ ...info, state: {}, arrays: table.arrays("ids") });
        for (const one of [table, StringTable.read(decodeArtefact(bytes, info), "ids")]) {
          expect(one.size).toBe(strings.length);
          expect(one.strings()).toEqual(strings);
          expect(strings.map((text) => one.find(text))).toEqual(strings.map((_, place) => place));
          if (!strings.includes(other)) expect(one.find(other)).toBeUndefined();
        }
      },
    ),
  );
});

it("finds each of many strings that are alike", () => {
  const strings = Array.from({ length: 50_000 }, (_, i) => `SKU-${i}`);
  const table = StringTable.of(strings);
  expect(strings.every((text, place) => table.find(text) === place)).toBe(true);
  expect(table.find("SKU-50000")).toBeUndefined();
});
