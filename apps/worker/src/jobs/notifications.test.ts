import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Caller } from "@aisle/app/access/caller";
import type { StudioServices } from "@aisle/app/services/studio-services";
import { connectionKinds } from "@aisle/platform/connections/connection-kinds";
import { openOutbound } from "@aisle/platform/connections/open-outbound";
import { openNotifying } from "@aisle/platform/notify/open-notifying";
import { SecretKeys } from "@aisle/platform/secrets/secret-keys";
import { verifyWebhook, type WebhookHeaders } from "@aisle/platform/webhooks/standard-webhook";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { addWorkspace, testWorkspace } from "../test-home.ts";
import { startTestJobs, type TestJobs } from "../test-jobs.ts";
import { openTestStudio } from "../test-studio-services.ts";
import { FailureWatch } from "./failure-watch.ts";
import { UnsentDeliveries } from "./unsent-deliveries.ts";

const signingSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const of = (userId: string): Caller => ({ workspaceId: testWorkspace, userId, role: "owner" });

let jobs: TestJobs;
let studio: Awaited<ReturnType<typeof openTestStudio>>;
let services: StudioServices;
let statuses: number[] = [];
let received: { readonly headers: WebhookHeaders; readonly body: string }[] = [];
const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  received.push({ headers: request.headers as unknown as WebhookHeaders, body });
  response.writeHead(statuses.shift() ?? 200).end();
});

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  jobs = await startTestJobs();
  studio = await openTestStudio(jobs.home);
  ({ services } = studio);
  const { pool } = jobs.home;
  await addWorkspace(pool, "ws_other");
  for (const [id, role, workspace] of [
    ["ines", "merchandiser", testWorkspace],
    ["otto", "owner", testWorkspace],
    ["vera", "owner", "ws_other"],
  ]) {
    await pool.query(`insert into "user" (id, name, email) values ($1, $1, $1 || '@example.com')`, [id]);
    await pool.query("insert into member (workspace_id, user_id, role) values ($1, $2, $3)", [workspace, id, role]);
  }
  const config = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
  const hook = { name: "hook", kind: "webhook", config, secrets: { signingSecret }, notify: true, isNew: true };
  await services.connections.save(of("otto"), hook);
}, 120_000);
afterAll(async () => {
  await studio?.close();
  await jobs?.stop();
  server.close();
});
beforeEach(() => {
  received = [];
  statuses = [];
});

const patience = { timeout: 30_000, interval: 100 };
const failImport = (askedBy: string) =>
  jobs.run("import", {
    ...{
      workspaceId: testWorkspace,
      kind: "catalog",
      uploadId: `up_${"0".repeat(32)}`,
      fileName: "shop.csv",
      map: "{}",
    },
    askedBy,
  });
const deliveries = async () => {
  const { rows } = await jobs.home.pool.query<{ state: string; attempts: number }>(
    "select state, attempts from notification_delivery order by created_at",
  );
  return rows;
};

