import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import type { StudioServices } from "@aisle/app/services/studio-services";
import { makeStudioServices } from "@aisle/app/services/studio-services";
import { makePreviewToken } from "@aisle/app/serving/preview-token";
import { parseTemplate, type TemplateFile } from "@aisle/app/templates/template-file";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { ApiKeyStore } from "@aisle/platform/access/api-key-store";
import { AlertStore } from "@aisle/platform/alerts/alert-store";
import { PostgresAuditLog } from "@aisle/platform/audit/audit-log";
import { CatalogLoadStore } from "@aisle/platform/catalogue/catalog-load-store";
import { DemoShopStore } from "@aisle/platform/catalogue/demo-shop-store";
import { collectionFacts } from "@aisle/platform/collections/collection-facts";
import { connectionKinds } from "@aisle/platform/connections/connection-kinds";
import { connectionsOf } from "@aisle/platform/connections/connections-of";
import { openOutbound } from "@aisle/platform/connections/open-outbound";
import { DecisionReader } from "@aisle/platform/decisions/decision-reader";
import { DecisionSampler } from "@aisle/platform/decisions/decision-sampler";
import { PostgresDecisionEvents } from "@aisle/platform/events/decision-events";
import { PostgresFollowUps } from "@aisle/platform/events/follow-ups";
import { PostgresExperimentHistory } from "@aisle/platform/experiments/experiment-history";
import { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import { repositoryRoot } from "@aisle/platform/files/aisle-home";
import { UploadFolder } from "@aisle/platform/files/upload-folder";
import { openAiModel } from "@aisle/platform/language/open-ai-model";
import { PostgresMonitorRecords } from "@aisle/platform/monitors/monitor-records";
import { openNotifying } from "@aisle/platform/notify/open-notifying";
import { PersonData } from "@aisle/platform/person-data/person-data";
import { personStores } from "@aisle/platform/person-data/person-stores";
import { PipelineStore } from "@aisle/platform/pipelines/pipeline-store";
import type { Pool } from "@aisle/platform/postgres/pool";
import type { PrismaClient } from "@aisle/platform/postgres/prisma-client";
import { ProcessStatusStore } from "@aisle/platform/processes/process-status-store";
import { openJobQueue } from "@aisle/platform/queue/job-queue";
import { auditedSecrets } from "@aisle/platform/secrets/audited-secrets";
import type { SecretKeys } from "@aisle/platform/secrets/secret-keys";
import { ValueStore } from "@aisle/platform/value/value-store";
import { setWorkspaceTimeZone, workspaceTimeZone } from "@aisle/platform/workspaces/workspace-settings";
import type { LanguageModel } from "@aisle/runtime/node-sdk/language-model";
import { oneRegistry } from "@aisle/runtime/node-sdk/registries";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { DraftWatch } from "./draft-watch.ts";
import type { Environment } from "./environment.ts";
import { shopReads } from "./shop-reads.ts";
import { workerCalls } from "./worker-calls.ts";

/** Puts the studio's use cases together over PostgreSQL, the queue and a serving process. */
export async function openServices(
  environment: Environment,
  { pool, prisma, secretKeys }: { readonly pool: Pool; readonly prisma: PrismaClient; readonly secretKeys: SecretKeys },
  onError: (error: Error) => void,
): Promise<{ readonly services: StudioServices; readonly close: () => Promise<void> }> {
  const queue = openJobQueue<AisleJobs>(
    { databaseUrl: environment.databaseUrl, redisUrl: environment.redisUrl },
    onError,
  );
  const drafts = new DraftWatch(environment.databaseUrl, onError);
  const processes = new ProcessStatusStore(prisma);
  const outbound = openOutbound(environment.outboundAllow);
  const notifying = openNotifying({ pool, keys: secretKeys, kinds: connectionKinds, outbound });
  const value = new ValueStore(pool);
  const services = makeStudioServices({
    records: new PipelineStore(prisma, pool),
    keys: new ApiKeyStore(pool),
    decisions: new DecisionReader(pool),
    decisionSamples: new DecisionSampler(pool),
    decisionEvents: new PostgresDecisionEvents(pool),
    experiments: new ExperimentStore(pool),
    value,
    monitors: new PostgresMonitorRecords(pool),
    alerts: new AlertStore(pool),
    loads: new CatalogLoadStore(pool),
    modelPrices: environment.modelPrices,
    previewToken: (workspaceId) => makePreviewToken(environment.internalToken, workspaceId, Date.now()),
    history: new PostgresExperimentHistory(pool, environment.internalToken),
    followUps: new PostgresFollowUps(pool, environment.internalToken),
    jobs: queue,
    shop: shopReads(pool),
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
    worker: workerCalls(environment.workerUrl, environment.internalToken),
    registries: oneRegistry(makeRegistry(builtInNodes)),
    templates: await readTemplates(join(repositoryRoot, "templates")),
    facts: (workspaceId) => collectionFacts(pool, workspaceId),
    people: async (userIds) => {
      const users = userIds.length === 0 ? [] : await prisma.user.findMany({ where: { id: { in: [...userIds] } } });
      return new Map(users.map(({ id, name }) => [id, { id, name }]));
    },
    workspaceName: async (workspaceId) =>
      (await prisma.workspace.findUnique({ where: { id: workspaceId } }))?.name ?? "",
    processes: () => processes.list("serve"),
    watchDraft: (pipelineId, listener) => drafts.watch(pipelineId, listener),
    ...(environment.languageModel === undefined
      ? {}
      : { languageModel: modelByWorkspace(environment.languageModel, value, onError) }),
    workerUrl: environment.workerUrl,
    newId: (prefix) => `${prefix}_${randomUUID().replaceAll("-", "")}`,
  });
  return {
    services,
    async close() {
      await drafts.close();
      await outbound.http.close();
      await queue.close();
    },
  };
}

async function readTemplates(folder: string): Promise<readonly TemplateFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(
    names.map(async (name) => parseTemplate(name, JSON.parse(await readFile(join(folder, name), "utf8")))),
  );
}

/** The language model as each workspace asks it: its tokens are counted for the workspace. What a server takes is learnt once for each. */
function modelByWorkspace(
  of: NonNullable<Environment["languageModel"]>,
  value: ValueStore,
  onError: (error: Error) => void,
): (workspaceId: string) => LanguageModel {
  const models = new Map<string, LanguageModel>();
  return (workspaceId) => {
    const known = models.get(workspaceId);
    if (known !== undefined) return known;
    const model = openAiModel({
      ...of,
      onUse: (use) => {
        console.log(`Language model ${use.model}: ${use.inputTokens} tokens in, ${use.outputTokens} out`);
        void value.addModelUse(workspaceId, Date.now(), { endpoint: null, ...use }).catch(onError);
      },
    });
    models.set(workspaceId, model);
    return model;
  };
}
