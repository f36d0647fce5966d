/**
 * What authors of nodes build on. It is frozen: within a major version nothing here changes its meaning or goes away, and
 * `api.md` shows every declaration that an author can reach. `npm run check` fails when that page is stale.
 */
export { AisleError } from "@aisle/runtime/errors";
export type { Json, JsonObject } from "@aisle/runtime/json";
export {
  type ActingCapability,
  type ActingStep,
  type CapabilityDefinition,
  type CapabilityMap,
  defineCapability,
  type Effect,
  type IntendedAction,
  type NodeContext,
  type ReadingCapability,
  type RehearsedStep,
  type RunCapability,
  type RunScope,
  type StepIdentity,
} from "@aisle/runtime/node-sdk/capabilities/capability";
export type { ClockCapability } from "@aisle/runtime/node-sdk/capabilities/clock";
export type { DecisionsCapability } from "@aisle/runtime/node-sdk/capabilities/decisions";
export type { EmbedCapability } from "@aisle/runtime/node-sdk/capabilities/embed";
export type { EventsCapability, Interaction, InteractionKind } from "@aisle/runtime/node-sdk/capabilities/events";
export type { KeywordCapability } from "@aisle/runtime/node-sdk/capabilities/keyword";
export type { LogCapability } from "@aisle/runtime/node-sdk/capabilities/log";
export type { PatternsCapability } from "@aisle/runtime/node-sdk/capabilities/patterns";
export type { ProductsCapability } from "@aisle/runtime/node-sdk/capabilities/products";
export type { RandomCapability } from "@aisle/runtime/node-sdk/capabilities/random";
export type { RequestCapability } from "@aisle/runtime/node-sdk/capabilities/request";
export type { CollectionInfo, Metric, VectorsCapability } from "@aisle/runtime/node-sdk/capabilities/vectors";
export type { ConfigOf, ConfigSchema } from "@aisle/runtime/node-sdk/config-schema";
export {
  defineNode,
  type FellBack,
  fellBack,
  type InputsOf,
  type NodeDefinition,
  type NodeExample,
  type NodeRole,
  type OutputsOf,
  type Ports,
} from "@aisle/runtime/node-sdk/define-node";
export { type Hit, hitsToProducts } from "@aisle/runtime/node-sdk/hit";
export type { MaybePromise } from "@aisle/runtime/node-sdk/maybe-promise";
export type { PayloadCondition, PayloadFilter } from "@aisle/runtime/node-sdk/payload-filter";
export {
  type AnswerSlot,
  type AnswerValue,
  many,
  optional,
  type ParamSpec,
  type PortSpec,
  type PortTypeName,
  type PortValues,
  port,
  type Shopper,
  type VectorValue,
} from "@aisle/runtime/node-sdk/port-type";
export { type Product, type Provenance, product, type RuleEffect, rescored } from "@aisle/runtime/node-sdk/product";
export { type Suspended, type Suspension, suspend } from "@aisle/runtime/node-sdk/suspend";
