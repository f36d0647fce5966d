import { describe, expect, it } from "vitest";
import { demandOver, reorderPoint, reorderPointFromSamples } from "./reorder-point.ts";
import { safetyStock } from "./safety-stock.ts";
import { StockInputError } from "./stock-input.ts";

const item = { meanDemand: 100, demandDeviation: 30, leadTime: 4, serviceLevel: 0.95 };

describe("safety stock and reorder point", () => {
  it("is z times the deviation over the lead time", () => {
    // 1.645 · 30 · √4 = 98.69
    expect(safetyStock(item)).toBeCloseTo(98.69, 2);
    const point = reorderPoint(item);
    expect(point.demandOverCover).toBe(400);
    expect(point.reorderPoint).toBeCloseTo(498.69, 2);
  });

  it("grows with an unsure lead time and with the time between reviews", () => {
    // 1.6449 · √(4 · 900 + 100² · 0.25) = 1.6449 · 78.10
    expect(safetyStock({ ...item, leadTimeDeviation: 0.5 })).toBeCloseTo(128.47, 2);
    expect(safetyStock({ ...item, reviewPeriod: 5 })).toBeCloseTo(1.644854 * 90, 2);
  });

  it("is nothing at a service level below one half", () => {
    expect(safetyStock({ ...item, serviceLevel: 0.3 })).toBe(0);
  });

  it("follows a forecast, the last period by its share", () => {
    expect(demandOver([10, 20, 30], 2.5)).toBe(45);
    expect(demandOver([10, -5], 2)).toBe(10);
    expect(reorderPoint(item, [50, 50, 200, 200]).demandOverCover).toBe(500);
    expect(() => demandOver([10], 2)).toThrow(/reaches 1 periods/);
  });

  it("takes its point from samples where no curve fits", () => {
    const samples = Float64Array.from({ length: 19 }, (_, i) => (i < 16 ? 0 : 10 * (i - 15)));
    expect(reorderPointFromSamples(samples, 0.9).reorderPoint).toBe(20);
    expect(reorderPointFromSamples(samples, 0.95).reorderPoint).toBe(30);
    expect(reorderPointFromSamples(samples, 0.99).reorderPoint).toBe(30);
    expect(() => reorderPointFromSamples([], 0.9)).toThrow(StockInputError);
  });

  it("refuses what cannot be", () => {
    expect(() => safetyStock({ ...item, serviceLevel: 1 })).toThrow(/serviceLevel/);
    expect(() => safetyStock({ ...item, leadTime: -1 })).toThrow(/leadTime/);
    expect(() => safetyStock({ ...item, demandDeviation: Number.NaN })).toThrow(/demandDeviation/);
  });
});
