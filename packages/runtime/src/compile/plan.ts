import type { OnFailure } from "../graph/graph.ts";
import type { JsonObject } from "../json.ts";
import type { CapabilityDefinition } from "../node-sdk/capabilities/capability.ts";
import type { NodeDefinition } from "../node-sdk/define-node.ts";
import type { FactValues } from "./facts.ts";

/** One source of an input: the slot that holds its value and the step that fills it (-1 for a value known at compile time). */
export interface InputSource {
  readonly slot: number;
  readonly step: number;
  /** A declared coercion of one product to a list. */
  readonly wrap: boolean;
}

export interface StepInput {
  readonly port: string;
  readonly arity: "required" | "optional" | "many";
  readonly min: number;
  /** Read when nothing came although no step failed. */
  readonly ifNothing?: unknown;
  readonly sources: readonly InputSource[];
}

/** One graph node in a plan. */
export interface Step {
  readonly index: number;
  /** The graph node's id. */
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly run: NodeDefinition["run"];
  readonly config: JsonObject;
  /** What `prepare` made. */
  readonly state: unknown;
  /** What its node declares as effects. */
  readonly capabilities: readonly CapabilityDefinition[];
  readonly inputs: readonly StepInput[];
  readonly outputs: readonly { readonly port: string; readonly slot: number }[];
  /** Steps that wait for this one. */
  readonly dependents: readonly number[];
  /** Steps that this one waits for, without the lazy ones. */
  readonly waitsFor: readonly number[];
  /** For `logic.first`: the steps of its wires in order; each is started only when those before it gave nothing. */
  readonly lazy: readonly number[] | undefined;
  /** False when only lazy wires lead from here: it starts when it is needed. */
  readonly eager: boolean;
  readonly onFailure: OnFailure;
  readonly timeoutMs: number | undefined;
  /** The place that its random stream is seeded by, where a preview left steps out: it draws as in the whole plan. */
  readonly randomStream?: number;
}

/** A compiled graph: proof that it is valid, ready to run. Recompiled from graphs, never stored. */
export interface Plan {
  /** SHA-256 over graph, node versions and the facts that were read, in hex. */
  readonly planId: string;
  /** The facts that it was compiled with: while they stay the same, compiling again gives the same plan. */
  readonly facts: FactValues;
  readonly steps: readonly Step[];
  readonly slotCount: number;
  /** Values known at compile time, by slot. */
  readonly constants: readonly { readonly slot: number; readonly value: unknown }[];
  /** Index of the answer step, -1 when the plan has none (a preview of part of a graph). */
  readonly answer: number;
  /** JSON Schema of the request, from the trigger; accepts any object when the plan has no trigger. */
  readonly requestSchema: JsonObject;
  /** The request's field that names the shopper, as the trigger is configured; absent when it names none. */
  readonly shopperField?: string;
  /** Set where the odds of what is shown are not those that were logged on the way (see `inexactExploration`). */
  readonly unknownOdds?: true;
  /** Graph nodes left out because they reach no output. */
  readonly dropped: readonly string[];
}
