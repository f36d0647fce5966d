import { join } from "node:path";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { rankGraph } from "../test-graphs.ts";
import { startTestServing, type TestServing } from "../test-serving.ts";

const request = { items: [{ id: "a", score: 1 }] };

let serving: TestServing;
let key: string;

beforeAll(async () => {
  serving = await startTestServing();
  key = await serving.shop.key();
  await serving.publish("before", rankGraph());
});
afterAll(() => serving?.stop());

it("answers at the old address without a gap while it is moved, then at both, and logs under the new one", async () => {
  const { shop, home } = serving;
  const { pipelineId } = await shop.addVersion("before", rankGraph());
  let moved = false;
  const statuses: number[] = [];
  const caller = async () => {
    while (!moved) statuses.push((await serving.call("before", request, key)).status);
  };
  const load = Promise.all(Array.from({ length: 4 }, caller));
  expect(await shop.records.moveAddress(shop.actor, pipelineId, "after")).toBe("moved");
  await vi.waitFor(async () => expect((await serving.call("after", request, key)).status).toBe(200), {
    timeout: 10_000,
  });
  moved = true;
  await load;
  expect(new Set(statuses)).toEqual(new Set([200]));

  await vi.waitFor(async () => {
    const { decisionId } = (await serving.call("before", request, key)).body as { decisionId?: string };
    await new DecisionWriter({ pool: home.pool, directory: join(home.environment.home, "spool") }).drain();
    const { rows } = await home.pool.query("select endpoint from decision where id = $1", [decisionId]);
    expect(rows).toEqual([{ endpoint: "after" }]);
  });

  await shop.records.removeAlias(shop.actor, pipelineId, "before");
  await vi.waitFor(async () => expect((await serving.call("before", request, key)).status).toBe(404));
  expect((await serving.call("after", request, key)).status).toBe(200);
});
