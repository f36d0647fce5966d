import type { Caller } from "@aisle/app/access/caller";
import type { Json } from "@aisle/runtime/json";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rankGraph } from "./test-graphs.ts";
import { testWorkspace } from "./test-home.ts";
import { startTestJobs, type TestJobs } from "./test-jobs.ts";
import { openTestStudio } from "./test-studio-services.ts";

const caller: Caller = { workspaceId: testWorkspace, userId: "ines", role: "owner", via: "command" };

let jobs: TestJobs;
let studio: Awaited<ReturnType<typeof openTestStudio>>;

beforeAll(async () => {
  jobs = await startTestJobs();
  studio = await openTestStudio(jobs.home);
});
afterAll(async () => {
  await studio?.close();
  await jobs?.stop();
});

it("writes down what is done to a shop, by whom and by which way, and no secret", async () => {
  const { services } = studio;
  const { row } = await services.keys.create(caller, { kind: "endpoint", name: "the web shop" });
  await services.keys.revoke(caller, row.id);
  await services.settings.setTimeZone(caller, "Europe/Berlin");
  await services.secrets.set(caller, { name: "mail", value: "hunter2 horse" });
  await services.secrets.rotate(caller);
  await services.secrets.remove(caller, "mail");
  const { pipelineId } = await services.pipelines.create(caller, { name: "A", graph: rankGraph() as unknown as Json });
  const input = { slug: "home", name: "", notes: "", revision: 0 };
  const { jobId } = await services.versions.publish(caller, pipelineId, input);
  expect(await jobs.ended(jobId)).toMatchObject({ state: "completed" });
  const [version] = await services.versions.list(caller, pipelineId);
  await services.versions.activate(caller, version!.id);
  await services.endpoints.moveAddress(caller, pipelineId, "start");
  await services.endpoints.removeAlias(caller, pipelineId, "home");
  await services.pipelines.remove(caller, pipelineId);
  await services.demoShop.remove(caller).catch(() => undefined);

  const entries = await services.audit.list(caller, { limit: 100 });
  expect(entries.map(({ action, via, subject }) => [action, via, subject]).reverse()).toEqual([
    ["key.created", "command", row.id],
    ["key.revoked", "command", row.id],
    ["settings.changed", "command", "time-zone"],
    ["secret.set", "command", "mail"],
    ["secret.rotated", "command", expect.stringMatching(/^[0-9a-f]{16}$/)],
    ["secret.removed", "command", "mail"],
    ["version.publish-asked", "command", version!.id],
    ["version.live", "job", version!.id],
    ["version.live", "command", version!.id],
    ["endpoint.moved", "command", pipelineId],
    ["endpoint.alias-removed", "command", pipelineId],
    ["pipeline.deleted", "command", pipelineId],
  ]);
  expect(new Set(entries.map(({ actor }) => actor?.id))).toEqual(new Set(["ines"]));
  expect(JSON.stringify(entries)).not.toMatch(/hunter2|the web shop/);
  expect(await services.audit.verify(caller)).toMatchObject({ ok: true, entries: 12 });
  await expect(services.audit.verify(caller, "12; drop")).rejects.toMatchObject({ code: "request.invalid" });
});

it("stores a change and its entry together or not at all, and distinguishes a rolled back version from another one", async () => {
  const { services } = studio;
  const { pipelineId } = await services.pipelines.create(caller, { name: "B", graph: rankGraph() as unknown as Json });
  const publish = async () => {
    const { jobId } = await services.versions.publish(caller, pipelineId, {
      slug: "both",
      name: "",
      notes: "",
      revision: 0,
    });
    expect(await jobs.ended(jobId)).toMatchObject({ state: "completed" });
    return (await services.versions.list(caller, pipelineId))[0]!.id;
  };
  const [first, second] = [await publish(), await publish()];
  await services.versions.activate(caller, first);
  const [rolledBack] = await services.audit.list(caller, { limit: 1 });
  expect(rolledBack).toMatchObject({ action: "version.rolled-back", subject: first, detail: { number: 1, before: 2 } });

  const { row } = await services.keys.create(caller, { kind: "write", name: "pixel" });
  const { pool } = jobs.home;
  const liveId = async () => (await jobs.shop.records.endpoints(testWorkspace))[0]?.activeVersionId;
  await pool.query("alter table audit_entry add constraint refuses check (false) not valid");
  try {
    for (const change of [
      () => services.versions.activate(caller, second),
      () => services.versions.publish(caller, pipelineId, { slug: "both", name: "", notes: "", revision: 0 }),
      () => services.keys.create(caller, { kind: "write", name: "second" }),
      () => services.keys.revoke(caller, row.id),
      () => services.settings.setTimeZone(caller, "Asia/Tokyo"),
      () => services.endpoints.moveAddress(caller, pipelineId, "moved"),
      () => services.pipelines.remove(caller, pipelineId),
    ])
      await expect(change()).rejects.toThrow("refuses");
  } finally {
    await pool.query("alter table audit_entry drop constraint refuses");
  }
  expect(await liveId()).toBe(first);
  expect(await services.versions.list(caller, pipelineId)).toHaveLength(2);
  expect((await services.keys.list(caller)).map(({ name }) => name)).toEqual(["pixel"]);
  expect(await services.settings.get(caller)).toEqual({ timeZone: "Europe/Berlin" });
  expect((await services.endpoints.list(caller)).map(({ slug }) => slug)).toEqual(["both"]);
  expect(await services.audit.verify(caller)).toMatchObject({ ok: true });
});
