import { checkGraph } from "@aisle/runtime/compile/check-graph";
import { configureNodes } from "@aisle/runtime/compile/configure-nodes";
import type { Problem } from "@aisle/runtime/compile/problem";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import type { Edit } from "@aisle/runtime/graph/edit";
import { editSchema } from "@aisle/runtime/graph/edit-schema";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import { isStorable } from "../pipelines/storable-text.ts";
import type { AssistantSituation } from "./proposal.ts";

export type CheckedEdits =
  | { readonly ok: true; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Puts edits through what every edit goes through before it is stored: schema, a trial application, the check of the graph
 * and of every config. Gives the problems that are new.
 */
export async function checkEdits(
  edits: readonly Edit[],
  { graph, manifests, facts }: AssistantSituation,
  registry: Registry,
): Promise<CheckedEdits> {
  const batch: Edit = { do: "batch", title: "Assistant", edits };
  const parsed = editSchema.safeParse(batch);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { ok: false, reason: `${issue?.path.join(".") ?? "edits"}: ${issue?.message ?? "not an edit"}` };
  }
  if (!isStorable(batch as never)) return { ok: false, reason: "it holds a text that cannot be stored" };
  const result = applyEdit(graph, batch);
  if (!result.ok) return { ok: false, reason: result.reason };
  const problemsOf = async (one: Graph) => [
    ...checkGraph(one, manifests, facts),
    ...(await configureNodes(one, registry, {})).problems,
  ];
  const [before, after] = await Promise.all([problemsOf(graph), problemsOf(result.graph)]);
  const known = new Set(before.map(keyOf));
  return { ok: true, problems: after.filter((problem) => !known.has(keyOf(problem))) };
}

const keyOf = ({ code, node, port, field, message }: Problem) => JSON.stringify([code, node, port, field, message]);
