import { AisleError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { builtInCapabilities } from "./capabilities/built-in-capabilities.ts";
import type { CapabilityDefinition } from "./capabilities/capability.ts";
import type { NodeDefinition } from "./define-node.ts";
import { manifestOf, type NodeManifest } from "./manifest.ts";

/** The nodes that a process knows, by type. */
export interface Registry {
  readonly definitions: ReadonlyMap<string, NodeDefinition>;
  readonly manifests: ReadonlyMap<string, NodeManifest>;
  /** What the nodes may reach, by name. */
  readonly capabilities: ReadonlyMap<string, CapabilityDefinition>;
  /** Where nodes of packages come from, by type; those that Aisle brings are not here. */
  readonly sources: ReadonlyMap<string, NodeSource>;
}

/** The package that a node comes from: another content is another node. */
export interface NodeSource {
  /** Name and version, such as `@acme/aisle-nodes@1.4.0`. */
  readonly package: string;
  /** The package's integrity as the registry states it (`sha512-…`). */
  readonly integrity: string;
}

/**
 * Builds a registry; throws `node.definition-invalid` for a bad name, a type given twice, no example, an effect that no
 * capability offers, or a gap in migrations. `more` are capabilities besides those that Aisle brings, `sources` the packages of nodes
 * that Aisle does not bring.
 */
export function makeRegistry(
  nodes: readonly NodeDefinition[],
  more: readonly CapabilityDefinition[] = [],
  sources: ReadonlyMap<string, NodeSource> = new Map(),
): Registry {
  const capabilities = new Map([...builtInCapabilities, ...more].map((one) => [one.name as string, one]));
  const definitions = new Map<string, NodeDefinition>();
  const manifests = new Map<string, NodeManifest>();
  for (const node of nodes) {
    const refuse = (why: string) =>
      new AisleError("node.definition-invalid", `Node ${node.type}: ${why}`, { type: node.type });
    if (!/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/.test(node.type)) throw refuse("a type is `folder.name` in kebab-case.");
    if (definitions.has(node.type)) throw refuse("two nodes have this type.");
    if (!Number.isInteger(node.version) || node.version < 1) throw refuse("a version is a whole number from 1.");
    const unknown = node.effects.find((effect) => !capabilities.has(effect));
    if (unknown !== undefined) throw refuse(`no capability is called ${unknown}.`);
    if (node.examples.length === 0) throw refuse("it needs at least one example.");
    for (let from = 1; from < node.version; from++) {
      if (node.migrations[from] === undefined) throw refuse(`the migration from version ${from} is missing.`);
    }
    definitions.set(node.type, node);
    manifests.set(node.type, manifestOf(node));
  }
  return { definitions, manifests, capabilities, sources };
}

/** The capabilities that a node of the registry declares as its effects, in its order. */
export const capabilitiesOf = (registry: Registry, { effects }: NodeDefinition): readonly CapabilityDefinition[] =>
  effects.map((effect) => registry.capabilities.get(effect)!);

/** Brings a stored config up to the definition's version. */
export function migrateConfig(definition: NodeDefinition, version: number, config: JsonObject): JsonObject {
  let migrated = config;
  for (let from = version; from < definition.version; from++) migrated = definition.migrations[from]!(migrated);
  return migrated;
}
