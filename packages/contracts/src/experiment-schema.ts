import { boundedJson } from "@aisle/runtime/bounded-json";
import { editSchema } from "@aisle/runtime/graph/edit-schema";
import { z } from "zod";
import { type ExperimentSpec, experimentKinds } from "./experiment.ts";
import { metricSchema } from "./metric-schema.ts";

const share = z.number().min(0).max(1);
const fieldName = z.string().min(1).max(120);
/** Short names that decisions carry. */
export const experimentKey = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, "small letters, digits and hyphens, 1 to 60 of them, beginning with no hyphen");

const arm = z.strictObject({
  key: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, "letters, digits, - and _, 1 to 40 of them"),
  name: z.string().trim().min(1).max(120),
  weight: share,
  edits: z.array(editSchema).max(500),
  versionId: z.string().min(1).max(64).optional(),
  value: boundedJson.optional(),
});

/** The schema of an experiment's spec at every edge; what only its pipeline can say is checked by the use case. */
export const experimentSpecSchema = z.strictObject({
  hypothesis: z.string().max(2000),
  unit: z.strictObject({
    kind: z.enum(["session", "shopper", "field"]),
    field: fieldName,
    stickyField: fieldName.optional(),
  }),
  arms: z.array(arm).max(20),
  coverage: share,
  group: z.strictObject({ name: z.string().trim().min(1).max(60), range: z.tuple([share, share]) }).optional(),
  metrics: z
    .array(
      z.strictObject({
        metric: metricSchema,
        role: z.enum(["primary", "secondary", "guardrail"]),
        limit: share.optional(),
        addedAt: z.iso.datetime().optional(),
      }),
    )
    .max(40),
  method: z.enum(["frequentist", "sequential", "bayesian"]),
  correction: z.enum(["holm", "benjamini-hochberg", "none"]),
  level: z.number().min(0.5).max(0.999),
  plannedDays: z.int().min(1).max(365),
  shortReason: z.string().max(500).optional(),
  planned: z
    .strictObject({ effect: z.number().min(0).max(10), power: z.number().min(0).max(1), units: z.number().min(0) })
    .optional(),
  segments: z.array(fieldName).max(12),
  bandit: z.strictObject({ floor: share, everyHours: z.int().min(1).max(168) }).optional(),
}) as unknown as z.ZodType<ExperimentSpec>;

export const experimentKindSchema = z.enum(experimentKinds);
