import { compile } from "@aisle/runtime/compile/compile";
import type { Facts } from "@aisle/runtime/compile/facts";
import type { Problem } from "@aisle/runtime/compile/problem";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import type { AnswerValue } from "@aisle/runtime/node-sdk/port-type";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import { shelfItemOf } from "../previews/preview-value.ts";
import type { SampleAnswer } from "../versions/versions-shapes.ts";
import { runSample } from "./run-sample.ts";

/** What a graph answers to one sample request, as an endpoint would: compiled whole and run, logged and counted nowhere. */
export async function answerSample(
  graph: Graph,
  sample: Graph["samples"][number],
  registry: Registry,
  facts: Facts,
  capabilities: ProcessCapabilities,
): Promise<SampleAnswer> {
  const compiled = await compile(graph, registry, facts, capabilities);
  if (!compiled.ok)
    return { ok: false, words: firstFault(graph, registry, compiled.problems), totalMs: 0, items: [], body: null };
  const { ok, words, totalMs, answer } = await runSample(compiled.plan, sample, capabilities);
  if (answer === undefined) return { ok, words, totalMs, items: [], body: null };
  return shownAnswer(answer, totalMs, capabilities);
}

/** What keeps a graph from compiling, in a sentence. */
export function firstFault(graph: Graph, registry: Registry, problems: readonly Problem[]): string {
  const wrong = problems.find((problem) => problem.severity === "error");
  const placed = graph.nodes.find((node) => node.id === wrong?.node);
  const title = placed?.title ?? registry.manifests.get(placed?.type ?? "")?.title;
  return `${title === undefined ? "" : `${title}: `}${wrong?.message ?? "it does not compile."}`;
}

/** An answer as a shelf; one of bare ids is shown with what the catalogue says of them. */
export async function shownAnswer(
  answer: AnswerValue,
  totalMs: number,
  capabilities: ProcessCapabilities,
): Promise<SampleAnswer> {
  const products = answer.slots.map((slot) => slot.product);
  const known = (await capabilities.products?.get(products.map((one) => one.id))) ?? [];
  const items = products.map((one, at) => shelfItemOf({ ...one, fields: { ...known[at], ...one.fields } }));
  const words = items.length === 1 ? "1 product" : `${items.length} products`;
  return { ok: true, words, totalMs, items, body: answer.body };
}
