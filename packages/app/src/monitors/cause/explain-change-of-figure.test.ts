import type { Explanation } from "@aisle/contracts/explanation";
import type { StoredMonitorHour } from "@aisle/contracts/monitor-source";
import { describe, expect, it } from "vitest";
import { readMonitors } from "../read/read-monitors.ts";
import type { CauseFacts } from "./cause-facts.ts";
import { noFacts } from "./cause-facts.ts";
import { changeInput } from "./change-input.ts";
import { explainChangeOfFigure } from "./explain-change-of-figure.ts";
import { alarmingFigures } from "./is-alarming.ts";
import { end, shop, shopHours } from "./shop-hours.fixture.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const begin = end - 30 * hourMs;

function explained(
  stored: readonly StoredMonitorHour[],
  facts: Partial<CauseFacts> = {},
  isFallen = true,
): Explanation {
  const reading = readMonitors(shop, stored, { window: { from: end - dayMs, to: end } });
  expect(alarmingFigures(reading).some(({ figure }) => figure === "click-through")).toBe(isFallen);
  return explainChangeOfFigure(
    changeInput(stored, { figure: "click-through", reading, facts: { ...noFacts, ...facts } }),
  );
}

describe("explainChangeOfFigure", () => {
  it("names the step that timed out, where, with its share of the fall", () => {
    const stored = shopHours((answer, at, random) => {
      const isLate = at >= begin && answer.device === "phone" && random() < 0.6;
      return isLate ? { ...answer, retrieve: "timed-out", click: 0.03 } : answer;
    });
    const { causes, statement, splits } = explained(stored);
    expect(causes[0]).toMatchObject({ key: "step retrieve timed-out", kind: "step" });
    expect(causes[0]!.share).toBeGreaterThan(0.8);
    expect(causes[0]!.interval![0]).toBeLessThan(1);
    expect(statement).toMatch(
      /^Step retrieve timed out on (2[6-9]|3\d) % of answers \(usual 0 %\), mostly where request.device is phone: that explains/,
    );
    expect(causes[0]!.evidence.map(({ kind }) => kind)).toEqual(["decisions", "step"]);
    const split = splits.find(({ dimension }) => dimension === "step retrieve")!;
    const sum = split.parts.reduce((total, { mix, rate }) => total + mix + rate, 0);
    const whole = explained(stored);
    expect(sum).toBeCloseTo(whole.now - whole.before, 12);
  });
});
