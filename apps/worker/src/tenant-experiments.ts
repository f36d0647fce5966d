import type { Caller } from "@aisle/app/access/caller";
import type { StudioServices } from "@aisle/app/services/studio-services";
import type { ExperimentSpec } from "@aisle/contracts/experiment";
import { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import type { Pool } from "@aisle/platform/postgres/pool";
import { expect } from "vitest";

interface Theirs {
  readonly pipelineId: string;
  readonly versionId: string;
}

const noPipeline = "pipeline.not-found";

const spec: ExperimentSpec = {
  ...{ hypothesis: "", unit: { kind: "shopper", field: "shopperId" }, coverage: 1, metrics: [], segments: [] },
  ...{ method: "frequentist", correction: "none", level: 0.95, plannedDays: 14 },
  arms: ["a", "b"].map((arm) => ({ key: arm, name: arm, weight: 0.5, edits: [] })),
};

/** An experiment of the owner's, and the key of their front end, which is made when it is first asked for. */
export async function addTheirExperiment(
  pool: Pool,
  services: StudioServices,
  owner: Caller,
  { pipelineId, versionId }: Theirs,
): Promise<void> {
  const experiment = {
    id: "exp_theirs",
    key: "theirs",
    name: "Theirs",
    kind: "test",
    pipelineId,
    versionId,
    spec,
  } as const;
  const by = { workspaceId: owner.workspaceId, userId: owner.userId, via: "studio" } as const;
  await new ExperimentStore(pool).create(by, experiment);
  await services.experiments.clientKey(owner);
}

/** Asks every verb of experiments for what is another workspace's. */
export async function experimentsStayApart(
  services: StudioServices,
  owner: Caller,
  outsider: Caller,
  pipelineId: string,
): Promise<void> {
  const { experiments } = services;
  const id = "exp_theirs";
  const nobodys = { code: "experiment.not-found" };
  await expect(experiments.begin(outsider, { pipelineId: pipelineId, edits: [] })).rejects.toMatchObject({
    code: noPipeline,
  });
  expect(await experiments.list(outsider, {})).toEqual([]);
  expect(await experiments.list(owner, {})).toHaveLength(1);
  await expect(experiments.get(outsider, id)).rejects.toMatchObject(nobodys);
  await expect(experiments.update(outsider, id, { revision: 1, name: "Mine" })).rejects.toMatchObject(nobodys);
  await expect(experiments.check(outsider, id)).rejects.toMatchObject(nobodys);
  await expect(experiments.start(outsider, id)).rejects.toMatchObject(nobodys);
  await expect(experiments.stop(outsider, id, "no")).rejects.toMatchObject(nobodys);
  await expect(experiments.decide(outsider, id, { arm: null, reason: "no" })).rejects.toMatchObject(nobodys);
  await expect(experiments.promote(outsider, id, "b")).rejects.toMatchObject(nobodys);
  await expect(experiments.archive(outsider, id, true)).rejects.toMatchObject(nobodys);
  await expect(experiments.remove(outsider, id)).rejects.toMatchObject(nobodys);
  await expect(experiments.refresh(outsider, id)).rejects.toMatchObject(nobodys);
  await expect(experiments.export(outsider, id, "csv")).rejects.toMatchObject(nobodys);
  await experiments.setHoldout(outsider, 0.1);
  expect([await experiments.holdout(outsider), await experiments.holdout(owner)]).toEqual([0.1, 0]);
  const keyOf = async (caller: Caller) => (await experiments.clientKey(caller)).clientKey;
  expect(await keyOf(outsider)).not.toBe(await keyOf(owner));
  const tokenOf = async (caller: Caller) => (await experiments.previewToken(caller)).token;
  expect(await tokenOf(outsider)).not.toBe(await tokenOf(owner));
}

/** The same of what is read before publishing. */
export async function replaysStayApart(services: StudioServices, outsider: Caller, pipelineId: string): Promise<void> {
  const { replays } = services;
  const first = (stream: AsyncIterable<unknown>) => stream[Symbol.asyncIterator]().next();
  const ended = AbortSignal.timeout(5_000);
  const asked = { limit: 5, days: 1 };
  for (const stream of [replays.compare, replays.score])
    await expect(first(stream(outsider, pipelineId, asked, ended))).rejects.toMatchObject({
      code: noPipeline,
    });
}

/** The same of what endpoints are worth. */
export async function valueStayApart(services: StudioServices, outsider: Caller, theirs: Theirs): Promise<void> {
  const { value } = services;
  await expect(value.baselines(outsider, theirs.pipelineId)).rejects.toMatchObject({ code: noPipeline });
  const holdout = { share: 0.1, versionId: theirs.versionId };
  await expect(value.setHoldout(outsider, theirs.pipelineId, holdout)).rejects.toMatchObject({
    code: noPipeline,
  });
  expect(JSON.stringify(await value.month(outsider))).not.toContain("shelf");
  expect((await value.report(outsider, "2026-11", "csv")).text).not.toContain("shelf");
}
