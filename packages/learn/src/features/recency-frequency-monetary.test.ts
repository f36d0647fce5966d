import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recencyFrequencyMonetary } from "./recency-frequency-monetary.ts";
import { msPerDay } from "./recency-weight.ts";

const nowMs = 500 * msPerDay;
const order = (customer: string, daysAgo: number, value: number) => ({
  customer,
  timeMs: nowMs - daysAgo * msPerDay,
  value,
});

describe("recency, frequency, monetary", () => {
  it("counts orders, takes returns off the value, and leaves out the future", () => {
    const [ann] = recencyFrequencyMonetary(
      [order("ann", 40, 5000), order("ann", 10, 3000), order("ann", 5, -3000), order("ann", -1, 9000)],
      nowMs,
    );
    expect(ann).toMatchObject({ recencyDays: 10, orders: 2, value: 5000 });
  });

  it("knows only customers who bought something", () => {
    expect(recencyFrequencyMonetary([order("bob", 3, -500)], nowMs)).toEqual([]);
  });

  it("names the ends of the scale", () => {
    const orders = Array.from({ length: 10 }, (_, i) =>
      Array.from({ length: i + 1 }, (_, k) => order(`c${i}`, 200 - 20 * i + k, 100)),
    ).flat();
    const rows = new Map(recencyFrequencyMonetary(orders, nowMs).map((row) => [row.customer, row]));
    expect(rows.get("c9")).toMatchObject({ recencyScore: 5, frequencyScore: 5, valueScore: 5, segment: "champion" });
    expect(rows.get("c0")).toMatchObject({ recencyScore: 1, frequencyScore: 1, segment: "lost" });
    const late = recencyFrequencyMonetary([...orders, order("late", 1, 100)], nowMs);
    expect(late.find((row) => row.customer === "late")!.segment).toBe("new");
  });

  it("gives equal customers equal scores, whatever the order of the records", () => {
    const record = fc.record({
      who: fc.integer({ min: 0, max: 8 }),
      days: fc.integer({ min: 0, max: 99 }),
      value: fc.integer({ min: 1, max: 9999 }),
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), (records) => {
        const orders = records.map(({ who, days, value }) => order(`c${who}`, days, value));
        const rows = recencyFrequencyMonetary(orders, nowMs);
        expect(recencyFrequencyMonetary([...orders].reverse(), nowMs)).toEqual(rows);
        for (const a of rows)
          for (const b of rows) {
            if (a.orders === b.orders) expect(a.frequencyScore).toBe(b.frequencyScore);
            if (a.orders > b.orders) expect(a.frequencyScore).toBeGreaterThanOrEqual(b.frequencyScore);
            if (a.recencyDays < b.recencyDays) expect(a.recencyScore).toBeGreaterThanOrEqual(b.recencyScore);
          }
      }),
    );
  });
});
