import { join } from "node:path";
import { DecisionWriter } from "@aisle/platform/decisions/decision-writer";
import { nodeFiles, type SpoolFiles } from "@aisle/platform/decisions/spool-output";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rankGraph } from "../test-graphs.ts";
import { startTestServing, type TestServing } from "../test-serving.ts";

let serving: TestServing;
let key: string;
let isFull = false;
/** A disk that can be filled up. */
const files: SpoolFiles = {
  ...nodeFiles,
  write(...parts) {
    if (isFull) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    return nodeFiles.write(...parts);
  },
};
beforeAll(async () => {
  serving = await startTestServing({ maxWaitingMs: 1500, files });
  key = await serving.shop.key();
  await serving.publish("rank", rankGraph());
});
afterAll(() => serving.stop());

const health = async () => (await fetch(`${serving.home.url}/health`)).json() as Promise<Record<string, unknown>>;
const call = () => serving.call("rank", { items: [{ id: "a", stock: 1, price: 100 }] }, key);

it("answers while its log cannot be written, then says why it does not, and loses nothing once it can be", async () => {
  const writer = new DecisionWriter({
    pool: serving.home.pool,
    directory: join(serving.home.environment.home, "spool"),
  });
  isFull = true;
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) {
    const { status, body } = await call();
    expect(status).toBe(200);
    ids.push(body.decisionId);
  }
  expect(await health()).toMatchObject({
    ok: true,
    status: "degraded",
    problems: [{ part: "decision log", message: expect.stringMatching(/disk is full.*still answered/) }],
  });
  await expect.poll(async () => (await call()).status, { timeout: 5000, interval: 100 }).toBe(503);
  const refused = await call();
  expect(refused.body.error).toMatchObject({
    code: "serving.log-full",
    help: expect.stringMatching(/room on the disk/),
  });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(JSON.stringify(await health())).not.toContain(serving.home.environment.home);
  isFull = false;
  await expect.poll(async () => (await health()).status, { timeout: 5000 }).toBe("ok");
  expect((await call()).status).toBe(200);
  await writer.drain();
  const { rows } = await serving.home.pool.query("select id from decision where id = any($1)", [ids]);
  expect(rows).toHaveLength(ids.length);
});
