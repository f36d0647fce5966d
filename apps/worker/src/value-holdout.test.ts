import { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import { PipelineStore } from "@aisle/platform/pipelines/pipeline-store";
import { createPrismaClient } from "@aisle/platform/postgres/prisma-client";
import { ValueStore } from "@aisle/platform/value/value-store";
import { expect, it } from "vitest";
import { ValueWatch } from "./jobs/value-watch.ts";
import { rankGraph } from "./test-graphs.ts";
import { testWorkspace } from "./test-home.ts";
import { testPipelines } from "./test-pipelines.ts";

const studio = testPipelines();

it("gives an endpoint with a holdout an experiment for each month of its workspace, and ends it with the setting", async () => {
  const { pool } = studio.home;
  await pool.query("update workspace set time_zone = 'Asia/Tokyo' where id = $1", [testWorkspace]);
  const { pipelineId, versionId: first } = await studio.shop.activate("held", rankGraph());
  await studio.shop.activate("held", rankGraph());
  const experiments = new ExperimentStore(pool);
  const value = new ValueStore(pool);
  const by = studio.shop.actor;
  const watch = new ValueWatch(
    {
      pool,
      experiments,
      records: new PipelineStore(createPrismaClient(pool), pool),
      workspaces: { ids: async () => [testWorkspace] } as never,
    },
    () => undefined,
  );
  const listed = async () =>
    (await experiments.list(testWorkspace, { pipelineId })).map(({ name, kind, state }) => [name, kind, state]);
  const november = new Date("2026-11-20T12:00:00Z");
  await watch.poll(november);
  expect(await listed()).toEqual([]);
  await value.setHoldout(by, pipelineId, { share: 0.1, versionId: first });
  await watch.poll(november);
  await watch.poll(november);
  expect(await listed()).toEqual([[expect.stringMatching(/^Holdout of .*, 2026-11$/), "holdout", "starting"]]);
  const [begun] = await experiments.active(testWorkspace, pipelineId);
  expect(begun!.spec.arms.map(({ key, weight, versionId }) => [key, weight, versionId])).toEqual([
    ["live", 0.9, undefined],
    ["holdout", 0.1, first],
  ]);
  expect(begun!.spec.unit).toEqual({ kind: "shopper", field: "shopperId" });
  await experiments.change(by, begun!.id, begun!.revision, ["starting"], { state: "running", startedAt: november });
  // Midnight in Tokyo is 15:00 in UTC.
  await watch.poll(new Date("2026-11-30T14:59:00Z"));
  expect(await listed()).toHaveLength(1);
  await watch.poll(new Date("2026-11-30T15:01:00Z"));
  expect((await listed()).map(([name, , state]) => [name?.slice(-7), state]).sort()).toEqual([
    ["2026-11", "stopped"],
    ["2026-12", "starting"],
  ]);
  // What somebody stopped stays stopped for the month.
  const [december] = await experiments.active(testWorkspace, pipelineId);
  await experiments.change(by, december!.id, december!.revision, ["starting"], {
    state: "running",
    startedAt: new Date(),
  });
  await experiments.change(by, december!.id, december!.revision + 1, ["running"], {
    state: "stopped",
    stoppedAt: new Date(),
  });
  await watch.poll(new Date("2026-12-20T12:00:00Z"));
  expect(await experiments.active(testWorkspace, pipelineId)).toEqual([]);
  await watch.poll(new Date("2027-01-05T12:00:00Z"));
  expect((await experiments.active(testWorkspace, pipelineId)).map(({ name }) => name.slice(-7))).toEqual(["2027-01"]);
  await value.setHoldout(by, pipelineId, null);
  await watch.poll(new Date("2027-01-05T12:01:00Z"));
  expect(await experiments.active(testWorkspace, pipelineId)).toEqual([]);
});
