import { ruleFault } from "@aisle/nodes/rule-faults";
import type { Problem } from "@aisle/runtime/compile/problem";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { CatalogFields } from "@aisle/runtime/node-sdk/catalog-field";
import type { Registry } from "@aisle/runtime/node-sdk/registry";
import { readsCatalog } from "./rule-reach.ts";

/** Warnings for the rules of a graph that can never be true of a product of this catalog, each with the reason. */
export function ruleProblems(graph: Graph, registry: Registry, catalog: CatalogFields): readonly Problem[] {
  return graph.nodes.flatMap((node) => {
    const manifest = registry.manifests.get(node.type);
    if (manifest === undefined) return [];
    const config: JsonObject = { ...manifest.defaults, ...node.config };
    const rules = rulesIn(manifest.configSchema, config, []);
    if (rules.length === 0 || !readsCatalog(graph, registry, node.id)) return [];
    return rules.flatMap(({ path, text }): readonly Problem[] => {
      const fault = ruleFault(text, catalog);
      if (fault === undefined) return [];
      const message = `The rule “${text.length > 80 ? `${text.slice(0, 79)}…` : text}” never makes a difference. ${fault}`;
      return [{ code: "idle-rule", severity: "warning", node: node.id, field: path.join("."), message }];
    });
  });
}

/** Every expression of a config with its path, as its JSON Schema marks them. */
function rulesIn(
  schema: JsonObject,
  value: Json | undefined,
  path: readonly (string | number)[],
): readonly { readonly path: readonly (string | number)[]; readonly text: string }[] {
  if (schema.format === "expression") return typeof value === "string" && value !== "" ? [{ path, text: value }] : [];
  if (Array.isArray(value) && isObject(schema.items))
    return value.flatMap((item, at) => rulesIn(schema.items as JsonObject, item, [...path, at]));
  if (!isObject(value) || !isObject(schema.properties)) return [];
  return Object.entries(schema.properties).flatMap(([name, field]) =>
    isObject(field) ? rulesIn(field, value[name], [...path, name]) : [],
  );
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
