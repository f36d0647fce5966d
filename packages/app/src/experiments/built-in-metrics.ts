import type { FollowRule, Measure, MeasureValue, Metric } from "@aisle/contracts/metric";

/** A metric that comes with Aisle, and what it says in one sentence. */
export interface BuiltInMetric {
  readonly metric: Metric;
  readonly help: string;
}

const day = 24;
const count: MeasureValue = { add: "count" };
const events = (name: string, value: MeasureValue = count, where?: string): Measure => ({
  source: { from: "events", name, ...(where === undefined ? {} : { where }) },
  value,
});
const decisions = (where?: string, value: MeasureValue = count): Measure => ({
  source: { from: "decisions", ...(where === undefined ? {} : { where }) },
  value,
});

type Given = Pick<Metric, "name" | "kind" | "measure" | "better" | "unit"> & Partial<Metric>;

function builtIn(id: string, help: string, given: Given): BuiltInMetric {
  const usual = { attribution: "unit", windowHours: 7 * day, cupedDays: 0 } as const;
  return { help, metric: { id: `built-in/${id}`, ...usual, ...given } };
}

const orders = events("Order Completed");
const refunds = events("Order Refunded");
const sizeWords = "size|too (small|big|large|tight|wide|long|short)|(^|[^a-z])fits?([^a-z]|$)";
const sized = `has(properties.reason) && properties.reason.lowerAscii().matches("${sizeWords}")`;

const searches = (count: FollowRule["count"]): Measure => ({
  source: {
    from: "events",
    name: "Products Searched",
    follow: { by: "Product Clicked", minutes: 30, count, same: "query" },
  },
  value: { add: "count" },
});

/** Metrics that are ready to pick. */
export const builtInMetrics: readonly BuiltInMetric[] = [
  builtIn("click-through", "Share of units that clicked a product that a decision of the endpoint had shown them.", {
    name: "Click-through",
    kind: "proportion",
    measure: events("Product Clicked"),
    attribution: "decision",
    better: "higher",
    unit: "share",
  }),
  builtIn("add-to-cart", "Share of units that put a product into the cart.", {
    name: "Add to cart",
    kind: "proportion",
    measure: events("Product Added"),
    better: "higher",
    unit: "share",
  }),
  builtIn("conversion", "Share of units that completed an order.", {
    name: "Conversion",
    kind: "proportion",
    measure: orders,
    better: "higher",
    unit: "share",
  }),
  builtIn("revenue", "Value of the orders of a unit, those without an order included as zero.", {
    name: "Revenue per unit",
    kind: "mean",
    measure: events("Order Completed", { add: "value" }),
    cap: 0.99,
    cupedDays: 14,
    better: "higher",
    unit: "money",
  }),
  builtIn("margin", "Value of the orders of a unit less what their products cost, as the catalogue has it.", {
    name: "Margin per unit",
    kind: "mean",
    measure: events("Order Completed", { add: "margin" }),
    cap: 0.99,
    cupedDays: 14,
    better: "higher",
    unit: "money",
  }),
  builtIn("order-value", "Value of all orders over their number.", {
    name: "Average order value",
    kind: "ratio",
    measure: events("Order Completed", { add: "value" }),
    per: orders,
    better: "higher",
    unit: "money",
  }),
  builtIn("zero-results", "Share of the endpoint's answers that hold no product.", {
    name: "Zero-result rate",
    kind: "ratio",
    measure: decisions("decision.filled == 0"),
    per: decisions(),
    windowHours: 28 * day,
    better: "lower",
    unit: "share",
  }),
  builtIn("fell-back", "Share of the endpoint's answers in which a step fell back.", {
    name: "Fell-back share",
    kind: "ratio",
    measure: decisions(`decision.outcome == "fell-back"`),
    per: decisions(),
    windowHours: 28 * day,
    better: "lower",
    unit: "share",
  }),
  builtIn("latency-p95", "The time that 95 of 100 answers of the endpoint stay below.", {
    name: "p95 latency",
    kind: "quantile",
    quantile: 0.95,
    measure: decisions(undefined, { add: "field", path: "totalMs" }),
    windowHours: 28 * day,
    better: "lower",
    unit: "milliseconds",
  }),
  builtIn(
    "catalogue-coverage",
    "Share of the products that can be bought now which answers of the arm showed, in their first 20 places.",
    {
      name: "Catalogue coverage",
      kind: "coverage",
      measure: decisions(),
      windowHours: 28 * day,
      better: "higher",
      unit: "share",
    },
  ),
  builtIn("exploration", "Share of filled slots that exploration chose.", {
    name: "Exploration share",
    kind: "ratio",
    measure: decisions(undefined, { add: "field", path: "explored" }),
    per: decisions(undefined, { add: "field", path: "filled" }),
    windowHours: 28 * day,
    better: "lower",
    unit: "share",
  }),
  builtIn("returns", "Refunds (events “Order Refunded”) over orders, within 30 days.", {
    name: "Return rate",
    kind: "ratio",
    measure: refunds,
    per: orders,
    windowHours: 30 * day,
    better: "lower",
    unit: "share",
  }),
  builtIn("size-returns", "Refunds over orders, those alone whose `reason` speaks of size or fit, within 30 days.", {
    name: "Size-related return rate",
    kind: "ratio",
    measure: events("Order Refunded", count, sized),
    per: orders,
    windowHours: 30 * day,
    better: "lower",
    unit: "share",
  }),
  builtIn(
    "search-abandonment",
    "Searches after which no product was clicked within 30 minutes, or that another search took over before, over all that are over.",
    {
      name: "Search abandonment",
      kind: "ratio",
      measure: searches("not-followed"),
      per: searches("all"),
      better: "lower",
      unit: "share",
    },
  ),
  builtIn("searches-with-click", "Clicks on products over searches (events “Products Searched”) of the same units.", {
    name: "Clicks per search",
    kind: "ratio",
    measure: events("Product Clicked"),
    per: events("Products Searched"),
    better: "higher",
    unit: "number",
  }),
  builtIn(
    "hand-over",
    "Conversations (events “Conversation Started”) that a person took over (“Conversation Handed Over”).",
    {
      name: "Hand-over rate",
      kind: "ratio",
      measure: events("Conversation Handed Over"),
      per: events("Conversation Started"),
      better: "lower",
      unit: "share",
    },
  ),
];
