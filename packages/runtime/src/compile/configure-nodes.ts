import { canonicalJson } from "../canonical-json.ts";
import { AisleError, isTransient } from "../errors.ts";
import type { Graph, GraphNode } from "../graph/graph.ts";
import type { JsonObject } from "../json.ts";
import type { CapabilityDefinition, ProcessCapabilities } from "../node-sdk/capabilities/capability.ts";
import { parseConfig } from "../node-sdk/config-schema.ts";
import type { NodeDefinition } from "../node-sdk/define-node.ts";
import { capabilitiesOf, migrateConfig, type Registry } from "../node-sdk/registry.ts";
import type { Problem } from "./problem.ts";

/** A graph node whose config is parsed, migrated and prepared. */
export interface ConfiguredNode {
  readonly node: GraphNode;
  readonly definition: NodeDefinition;
  readonly config: JsonObject;
  readonly state: unknown;
  readonly capabilities: readonly CapabilityDefinition[];
}

/**
 * What `prepare` made for nodes of graphs that are compiled for one place at one time, such as the arms of an experiment: a node with
 * the same id, type and settings is prepared once. By id, since a node's state may depend on its place.
 */
export class PreparedNodes {
  readonly #states = new Map<string, Promise<unknown>>();

  stateOf(node: GraphNode, config: JsonObject, prepare: () => unknown): Promise<unknown> {
    const key = canonicalJson([node.id, node.type, config]);
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    // Async, so that a `prepare` that throws at once is a rejection like the others.
    const made = (async () => prepare())();
    this.#states.set(key, made);
    // What failed may succeed for the next graph.
    made.catch(() => this.#states.delete(key));
    return made;
  }
}

/** Parses every known node's config and runs its `prepare`; whatever fails becomes a problem on its node. */
export async function configureNodes(
  graph: Graph,
  registry: Registry,
  capabilities: ProcessCapabilities,
  prepared?: PreparedNodes,
): Promise<{ readonly configured: ReadonlyMap<string, ConfiguredNode>; readonly problems: readonly Problem[] }> {
  const configured = new Map<string, ConfiguredNode>();
  const problems: Problem[] = [];
  for (const node of graph.nodes) {
    const definition = registry.definitions.get(node.type);
    if (definition === undefined || node.version > definition.version) continue;
    const parsed = parseConfig(definition.config, migrateConfig(definition, node.version, node.config));
    if (!parsed.ok) {
      for (const { field, message } of parsed.issues) {
        const at = field === "" ? {} : { field };
        problems.push({ code: "bad-config", severity: "error", node: node.id, ...at, message });
      }
      continue;
    }
    const { config } = parsed;
    try {
      const declared = capabilitiesOf(registry, definition);
      const ctx = prepareContext(node.id, declared, capabilities);
      const { prepare } = definition;
      const make = () => prepare?.(config, ctx);
      const state =
        prepare === undefined || prepared === undefined ? await make() : await prepared.stateOf(node, config, make);
      configured.set(node.id, { node, definition, config, state, capabilities: declared });
    } catch (error) {
      problems.push(prepareProblem(node.id, error));
    }
  }
  return { configured, problems };
}

/** Preparing reads only: what acts, and what belongs to a run, is not there yet. */
function prepareContext(self: string, declared: readonly CapabilityDefinition[], adapters: ProcessCapabilities) {
  const ctx: Record<string, unknown> = { self };
  for (const { name, scope, kind } of declared) {
    if (scope === "process" && kind === "read") ctx[name] = (adapters as Record<string, unknown>)[name];
  }
  return ctx as unknown as Parameters<NodeDefinition["run"]>[0];
}

function prepareProblem(node: string, error: unknown): Problem {
  const field = error instanceof AisleError ? error.details.field : undefined;
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: "prepare-failed",
    severity: "error",
    node,
    ...(typeof field === "string" ? { field } : {}),
    ...(isTransient(error) ? { transient: true } : {}),
    message,
  };
}
