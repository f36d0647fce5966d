import { expect, it } from "vitest";
import { describeMetric, metricGaps, newMetric, withKind, withSource, withValue } from "./metric-draft.ts";

it("gives each kind what it needs and drops what only another has", () => {
  const ratio = withKind({ ...newMetric(), name: "x", cap: 0.99 }, "ratio");
  expect(ratio).toMatchObject({ kind: "ratio", cap: 0.99, per: { value: { add: "count" } } });
  const quantile = withKind({ ...ratio, cupedDays: 14 }, "quantile");
  expect(quantile).toMatchObject({
    kind: "quantile",
    quantile: 0.95,
    cupedDays: 0,
    measure: { value: { add: "field" } },
  });
  expect(quantile).not.toHaveProperty("per");
  expect(quantile).not.toHaveProperty("cap");
  const share = withKind(quantile, "proportion");
  expect(share).toMatchObject({ measure: { value: { add: "count" } }, unit: "share" });
  expect(share).not.toHaveProperty("quantile");
});

it("asks decisions for no money, and keeps the filter", () => {
  const money = {
    source: { from: "events", name: "Order Completed", where: "true" },
    value: { add: "value" },
  } as const;
  expect(withSource(money, "decisions")).toEqual({
    source: { from: "decisions", where: "true" },
    value: { add: "count" },
  });
  expect(withSource(money, "events").value).toEqual({ add: "value" });
});

it("says what is missing, and what a metric is in a sentence", () => {
  expect(metricGaps(newMetric())).toEqual(["Give it a name."]);
  const nameless = withKind(
    { ...newMetric(), name: "x", measure: { source: { from: "events", name: " " }, value: { add: "count" } } },
    "proportion",
  );
  expect(metricGaps(nameless)).toEqual(["Name the event."]);
  expect(describeMetric(newMetric())).toBe(
    "Share of units with “Product Clicked”, of rows that name a decision of the endpoint within 7 days of the first exposure.",
  );
});

it("keeps what counts by what came after it to counts, and says it", () => {
  const left = {
    source: {
      from: "events",
      name: "Products Searched",
      follow: { by: "Product Clicked", minutes: 30, count: "not-followed" },
    },
    value: { add: "count" },
  } as const;
  const metric = { ...newMetric(), name: "x", attribution: "unit" as const, measure: left };
  expect(describeMetric(metric)).toBe(
    "Share of units with “Products Searched” not followed by “Product Clicked” within 30 minutes, of rows of the unit within 7 days of the first exposure.",
  );
  expect(withValue(left, { add: "value" }).source).toEqual({ from: "events", name: "Products Searched" });
  expect(withKind(metric, "quantile").measure.source).not.toHaveProperty("follow");
  expect(withSource(left, "decisions").source).toEqual({ from: "decisions" });
  const gaps = (over: object) =>
    metricGaps({
      ...metric,
      measure: { ...left, source: { ...left.source, follow: { ...left.source.follow, ...over } } },
    });
  expect(gaps({})).toEqual([]);
  expect(gaps({ by: " ", minutes: 0 })).toEqual([
    "Name the event that follows.",
    "Say within how many minutes it follows.",
  ]);
  expect(metricGaps({ ...metric, cupedDays: 14 })).toEqual([
    "What counts by what came after it has no days before: set them to 0.",
  ]);
});
