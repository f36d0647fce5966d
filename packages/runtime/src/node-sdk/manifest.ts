import type { JsonObject } from "../json.ts";
import type { Effect } from "./capabilities/capability.ts";
import { configJsonSchema, parseConfig } from "./config-schema.ts";
import type { NodeDefinition, NodeExample, NodeRole, Ports } from "./define-node.ts";

/** A node definition as data: what the studio's client, the reference and the wire checks read. */
export interface NodeManifest {
  readonly type: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  readonly icon: string;
  /** The palette's group: the part of `type` before the dot. */
  readonly folder: string;
  readonly role: NodeRole;
  readonly inputs: Ports;
  readonly outputs: Ports;
  readonly effects: readonly Effect[];
  /** As the definition says: what is known of the odds of products that were drawn. */
  readonly keepsPlaces?: true;
  readonly logsOdds?: true;
  /** JSON Schema (draft 2020-12) of the config, with titles, descriptions, defaults and ranges. */
  readonly configSchema: JsonObject;
  /** The config of a freshly placed node. */
  readonly defaults: JsonObject;
  readonly caption?: string;
  readonly examples: readonly NodeExample[];
}

/** Reads a definition into its manifest. */
export function manifestOf(definition: NodeDefinition): NodeManifest {
  const parsed = parseConfig(definition.config, {});
  return {
    type: definition.type,
    version: definition.version,
    title: definition.title,
    summary: definition.summary,
    icon: definition.icon,
    folder: definition.type.split(".")[0]!,
    role: definition.role ?? "step",
    inputs: definition.inputs,
    outputs: definition.outputs,
    effects: definition.effects,
    ...(definition.keepsPlaces === undefined ? {} : { keepsPlaces: definition.keepsPlaces }),
    ...(definition.logsOdds === undefined ? {} : { logsOdds: definition.logsOdds }),
    configSchema: configJsonSchema(definition.config),
    defaults: parsed.ok ? parsed.config : {},
    ...(definition.caption === undefined ? {} : { caption: definition.caption }),
    examples: definition.examples,
  };
}
