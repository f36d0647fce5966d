import type { JsonObject } from "../json.ts";
import type { Effect, NodeContext } from "./capabilities/capability.ts";
import type { ConfigOf, ConfigSchema } from "./config-schema.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { InputValue, OutputValue, PortSpec } from "./port-type.ts";
import type { Suspended } from "./suspend.ts";

export type Ports = { readonly [name: string]: PortSpec };
export type InputsOf<I extends Ports> = { readonly [P in keyof I]: InputValue<I[P]> };
export type OutputsOf<O extends Ports> = { readonly [P in keyof O]?: OutputValue<O[P]> };

/** A worked example: documentation in the inspector, and a test in CI. */
export interface NodeExample {
  readonly title: string;
  readonly config?: JsonObject;
  readonly inputs: { readonly [port: string]: unknown };
  /** Answers of capabilities, by effect and method: `{ products: { stock: [3, 0] } }`; clock and random are numbers. */
  readonly given?: { readonly [effect: string]: unknown };
  readonly outputs: { readonly [port: string]: unknown };
  /** Set when the node is expected to answer by its second best here. */
  readonly fellBack?: string;
}

/** What `run` returns when it answered by its second best. */
export interface FellBack<O> {
  readonly "~fellBack": string;
  readonly outputs: O;
}

/** Says that a node answered by its second best, and why, in words for a merchandiser. */
export function fellBack<O>(outputs: O, reason: string): FellBack<O> {
  return { "~fellBack": reason, outputs };
}

/** Where a node may stand: anywhere, only as the first node of an endpoint graph, only as its answer, or only in batch jobs. */
export type NodeRole = "step" | "trigger" | "answer" | "batch" | "first";

export interface NodeDefinition<
  I extends Ports = Ports,
  O extends Ports = Ports,
  C extends ConfigSchema = ConfigSchema,
  E extends Effect = Effect,
  S = unknown,
> {
  /** `folder.name`, for example `rank.sort`. The folder is the palette's group. */
  readonly type: string;
  readonly version: number;
  readonly title: string;
  /** One sentence for the palette and the reference. */
  readonly summary: string;
  /** Tabler icon name without its prefix, for example `eye`. */
  readonly icon: string;
  readonly role?: NodeRole;
  readonly inputs: I;
  readonly outputs: O;
  readonly config: C;
  readonly effects: readonly E[];
  /**
   * Facts that its results depend on, by path, such as `artifact.popularity.version` or `collection.{config.collection}.embedder`:
   * they enter the plan's id, and a live plan is compiled again when they change.
   */
  readonly reads?: readonly string[];
  /** Set where every product of the output stands in the place it had in the input; the end may be cut off. */
  readonly keepsPlaces?: true;
  /** Set where a node that draws logs as `propensity` the odds of each product in its place of the output. */
  readonly logsOdds?: true;
  /** Turns the config of version n into that of n + 1, for every n below `version`. */
  readonly migrations: { readonly [fromVersion: number]: (old: JsonObject) => JsonObject };
  /** One line for the node's card, made of the config: `{halfLifeDays} days` fills in values, `{share:%}` as per cent. */
  readonly caption?: string;
  /** Once per publish: load a model, compile a rule. Throwing an AisleError marks the node with its message. */
  readonly prepare?: (config: ConfigOf<C>, ctx: NodeContext<E>) => MaybePromise<S>;
  readonly run: (
    ctx: NodeContext<E>,
    inputs: InputsOf<I>,
    config: ConfigOf<C>,
    state: S,
  ) => MaybePromise<OutputsOf<O> | FellBack<OutputsOf<O>> | Suspended>;
  readonly examples: readonly NodeExample[];
}

/**
 * Defines a node: one file holds its ports, config, effects, migrations, examples and behaviour.
 *
 * @example
 * export const limit = defineNode({
 *   type: "rank.limit", version: 1, title: "Limit", summary: "Keeps the first products.", icon: "cut",
 *   inputs: { products: port("Products") }, outputs: { products: port("Products") },
 *   config: z.object({ count: z.int().min(1).max(1000).default(24) }), effects: [], migrations: {},
 *   run: (_ctx, { products }, { count }) => ({ products: products.slice(0, count) }),
 *   examples: [...],
 * });
 */
export function defineNode<
  I extends Ports,
  O extends Ports,
  C extends ConfigSchema,
  const E extends Effect = never,
  S = undefined,
>(definition: NodeDefinition<I, O, C, E, S>): NodeDefinition {
  // The one documented seam: a registry holds nodes of every shape, and only `compile` pairs them with their values.
  return definition as unknown as NodeDefinition;
}
