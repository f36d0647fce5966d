import { z } from "zod";
import { boundedJson, boundedJsonObject } from "../bounded-json.ts";
import { describeIssue } from "../describe-issue.ts";
import { AisleError } from "../errors.ts";

/** The newest graph file format that this code reads and writes. */
export const graphFormat = 1;

const jsonObject = boundedJsonObject;
export const positionSchema = z.object({ x: z.number(), y: z.number() });
export const idSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "letters, digits, - and _, 1 to 64 of them");
const portRef = z.string().regex(/^[A-Za-z0-9_-]{1,64}\.[A-Za-z][A-Za-z0-9]*$/, "node.port");

/** What a step does when it fails, or runs over its own time limit. */
export const onFailureSchema = z.discriminatedUnion("do", [
  z.object({ do: z.literal("fail") }),
  z.object({ do: z.literal("skip") }),
  z.object({ do: z.literal("pass"), input: z.string(), output: z.string() }),
  z.object({ do: z.literal("value"), outputs: jsonObject }),
]);

export const graphNodeSchema = z.strictObject({
  id: idSchema,
  type: z.string().min(1).max(120),
  version: z.int().min(1),
  title: z.string().max(120).optional(),
  position: positionSchema,
  config: jsonObject,
  onFailure: onFailureSchema.optional(),
  /** Milliseconds this step may take. */
  timeoutMs: z.number().positive().max(600_000).optional(),
});

export const graphEdgeSchema = z.strictObject({ id: idSchema, from: portRef, to: portRef });
export const noteSchema = z.strictObject({
  id: idSchema,
  position: positionSchema,
  text: z.string().max(4000),
  width: z.number(),
  height: z.number(),
});
/** Colours that a group's frame may have; what they look like is the theme's. */
export const groupColours = ["sand", "moss", "pine", "slate", "clay"] as const;
const portNames = z.record(portRef, z.string().max(60));
/** Names of ports as `node.port`: of inputs and outputs that a collapsed group shows by that name, wired or not. */
export const groupPortsSchema = z.strictObject({ inputs: portNames, outputs: portNames });
/** Members that belong together: a titled lane, or a frame when it has a colour, or one card while it is collapsed. */
export const groupSchema = z.strictObject({
  id: idSchema,
  title: z.string().max(120),
  nodes: z.array(idSchema),
  colour: z.enum(groupColours).optional(),
  collapsed: z.literal(true).optional(),
  /** Where the card stands while it is collapsed. */
  position: positionSchema.optional(),
  ports: groupPortsSchema.optional(),
});
/** A stored request: previews and publish run it. */
export const sampleSchema = z.strictObject({ id: idSchema, title: z.string().max(120), request: jsonObject });

/** Characters of JSON that one pinned value may have. */
export const pinLimit = 256 * 1024;
/** Characters of JSON that all pinned values of a graph may have together. */
export const pinsLimit = 1024 * 1024;

/** A sample stored on an output port: previews give it instead of running what only feeds it; a published version never does. */
export const pinSchema = z.strictObject({
  port: portRef,
  /** The port's value as `portJson` writes it. */
  value: boundedJson.refine(
    (value) => JSON.stringify(value).length <= pinLimit,
    `a pinned sample may have up to ${pinLimit / 1024} KB`,
  ),
  /** When it was pinned, ISO 8601. */
  at: z.iso.datetime(),
  /** Revision of the draft whose run gave it; absent for a value that was written by hand. */
  revision: z.int().min(0).optional(),
});

/** The graph file format: the saved drawing. Unknown keys are refused, so that nothing is lost silently. */
export const graphSchema = z.strictObject({
  format: z.literal(graphFormat),
  nodes: z.array(graphNodeSchema),
  edges: z.array(graphEdgeSchema),
  notes: z.array(noteSchema).default([]),
  groups: z.array(groupSchema).default([]),
  samples: z.array(sampleSchema).default([]),
  /** Absent when nothing is pinned. */
  pins: z.array(pinSchema).min(1).optional(),
});

export type Graph = z.infer<typeof graphSchema>;
export type GraphNode = Graph["nodes"][number];
export type GraphEdge = Graph["edges"][number];
export type GraphNote = Graph["notes"][number];
export type GraphGroup = Graph["groups"][number];
export type GroupPorts = z.infer<typeof groupPortsSchema>;
export type GraphSample = Graph["samples"][number];
export type GraphPin = NonNullable<Graph["pins"]>[number];
export type OnFailure = z.infer<typeof onFailureSchema>;

export const emptyGraph: Graph = { format: graphFormat, nodes: [], edges: [], notes: [], groups: [], samples: [] };

/** Reads a graph file; throws `graph.from-the-future` or `graph.invalid` with every wrong field named. */
export function parseGraph(file: unknown): Graph {
  const format = (file as { format?: unknown } | null)?.format;
  if (typeof format === "number" && format > graphFormat) {
    throw new AisleError(
      "graph.from-the-future",
      `The graph has format ${format}; this Aisle reads up to ${graphFormat}.`,
      {
        format,
      },
    );
  }
  const parsed = graphSchema.safeParse(file, { reportInput: true });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join(".") || "file"}: ${describeIssue(issue)}`);
  throw new AisleError("graph.invalid", `The file is not a graph: ${issues.slice(0, 5).join(" ")}`, { issues });
}

/** Splits `node.port`. */
export function splitPort(ref: string): { readonly node: string; readonly port: string } {
  const dot = ref.indexOf(".");
  return { node: ref.slice(0, dot), port: ref.slice(dot + 1) };
}
