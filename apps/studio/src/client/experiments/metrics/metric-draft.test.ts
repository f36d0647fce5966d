import { expect, it } from "vitest";
import { describeMetric, metricGaps, newMetric, withKind, withSource } from "./metric-draft.ts";

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
