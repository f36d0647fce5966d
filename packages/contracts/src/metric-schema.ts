import { z } from "zod";
import type { Metric } from "./metric.ts";

const condition = z.string().trim().min(1).max(1000).optional();
const follow = z.strictObject({
  by: z.string().trim().min(1).max(255),
  minutes: z
    .number()
    .gt(0)
    .max(24 * 60),
  count: z.enum(["followed", "not-followed", "all"]),
  same: z.string().trim().min(1).max(200).optional(),
});
const measure = z.strictObject({
  source: z.discriminatedUnion("from", [
    z.strictObject({
      from: z.literal("events"),
      name: z.string().trim().min(1).max(255),
      where: condition,
      follow: follow.optional(),
    }),
    z.strictObject({ from: z.literal("decisions"), where: condition }),
  ]),
  value: z.discriminatedUnion("add", [
    z.strictObject({ add: z.literal("count") }),
    z.strictObject({ add: z.literal("field"), path: z.string().trim().min(1).max(200) }),
    z.strictObject({ add: z.literal("value") }),
    z.strictObject({ add: z.literal("margin") }),
  ]),
});

/** The schema of a metric at every edge. */
export const metricSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_/.-]{0,79}$/, "letters, digits, -, _, . and /, 1 to 80 of them"),
  name: z.string().trim().min(1).max(120),
  kind: z.enum(["proportion", "mean", "ratio", "quantile", "coverage"]),
  measure,
  per: measure.optional(),
  quantile: z.number().gt(0).lt(1).optional(),
  attribution: z.enum(["decision", "unit"]),
  windowHours: z
    .number()
    .gt(0)
    .max(24 * 180),
  cap: z.number().gt(0).max(1).optional(),
  cupedDays: z.int().min(0).max(90),
  better: z.enum(["higher", "lower"]),
  unit: z.enum(["share", "money", "milliseconds", "number"]),
}) as unknown as z.ZodType<Metric>;
