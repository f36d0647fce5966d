import { compileExpression } from "@aisle/nodes/expression";
import { ruleFault } from "@aisle/nodes/rule-faults";
import { AisleError } from "@aisle/runtime/errors";
import { type Graph, splitPort } from "@aisle/runtime/graph/graph";
import type { CatalogFields } from "@aisle/runtime/node-sdk/catalog-field";
import { expressionBudget } from "@aisle/runtime/node-sdk/expression-budget";
import { type Product, product } from "@aisle/runtime/node-sdk/product";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import type { RuleReach } from "../runs/runs-shapes.ts";

/** What a rule is tried on: what the catalog's products have, and some of them. */
export interface RuleCatalog extends CatalogFields {
  readonly sample: readonly Pick<Product, "id" | "fields">[];
}

/**
 * True when the products that come to a node are the catalog's: what a caller sends may have fields that no product of the
 * catalog has.
 */
export function readsCatalog(graph: Graph, registry: Registry, node: string): boolean {
  const seen = new Set([node]);
  for (const id of seen)
    for (const { from, to } of graph.edges) if (splitPort(to).node === id) seen.add(splitPort(from).node);
  return [...seen].every((id) => {
    const manifest = registry.manifests.get(graph.nodes.find((one) => one.id === id)?.type ?? "");
    const isList = ({ type }: { readonly type: string }) => type === "Products" || type === "Product";
    const makesProducts =
      Object.values(manifest?.outputs ?? {}).some(isList) && !Object.values(manifest?.inputs ?? {}).some(isList);
    return manifest !== undefined && (!makesProducts || manifest.effects.includes("products"));
  });
}

/** How many products of the catalog a rule is true of, and why it can be true of none; `undefined` for one that cannot be read. */
export function ruleReach(text: string, { sample, ...catalog }: RuleCatalog): RuleReach | undefined {
  const results: unknown[] = [];
  try {
    const evaluate = compileExpression(text, "rule");
    const budget = expressionBudget();
    for (const { id, fields } of sample) results.push(evaluate(product(id, 0, fields), budget));
  } catch (error) {
    // What is too expensive for all of them was tried on those before.
    if (!(error instanceof AisleError) || error.code !== "expression.too-expensive") return undefined;
  }
  const yes = results.filter((value) => value === true).length;
  return {
    products: catalog.products,
    checked: results.length,
    yes,
    unknown: results.filter((value) => value === undefined).length,
    // The reasons are of types and names: a product that a rule is true of proves more.
    fault: yes > 0 && yes < results.length ? null : (ruleFault(text, catalog) ?? null),
  };
}
