import type { ExperimentSpec, ExperimentUnit } from "@aisle/contracts/experiment";
import type { Metric } from "@aisle/contracts/metric";
import type { HoldoutSetting } from "@aisle/contracts/value-records";
import type { Graph } from "@aisle/runtime/graph/graph";
import { requestRoles } from "@aisle/runtime/graph/request-roles";
import type { JsonObject } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { usualUnit } from "../experiments/draft-experiment.ts";
import { triggerConfig } from "../experiments/experiment-faults.ts";

/** Names of the arms of a holdout, as decisions carry them. */
export const holdoutArms = { live: "live", holdout: "holdout" } as const;

/** Days after a shopper was first seen in a month in which their orders count. */
export const holdoutWindowDays = 30;

/** Money is not capped: what was earned is what was paid, however few paid it. */
export const holdoutRevenue: Metric = {
  id: "built-in/holdout-revenue",
  name: "Revenue per shopper",
  kind: "mean",
  measure: { source: { from: "events", name: "Order Completed" }, value: { add: "value" } },
  attribution: "unit",
  windowHours: holdoutWindowDays * 24,
  cupedDays: 0,
  better: "higher",
  unit: "money",
};

const conversion: Metric = {
  ...holdoutRevenue,
  id: "built-in/holdout-conversion",
  name: "Conversion",
  kind: "proportion",
  measure: { source: { from: "events", name: "Order Completed" }, value: { add: "count" } },
  unit: "share",
};

/** Names the experiment of a month; another setting is another experiment. */
export function holdoutKey({ pipelineId, since }: HoldoutSetting, month: string): string {
  const pipeline = pipelineId
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "")
    .slice(-16);
  return `holdout-${month}-${pipeline}-${since.getTime().toString(36)}`;
}

/** Whether a version is the very one that answers those who are held out. */
export const isHoldoutOf = ({ id }: { readonly id: string }, { versionId }: HoldoutSetting): boolean =>
  id === versionId;

/** The experiment of a month: all shoppers, the share that is held out answered by the baseline version. */
export function holdoutSpec(
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
  { share, versionId }: HoldoutSetting,
  baselineNumber: number,
): ExperimentSpec {
  const { live, holdout } = holdoutArms;
  return {
    hypothesis: `What the endpoint earns over version ${baselineNumber}, which answers ${Math.round(share * 1000) / 10} % of its shoppers.`,
    unit: unitOf(graph, manifests),
    arms: [
      { key: live, name: "Live", weight: 1 - share, edits: [] },
      { key: holdout, name: `Holdout (version ${baselineNumber})`, weight: share, edits: [], versionId },
    ],
    coverage: 1,
    metrics: [
      { metric: holdoutRevenue, role: "primary" },
      { metric: conversion, role: "secondary" },
    ],
    method: "frequentist",
    correction: "none",
    level: 0.95,
    plannedDays: 31,
    segments: [],
  };
}

/** A shopper where requests name one: what they buy on a later visit counts too. Else what experiments usually assign. */
function unitOf(graph: Graph, manifests: ReadonlyMap<string, NodeManifest>): ExperimentUnit {
  const config = triggerConfig(graph, manifests);
  const fields = Object.keys(((config.requestSchema as JsonObject | undefined)?.properties ?? {}) as JsonObject);
  const { shopper } = requestRoles(config);
  return fields.includes(shopper) ? { kind: "shopper", field: shopper } : usualUnit(graph, manifests);
}
