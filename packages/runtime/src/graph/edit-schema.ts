import { z } from "zod";
import { boundedJson } from "../bounded-json.ts";
import type { Edit } from "./edit.ts";
import {
  graphEdgeSchema,
  graphNodeSchema,
  groupColours,
  groupPortsSchema,
  groupSchema,
  idSchema,
  noteSchema,
  pinSchema,
  positionSchema,
  sampleSchema,
} from "./graph.ts";

const id = idSchema;
const place = z.int().min(0).optional();
/** What may not be a key of a config path: it would reach an object's prototype. */
const pathKey = z.union([
  z.int().min(0),
  z
    .string()
    .max(200)
    .refine((key) => key !== "__proto__", "not a field name"),
]);

const single = [
  z.strictObject({ do: z.literal("add-node"), node: graphNodeSchema }),
  z.strictObject({ do: z.literal("remove-node"), id }),
  z.strictObject({ do: z.literal("move-node"), id, position: positionSchema }),
  z.strictObject({
    do: z.literal("set-field"),
    node: id,
    version: z.int().min(1),
    path: z.array(pathKey).min(1).max(12),
    value: boundedJson.optional(),
  }),
  z.strictObject({ do: z.literal("set-title"), node: id, title: graphNodeSchema.shape.title }),
  z.strictObject({ do: z.literal("set-if-failing"), node: id, onFailure: graphNodeSchema.shape.onFailure }),
  z.strictObject({ do: z.literal("set-time-limit"), node: id, timeoutMs: graphNodeSchema.shape.timeoutMs }),
  z.strictObject({
    do: z.literal("set-on-failure"),
    node: id,
    onFailure: graphNodeSchema.shape.onFailure,
    timeoutMs: graphNodeSchema.shape.timeoutMs,
  }),
  z.strictObject({
    do: z.literal("upgrade-node"),
    node: id,
    version: z.int().min(1),
    config: graphNodeSchema.shape.config,
  }),
  z.strictObject({ do: z.literal("add-edge"), edge: graphEdgeSchema, at: place }),
  z.strictObject({ do: z.literal("remove-edge"), id }),
  z.strictObject({ do: z.literal("put-note"), note: noteSchema }),
  z.strictObject({
    do: z.literal("change-note"),
    id,
    set: noteSchema.pick({ position: true, text: true, width: true, height: true }).partial(),
  }),
  z.strictObject({ do: z.literal("remove-note"), id }),
  z.strictObject({ do: z.literal("put-group"), group: groupSchema }),
  z.strictObject({
    do: z.literal("change-group"),
    id,
    set: z.strictObject({
      title: groupSchema.shape.title.optional(),
      colour: z.enum(groupColours).nullable().optional(),
      collapsed: z.boolean().optional(),
      position: positionSchema.nullable().optional(),
    }),
  }),
  z.strictObject({
    do: z.literal("name-group-port"),
    group: id,
    side: z.enum(["inputs", "outputs"]),
    port: graphEdgeSchema.shape.from,
    title: z.string().max(60).optional(),
  }),
  z.strictObject({
    do: z.literal("set-membership"),
    node: id,
    groups: z.array(z.strictObject({ id, at: place, ports: groupPortsSchema.optional() })).max(50),
  }),
  z.strictObject({ do: z.literal("remove-group"), id }),
  z.strictObject({ do: z.literal("put-sample"), sample: sampleSchema, at: place }),
  z.strictObject({ do: z.literal("remove-sample"), id }),
  z.strictObject({ do: z.literal("put-pin"), pin: pinSchema }),
  z.strictObject({ do: z.literal("remove-pin"), port: pinSchema.shape.port }),
] as const;

const singleEdit = z.discriminatedUnion("do", [...single]);

/** The schema of an edit that comes over the wire; a batch holds single edits only. */
export const editSchema = z.discriminatedUnion("do", [
  ...single,
  z.strictObject({ do: z.literal("batch"), title: z.string().max(120), edits: z.array(singleEdit).max(5000) }),
]) as unknown as z.ZodType<Edit>;
