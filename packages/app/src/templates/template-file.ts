import { AisleError } from "@aisle/runtime/errors";
import { type Graph, graphSchema, parseGraph } from "@aisle/runtime/graph/graph";
import { z } from "zod";

/** What a shop must have for a template to answer well. */
export const templateNeeds = ["catalogue", "search-index", "events"] as const;
export type TemplateNeed = (typeof templateNeeds)[number];

const schema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  place: z.int().min(1),
  title: z.string().min(1).max(80),
  summary: z.string().min(1).max(200),
  kind: z.enum(["recommend", "search", "talk", "plan"]),
  needs: z.array(z.enum(templateNeeds)),
  /** A request and what the demo shop answers to it: ids of the first products. */
  stored: z.strictObject({ request: z.record(z.string(), z.json()), firstItems: z.array(z.string()) }),
  graph: graphSchema,
});

/** A ready pipeline, as its file in `templates/` says. */
export interface TemplateFile {
  readonly id: string;
  /** Where it stands in the gallery, from 1. */
  readonly place: number;
  readonly title: string;
  readonly summary: string;
  readonly kind: "recommend" | "search" | "talk" | "plan";
  readonly needs: readonly TemplateNeed[];
  readonly stored: { readonly request: Graph["samples"][number]["request"]; readonly firstItems: readonly string[] };
  readonly graph: Graph;
}

/** Reads one template; throws `graph.invalid` naming the file and each wrong field. */
export function parseTemplate(fileName: string, file: unknown): TemplateFile {
  const parsed = schema.safeParse(file);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new AisleError("graph.invalid", `${fileName}: ${issues.slice(0, 5).join("; ")}`, { issues });
  }
  return { ...parsed.data, graph: parseGraph(parsed.data.graph) } as TemplateFile;
}
