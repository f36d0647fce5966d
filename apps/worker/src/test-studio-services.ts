import { join } from "node:path";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import type { WorkerCalls } from "@aisle/app/runs/worker-calls";
import { makeStudioServices, type StudioServices } from "@aisle/app/services/studio-services";
import { makePreviewToken } from "@aisle/app/serving/preview-token";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { ApiKeyStore } from "@aisle/platform/access/api-key-store";
import { AlertStore } from "@aisle/platform/alerts/alert-store";
import { PostgresAuditLog } from "@aisle/platform/audit/audit-log";
import { CatalogFieldReader } from "@aisle/platform/catalogue/catalog-field-reader";
import { CatalogLoadStore } from "@aisle/platform/catalogue/catalog-load-store";
import { CatalogueBrowser } from "@aisle/platform/catalogue/catalogue-browser";
import { DemoShopStore } from "@aisle/platform/catalogue/demo-shop-store";
import { PostgresProducts } from "@aisle/platform/catalogue/postgres-products";
import { ShopHints } from "@aisle/platform/catalogue/shop-hints";
import { listCollections } from "@aisle/platform/collections/collection-record";
import { connectionKinds } from "@aisle/platform/connections/connection-kinds";
import { connectionsOf } from "@aisle/platform/connections/connections-of";
import { openOutbound } from "@aisle/platform/connections/open-outbound";
import { DecisionReader } from "@aisle/platform/decisions/decision-reader";
import { DecisionSampler } from "@aisle/platform/decisions/decision-sampler";
import { PostgresDecisionEvents } from "@aisle/platform/events/decision-events";
import { EventStore } from "@aisle/platform/events/event-store";
import { PostgresFollowUps } from "@aisle/platform/events/follow-ups";
import { PostgresExperimentHistory } from "@aisle/platform/experiments/experiment-history";
import { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import { UploadFolder } from "@aisle/platform/files/upload-folder";
import { PostgresMonitorRecords } from "@aisle/platform/monitors/monitor-records";
import { openNotifying } from "@aisle/platform/notify/open-notifying";
import { PersonData } from "@aisle/platform/person-data/person-data";
import { personStores } from "@aisle/platform/person-data/person-stores";
import { draftsChannel } from "@aisle/platform/pipelines/draft-store";
import { PipelineStore } from "@aisle/platform/pipelines/pipeline-store";
import { listen } from "@aisle/platform/postgres/listen";
import { createPrismaClient } from "@aisle/platform/postgres/prisma-client";
import { ProcessStatusStore } from "@aisle/platform/processes/process-status-store";
import { openJobQueue } from "@aisle/platform/queue/job-queue";
import { auditedSecrets } from "@aisle/platform/secrets/audited-secrets";
import { SecretKeys } from "@aisle/platform/secrets/secret-keys";
import { ValueStore } from "@aisle/platform/value/value-store";
import { setWorkspaceTimeZone, workspaceTimeZone } from "@aisle/platform/workspaces/workspace-settings";
import { oneRegistry } from "@aisle/runtime/node-sdk/registries";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import type { TestHome } from "./test-home.ts";
import { newId } from "./test-shop.ts";

/** The studio's use cases over a test's own database and queue; behind them stands what `worker` gives of a serving process. */
export async function openTestStudio(
  { environment, pool }: TestHome,
  worker: Partial<WorkerCalls> = {},
): Promise<{
  readonly services: StudioServices;
  /** How many streams of drafts are open. */
  readonly watched: () => number;
  close(): Promise<void>;
}> {
  const { databaseUrl } = environment;
  const prisma = createPrismaClient(pool);
  const queue = openJobQueue<AisleJobs>({ databaseUrl });
  const watchers = new Map<() => void, string>();
  const notifyListeners = (pipelineId: string) => {
    for (const [onChange, watched] of watchers) if (watched === pipelineId) onChange();
  };
  const listener = listen({
    url: databaseUrl,
    channels: [draftsChannel],
    onNotify: (_channel, pipelineId) => notifyListeners(pipelineId),
    onConnect: () => undefined,
  });
  await listener.ready;
  const secretKeys = await SecretKeys.open({ home: environment.home });
  const outbound = openOutbound("127.0.0.1");
  const notifying = openNotifying({ pool, keys: secretKeys, kinds: connectionKinds, outbound });
  const browser = new CatalogueBrowser(pool);
  const hints = new ShopHints(pool);
  const events = new EventStore(pool);
  const nobody = () => Promise.reject(new Error("no serving process stands behind this studio"));
  const services = makeStudioServices({
    records: new PipelineStore(prisma, pool),
    keys: new ApiKeyStore(pool),
    decisions: new DecisionReader(pool),
    decisionSamples: new DecisionSampler(pool),
    decisionEvents: new PostgresDecisionEvents(pool),
    experiments: new ExperimentStore(pool),
    value: new ValueStore(pool),
    monitors: new PostgresMonitorRecords(pool),
    alerts: new AlertStore(pool),
    loads: new CatalogLoadStore(pool),
    modelPrices: { small: { input: 2, output: 10, currency: "USD" } },
    previewToken: (workspaceId) => makePreviewToken(environment.internalToken, workspaceId, Date.now()),
    history: new PostgresExperimentHistory(pool, environment.internalToken),
    followUps: new PostgresFollowUps(pool, environment.internalToken),
    jobs: queue,
    shop: {
      summary: (workspaceId) => browser.summary(workspaceId),
      page: (workspaceId, query) => browser.page(workspaceId, query),
      fields: async (workspaceId, ids) => new PostgresProducts(pool, workspaceId).known(ids),
      catalogFields: (workspaceId) => new CatalogFieldReader(pool).fields(workspaceId),
      eventCounts: (workspaceId) => events.counts(workspaceId),
      collections: (workspaceId) => listCollections(pool, workspaceId),
      names: (workspaceId) => hints.names(workspaceId),
      attributes: (workspaceId) => hints.attributes(workspaceId),
      titled: (workspaceId, text) => hints.titled(workspaceId, text),
      sampleIds: (workspaceId) => hints.sampleIds(workspaceId),
      shoppers: (workspaceId, beginning, limit) => hints.shoppers(workspaceId, beginning, limit),
      isSample: async () => false,
      goneWithDemoShop: (workspaceId, texts) => new DemoShopStore(pool).gone(workspaceId, texts),
    },
    demoShop: new DemoShopStore(pool),
    settings: {
      timeZone: (workspaceId) => workspaceTimeZone(pool, workspaceId),
      setTimeZone: (by, timeZone) => setWorkspaceTimeZone(pool, by, timeZone),
    },
    audit: new PostgresAuditLog(pool),
    secrets: auditedSecrets(pool, secretKeys),
    connections: connectionsOf(connectionKinds, notifying.connections, notifying.user),
    persons: new PersonData(pool, personStores, environment.internalToken),
    inbox: notifying.notifications,
    undelivered: notifying.deliveries,
    uploads: new UploadFolder(join(environment.home, "uploads")),
    worker: {
      run: nobody,
      why: nobody,
      sample: nobody,
      near: nobody,
      tryField: nobody,
      check: nobody,
      checkConfig: nobody,
      answerSample: nobody,
      replay: nobody,
      tryIt: nobody,
      ...worker,
    },
    registries: oneRegistry(makeRegistry(builtInNodes)),
    templates: [],
    facts: async () => ({ target: "endpoint", collections: [] }),
    people: async (userIds) => new Map(userIds.map((id) => [id, { id, name: id }])),
    workspaceName: async (workspaceId) => workspaceId,
    processes: () => new ProcessStatusStore(prisma).list("serve"),
    watchDraft: (pipelineId, onChange) => {
      const watcher = () => onChange();
      watchers.set(watcher, pipelineId);
      return () => watchers.delete(watcher);
    },
    workerUrl: "http://127.0.0.1:1",
    newId,
  });
  return {
    services,
    watched: () => watchers.size,
    async close() {
      await listener.close();
      await outbound.http.close();
      await queue.close();
      await prisma.$disconnect();
    },
  };
}
