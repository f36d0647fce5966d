import { encodeArtefact } from "@aisle/learn/artefact/artefact";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { PopularityCount } from "./popularity-counts.ts";
import { PopularityIndex } from "./popularity-index.ts";

const dayMs = 86_400_000;
const counts: fc.Arbitrary<PopularityCount[]> = fc.array(
  fc.record({
    productId: fc.constantFrom("a", "b", "c", "d", "ключ"),
    kind: fc.constantFrom("view", "cart", "purchase"),
    day: fc.integer({ min: 20_000, max: 20_040 }),
    count: fc.integer({ min: 1, max: 50 }),
  }),
  { maxLength: 60 },
);
const query = fc.record(
  {
    kind: fc.constantFrom("view", "cart", "purchase"),
    category: fc.constantFrom("Home", "Home > Rugs", "none"),
    halfLifeDays: fc.constantFrom(0.5, 7, 30),
    limit: fc.integer({ min: 1, max: 6 }),
  },
  { requiredKeys: ["kind", "limit"] },
);
const categories = new Map([
  ["a", "Home"],
  ["b", "Home > Rugs"],
  ["c", "Home Office"],
]);

it("ranks as the plain formula does, whatever was asked before, and alike after a way through bytes", () => {
  fc.assert(
    fc.property(
      counts,
      fc.array(fc.tuple(query, fc.integer({ min: 20_010, max: 20_060 })), { maxLength: 5 }),
      (rows, asked) => {
        const index = PopularityIndex.of(rows, (id) => categories.get(id));
        const copy = PopularityIndex.fromBytes(index.toBytes());
        for (const [{ kind, category, halfLifeDays, limit }, today] of asked) {
          const scores = new Map<string, number>();
          for (const row of rows) {
            const own = categories.get(row.productId);
            if (row.kind !== kind || row.day > today) continue;
            if (category !== undefined && own !== category && !own?.startsWith(`${category} > `)) continue;
            const weight = halfLifeDays === undefined ? 1 : 2 ** ((row.day - today) / halfLifeDays);
            scores.set(row.productId, (scores.get(row.productId) ?? 0) + row.count * weight);
          }
          const hits = index.popular(
            { kind, limit, ...(category && { category }), ...(halfLifeDays && { halfLifeDays }) },
            today * dayMs + 1,
          );
          expect(
            copy.popular(
              { kind, limit, ...(category && { category }), ...(halfLifeDays && { halfLifeDays }) },
              today * dayMs + 1,
            ),
          ).toEqual(hits);
          expect(hits).toHaveLength(Math.min(limit, scores.size));
          // Sums in another order may differ in the last digit, and so swap equals.
          const best = [...scores.values()].sort((a, b) => b - a);
          hits.forEach((hit, i) => {
            expect(hit.score).toBeCloseTo(scores.get(hit.id)!, 9);
            expect(hit.score).toBeCloseTo(best[i]!, 9);
          });
        }
      },
    ),
  );
});

it("keeps an order, and scores above zero, years after the last event", () => {
  const rows = ["a", "b"].map((productId, i) => ({ productId, kind: "view" as const, day: 15_000 + i, count: 1 }));
  const hits = PopularityIndex.of(rows, () => null).popular(
    { kind: "view", halfLifeDays: 1, limit: 2 },
    21_000 * dayMs,
  );
  expect(hits.map((hit) => hit.id)).toEqual(["b", "a"]);
  expect(hits[1]!.score).toBeGreaterThan(0);
});

it("is empty without events, and refuses damaged bytes", () => {
  const index = PopularityIndex.of([], () => null);
  expect(PopularityIndex.fromBytes(index.toBytes()).popular({ kind: "view", limit: 5 }, Date.now())).toEqual([]);
  const bytes = PopularityIndex.of([{ productId: "a", kind: "view", day: 1, count: 1 }], () => null).toBytes();
  bytes[bytes.length - 20]! ^= 1;
  expect(() => PopularityIndex.fromBytes(bytes)).toThrow(/checksum/);
});

it("is byte for byte the same whether all is counted at once or in any parts, with the categories of the last", () => {
  fc.assert(
    fc.property(fc.array(counts, { minLength: 1, maxLength: 6 }), (parts) => {
      const categoryOf = (id: string) => categories.get(id);
      const grown = parts.reduce(
        // Through bytes, as from one run to the next.
        (index, part) => PopularityIndex.fromBytes(index.with(part, categoryOf).toBytes()),
        PopularityIndex.of([], () => "another"),
      );
      const whole = PopularityIndex.of(parts.flat(), categoryOf);
      expect(Buffer.compare(grown.with([], categoryOf).toBytes(), whole.toBytes())).toBe(0);
    }),
  );
});

it("is read from the first version too, which held the ids as JSON", () => {
  const rows = ["c", "a", "b"].map((productId, i) => ({ productId, kind: "view" as const, day: 20_000 + i, count: 3 }));
  const index = PopularityIndex.of(rows, (id) => categories.get(id));
  const { arrays, state, ...info } = index.toArtefact();
  const numeric = Object.entries(arrays).filter(([name]) => !name.startsWith("ids."));
  const old = { ...info, version: 1, state: { ids: ["a", "b", "c"], categories: state.categories! } };
  const bytes = encodeArtefact({ ...old, arrays: Object.fromEntries(numeric) });
  expect(Buffer.compare(PopularityIndex.fromBytes(bytes).toBytes(), index.toBytes())).toBe(0);
});

it("ranks what its forerunner was asked for in slices, and drops what nobody asked for since", async () => {
  const many = 30_000;
  const rows = (count: number) =>
    Array.from({ length: many }, (_, n) => ({
      productId: `p${n}`,
      kind: "view" as const,
      day: 20_000,
      count: 1 + ((n * count) % 97),
    }));
  const now = 20_001 * dayMs;
  const before = PopularityIndex.of(rows(7), () => "Home");
  const queries = [
    { kind: "view", limit: 5 },
    { kind: "view", limit: 5, category: "Home", halfLifeDays: 7 },
  ] as const;
  for (const one of queries) before.popular(one, now);
  const next = before.with(rows(13), () => "Home");
  let pauses = 0;
  const pause = async () => pauses++;
  expect(await next.prepareLike(before, now, pause)).toBe(2);
  expect(pauses).toBe(6);
  expect(await next.prepareLike(before, now, pause)).toBe(0);
  const afresh = PopularityIndex.fromBytes(next.toBytes());
  expect(next.popular(queries[1], now)).toEqual(afresh.popular(queries[1], now));
  const third = next.with([], () => "Home");
  expect(await third.prepareLike(next, now, pause)).toBe(1);
  expect(third.popular(queries[0], now)).toEqual(afresh.popular(queries[0], now));
});
