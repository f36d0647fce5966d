import type { MonitorFinding } from "@aisle/contracts/monitor-reading";
import { describe, expect, it } from "vitest";
import { alarmingFigures, weekOverWeek } from "./is-alarming.ts";

const hourMs = 3_600_000;
const week = 168;
const to = Date.UTC(2026, 9, 5);

const finding = (monitor: string, before: number, now: number): MonitorFinding => ({
  monitor,
  kind: "rate",
  statement: "",
  since: to,
  pValue: 1e-6,
  measure: "angle",
  size: 0.3,
  limit: 0.1,
  share: { of: monitor, before, now },
});

/** Two weeks of hours with ten answers each. */
const hours = (clicked: (hour: number) => number) =>
  Array.from({ length: 2 * week }, (_, i) => ({
    at: to - (2 * week - i) * hourMs,
    answers: 10,
    clicked: clicked(i),
    added: 0,
    ordered: 0,
  }));

describe("alarmingFigures", () => {
  it("holds business figures that fell by more than 15 %", () => {
    const findings = [
      finding("click-through", 0.2, 0.169),
      finding("conversion", 0.2, 0.171),
      finding("add-to-cart", 0.2, 0.3),
      finding("share of empty answers", 0.2, 0.1),
    ];
    expect(alarmingFigures({ findings })).toEqual([{ figure: "click-through", before: 0.2, now: 0.169 }]);
    expect(alarmingFigures({ findings: [finding("click-through", 0, 0)] })).toEqual([]);
  });
});

describe("weekOverWeek", () => {
  it("compares the last seven days with the seven before", () => {
    const fallen = weekOverWeek(
      hours((i) => (i < week ? 4 : 3)),
      "click-through",
      to,
    )!;
    expect(fallen).toMatchObject({ before: 0.4, now: 0.3, isAlarming: true, window: { from: to - week * hourMs, to } });
    expect(
      weekOverWeek(
        hours((i) => (i < week ? 7 : 6)),
        "click-through",
        to,
      )!.isAlarming,
    ).toBe(false);
  });

  it("is not alarmed by a fall that few answers make", () => {
    const few = hours((i) => (i < week ? 1 : 0)).filter((_, i) => i % 40 === 0);
    expect(weekOverWeek(few, "click-through", to)).toMatchObject({ now: 0, isAlarming: false });
  });

  it("says nothing without answers, and stays a number with none of what is counted", () => {
    expect(weekOverWeek([], "conversion", to)).toBeUndefined();
    expect(
      weekOverWeek(
        hours(() => 0),
        "conversion",
        to,
      ),
    ).toMatchObject({ before: 0, now: 0, pValue: 1, isAlarming: false });
  });
});