describe("notifications", () => {
  it("reach who asked for an import that failed, in the app and signed at the webhook, tried again until it takes one", async () => {
    statuses = [503, 503];
    expect(await failImport("ines")).toMatchObject({ state: "failed" });
    await vi.waitFor(async () => expect((await services.notifications.list(of("ines"))).unread).toBe(1), patience);
    expect((await services.notifications.list(of("ines"))).items[0]).toMatchObject({
      kind: "import.failed",
      title: "The import of “shop.csv” failed",
      path: expect.stringMatching(/^\/jobs\?job=/),
      text: "The uploaded file is gone; send it again.",
      read: false,
    });
    expect((await services.notifications.list(of("otto"))).items).toEqual([]);
    await vi.waitFor(async () => expect(await deliveries()).toEqual([{ state: "sent", attempts: 3 }]), patience);
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    for (const { headers, body } of received)
      expect(verifyWebhook(signingSecret, headers, body, new Date())).toBe(true);
    expect(JSON.parse(received[0]!.body)).toMatchObject({ type: "import.failed" });
  });

  it("report an import that stopped in the middle of a file, and of none that took it", async () => {
    const before = (await services.notifications.list(of("otto"))).unread;
    await jobs.import("catalog", "whole.csv", "id,title\n1,Tent\n");
    await jobs.import("catalog", "broken.csv.gz", Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]));
    await vi.waitFor(async () => {
      const { items, unread } = await services.notifications.list(of("otto"));
      expect(unread).toBe(before + 1);
      expect(items[0]).toMatchObject({ title: "The import of “broken.csv.gz” failed", kind: "import.failed" });
    }, patience);
    await services.notifications.markRead(of("otto"));
  });

  it("are read by each person for themselves", async () => {
    const [row] = (await services.notifications.list(of("ines"))).items;
    await services.notifications.markRead(of("otto"), row!.id);
    expect((await services.notifications.list(of("ines"))).unread).toBe(1);
    await services.notifications.markRead(of("ines"), row!.id);
    expect(await services.notifications.list(of("ines"))).toMatchObject({ unread: 0, items: [{ read: true }] });
  });

  it("reach those who run the workspace where nobody in particular asked, and nobody of another one", async () => {
    const versionId = "ver_gone";
    await jobs.run("publish", { workspaceId: testWorkspace, pipelineId: "pipe_gone", versionId, slug: "home" });
    await vi.waitFor(async () => expect((await services.notifications.list(of("otto"))).unread).toBe(1), patience);
    expect((await services.notifications.list(of("otto"))).items[0]).toMatchObject({
      kind: "publish.failed",
      title: "“home” was not published",
    });
    expect(
      (await services.notifications.list({ workspaceId: "ws_other", userId: "vera", role: "owner" })).items,
    ).toEqual([]);
    await vi.waitFor(async () => expect(received).toHaveLength(1), patience);
  });

  it("that a receiver refuses are dead at once, shown with the reason, and sent when they are tried again", async () => {
    statuses = [404];
    await failImport("ines");
    await vi.waitFor(async () => expect(await services.notifications.dead(of("otto"))).toHaveLength(1), patience);
    const [dead] = await services.notifications.dead(of("otto"));
    expect(dead).toMatchObject({ connection: "hook", attempts: 1, lastError: expect.stringContaining("404") });
    const gone = { code: "delivery.not-found" };
    await expect(
      services.notifications.retry({ workspaceId: "ws_other", userId: "vera", role: "owner" }, dead!.id),
    ).rejects.toMatchObject(gone);
    await services.notifications.retry(of("otto"), dead!.id);
    await vi.waitFor(async () => expect((await deliveries()).at(-1)).toMatchObject({ state: "sent" }), patience);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set([dead!.id]));
    expect(await services.notifications.dead(of("otto"))).toEqual([]);
    await expect(services.notifications.retry(of("otto"), dead!.id)).rejects.toMatchObject(gone);
  });

  it("of health that stays degraded are raised once for each time it does, and not for a moment", async () => {
    const { pool, environment } = jobs.home;
    const keys = await SecretKeys.open({ home: environment.home });
    const notifying = openNotifying({ pool, keys, kinds: connectionKinds, outbound: openOutbound("127.0.0.1") });
    const notifier = notifying.notifier(async () => undefined);
    let problems: object[] = [{ part: "clock", message: "The clock is wrong." }];
    let now = Date.now();
    const serving = async () => [{ host: "shop-1", seenAt: new Date(now), detail: { problems } } as never];
    const deps = { queue: jobs.queue, records: jobs.shop.records, pool, notifier, serving };
    const watch = new FailureWatch(deps, () => undefined);
    const clock = async () =>
      (await services.notifications.list(of("otto"))).items.filter(({ kind }) => kind === "health.degraded");
    await watch.poll(now);
    expect(await clock()).toEqual([]);
    const later = (ms: number) => {
      now += ms;
      return watch.poll(now);
    };
    for (const ms of [30_000, 31_000, 5_000]) await later(ms);
    expect(await clock()).toMatchObject([{ title: "Aisle is degraded: clock", text: "The clock is wrong." }]);
    problems = [];
    await later(5_000);
    problems = [{ part: "clock", message: "The clock is wrong again." }];
    await later(5_000);
    await later(61_000);
    expect(await clock()).toHaveLength(2);
    // Raised, but the process ended before it queued the message: the sweep finds it.
    received = [];
    await new UnsentDeliveries(jobs.queue, notifying.deliveries, () => undefined).find(new Date(Date.now() + 1000));
    await vi.waitFor(async () => expect(received.length).toBe(2), patience);
  });

  it("raised twice under one key are one", async () => {
    const { pool, environment } = jobs.home;
    const keys = await SecretKeys.open({ home: environment.home });
    const notifying = openNotifying({ pool, keys, kinds: connectionKinds, outbound: openOutbound("127.0.0.1") });
    const queued: string[] = [];
    const notifier = notifying.notifier(async (_workspace, id) => queued.push(id));
    const one = { workspaceId: testWorkspace, key: "k", kind: "test", title: "T", text: "t", to: ["ines"] };
    await Promise.all([notifier.raise(one), notifier.raise(one), notifier.raise(one)]);
    expect(queued).toHaveLength(1);
  });
});
