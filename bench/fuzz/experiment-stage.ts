import type { RunningAisle } from "../serving/running-aisle.ts";
import type { Known } from "./values.ts";

/** Experiments in several states, of a pipeline that is live and of a front end, and what fits the fields of calls about them. */
export async function experimentStage(aisle: RunningAisle, pipelineId: string): Promise<Known> {
  const ids: string[] = [];
  const begun = async (take: number) => {
    const { id } = await aisle.mutate<{ id: string }>("experiments.begin", { pipelineId, edits: [shorter(take)] });
    ids.push(id);
    return id;
  };
  const drafts = [await begun(3), await begun(5)];
  const { spec: plan } = await aisle.query<{ spec: object }>("experiments.get", { id: drafts[0] });
  const armsOf = (edits: readonly object[]) =>
    ["a", "b"].map((key, i) => ({ key, name: key, weight: 0.5, edits: i === 0 ? [] : edits }));
  const spec = { ...plan, arms: armsOf([shorter(2)]) };
  const external = { ...plan, unit: { kind: "field", field: "id" }, arms: armsOf([]) };
  const input = { name: "Front end", kind: "external", pipelineId: null, spec: external };
  const { id } = await aisle.mutate<{ id: string }>("experiments.create", input);
  ids.push(id);
  for (const each of [id, drafts[1]]) await aisle.mutate("experiments.start", { id: each }).catch(() => undefined);
  const choices = await aisle.query<{ metric: object }[]>("experiments.metrics");
  const { clientKey } = await aisle.query<{ clientKey: string }>("experiments.clientKey");
  const { key } = await aisle.query<{ key: string }>("experiments.get", { id });
  return {
    id: ids,
    clientKey: [clientKey],
    experiment_id: [key],
    variation_id: ["a", "b", "0"],
    arm: ["a", "b"],
    spec: [spec, external],
    metric: choices.map(({ metric }) => metric),
    edits: [[], [shorter(2)], [{ ...shorter(2), node: "gone" }]],
    metricId: ["own", "built-in/conversion"],
    month: ["2026-11", "2026-12"],
    holdout: [null, { share: 0.1, versionId: "none" }],
  };
}

function shorter(count: number) {
  return { do: "set-field", node: "answer", version: 1, path: ["count"], value: count };
}
