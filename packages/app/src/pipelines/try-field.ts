import { compileExpression } from "@aisle/nodes/expression";
import { productField } from "@aisle/nodes/product-field";
import { AisleError } from "@aisle/runtime/errors";
import { type Graph, type GraphNode, splitPort } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { expressionBudget } from "@aisle/runtime/node-sdk/expression-budget";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import type { PortTypeName } from "@aisle/runtime/node-sdk/port-type";
import { portJson } from "@aisle/runtime/node-sdk/port-value";
import type { Product } from "@aisle/runtime/node-sdk/product";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import { jsonOf } from "../previews/json-preview.ts";
import type { FieldTrial, TrialItem } from "../runs/runs-shapes.ts";
import { pinnedOutputs } from "./output-overrides.ts";
import { type RuleCatalog, readsCatalog, ruleReach } from "./rule-reach.ts";
import type { StoredRun } from "./run-memory.ts";

export interface FieldToTry {
  readonly graph: Graph;
  readonly node: string;
  readonly path: readonly (string | number)[];
  readonly text: string;
}

const maxProducts = 1000;
const itemsShown = 6;

/**
 * Tries the text of a field on the products that came into its node in a run (or are pinned there), by the engine that the node
 * itself uses; an expression also on the catalog, where one is given. Fields are those whose schema has the format `expression` or `product-field`; throws `request.invalid` for others.
 */
export function tryField(
  { graph, node, path, text }: FieldToTry,
  registry: Registry,
  run: StoredRun | undefined,
  catalog?: RuleCatalog,
): FieldTrial {
  const trial = tryOnRun({ graph, node, path, text }, registry, run);
  if (catalog === undefined || trial.kind === "wrong" || !readsCatalog(graph, registry, node)) return trial;
  const type = graph.nodes.find((candidate) => candidate.id === node)?.type ?? "";
  const schema = schemaAt(registry.manifests.get(type)?.configSchema ?? {}, path);
  const reach = schema?.format === "expression" ? ruleReach(text, catalog) : undefined;
  return reach === undefined ? trial : { ...trial, catalog: reach };
}

function tryOnRun({ graph, node, path, text }: FieldToTry, registry: Registry, run: StoredRun | undefined): FieldTrial {
  const placed = graph.nodes.find((candidate) => candidate.id === node);
  const manifest = registry.manifests.get(placed?.type ?? "");
  if (placed === undefined || manifest === undefined)
    throw new AisleError("request.invalid", "The node is gone.", { node });
  const schema = schemaAt(manifest.configSchema, path);
  const isExpression = schema?.format === "expression";
  if (!isExpression && schema?.format !== "product-field")
    throw new AisleError("request.invalid", "The field is no expression.", { path: path.join(".") });
  let evaluate: (item: Product) => unknown;
  try {
    const budget = expressionBudget();
    const expression = isExpression ? compileExpression(text, path.join(".")) : undefined;
    evaluate = (item) => (expression === undefined ? productField(item, text) : expression(item, budget));
  } catch (error) {
    return { kind: "wrong", message: error instanceof Error ? error.message : String(error) };
  }
  const products = productsInto(graph, placed, manifest, registry, run);
  if (products === undefined) return { kind: "untried", message: "Run the pipeline to see what this gives." };
  if (products.length === 0) return { kind: "untried", message: "No products came in here in the last run." };
  let results: readonly Result[];
  try {
    results = products.slice(0, maxProducts).map((item) => ({ item, value: plain(evaluate(item)) }));
  } catch (error) {
    if (error instanceof AisleError && error.code === "expression.too-expensive")
      return { kind: "wrong", message: error.message };
    throw error;
  }
  return isExpression && results.every(({ value }) => value === null || typeof value === "boolean")
    ? answers(results, schema, placed, manifest)
    : values(results);
}

interface Result {
  readonly item: Product;
  readonly value: Json;
}

const plain = (value: unknown): Json => (typeof value === "bigint" ? Number(value) : jsonOf(value ?? null));

function answers(results: readonly Result[], schema: JsonObject, node: GraphNode, manifest: NodeManifest): FieldTrial {
  const unknown = results.filter(({ value }) => value === null).length;
  const yes = results.filter(({ value }) => value === true).length;
  const config = { ...manifest.defaults, ...node.config };
  return {
    kind: "answers",
    says: typeof schema.says === "string" ? schema.says : null,
    total: results.length,
    // A node may count what it cannot tell as a yes.
    yes: config.whenUnknown === "keep" ? yes + unknown : yes,
    no: results.length - yes - unknown,
    unknown,
    items: results.slice(0, itemsShown).map(itemOf),
  };
}

function values(results: readonly Result[]): FieldTrial {
  const present = results.filter(({ value }) => value !== null);
  return {
    kind: "values",
    total: results.length,
    missing: results.length - present.length,
    distinct: new Set(present.map(({ value }) => JSON.stringify(value))).size,
    items: results.slice(0, itemsShown).map(itemOf),
  };
}

const itemOf = ({ item, value }: Result): TrialItem => ({
  id: item.id,
  title: typeof item.fields.title === "string" ? item.fields.title : item.id,
  value,
});

/** The schema of a field by its path in a config's JSON Schema. */
function schemaAt(schema: JsonObject, path: readonly (string | number)[]): JsonObject | undefined {
  let current: JsonObject | undefined = schema;
  for (const key of path) {
    const within: Json | undefined = typeof key === "number" ? current?.items : current?.properties;
    const next: Json | undefined = typeof key === "number" ? within : (within as JsonObject | undefined)?.[key];
    if (typeof next !== "object" || next === null || Array.isArray(next)) return undefined;
    current = next as JsonObject;
  }
  return current;
}

/** What stood on the node's inputs of products, pinned values first; `undefined` when none of them ran. */
function productsInto(
  graph: Graph,
  node: GraphNode,
  manifest: NodeManifest,
  registry: Registry,
  run: StoredRun | undefined,
): readonly Product[] | undefined {
  const pins = pinnedOutputs(graph, registry).values;
  const ports = Object.entries(manifest.inputs).filter(([, spec]) => isProducts(spec.type));
  const lists = ports.flatMap(([port]) =>
    graph.edges
      .filter((edge) => edge.to === `${node.id}.${port}`)
      .flatMap(({ from }) => asProducts(pins.get(from) ?? run?.values.get(from), from, graph, registry)),
  );
  return lists.length === 0 ? undefined : lists.flat();
}

const isProducts = (type: PortTypeName) => type === "Products" || type === "Product";

function asProducts(value: unknown, ref: string, graph: Graph, registry: Registry): readonly (readonly Product[])[] {
  const { node, port } = splitPort(ref);
  const type = graph.nodes.find((candidate) => candidate.id === node)?.type ?? "";
  const is = registry.manifests.get(type)?.outputs[port]?.type;
  if (value === undefined || is === undefined || !isProducts(is) || portJson(is, value) === undefined) return [];
  return is === "Product" ? [[value as Product]] : [value as readonly Product[]];
}
