import { join } from "node:path";
import type { EventIntake } from "@aisle/app/intake/take-events";
import { LivePlans } from "@aisle/app/serving/live-plans";
import { isPreviewToken } from "@aisle/app/serving/preview-token";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { ApiKeyStore, keysChannel } from "@aisle/platform/access/api-key-store";
import { artefactsChannel } from "@aisle/platform/artefacts/artefact-store";
import { productsChannel } from "@aisle/platform/catalogue/catalogue-write";
import { PostgresProducts } from "@aisle/platform/catalogue/postgres-products";
import { Spool, type SpoolOptions } from "@aisle/platform/decisions/spool";
import { EventStore } from "@aisle/platform/events/event-store";
import { ExperimentStore } from "@aisle/platform/experiments/experiment-store";
import { answerBrokenRequest } from "@aisle/platform/http/answer-broken-request";
import { answerExpectation } from "@aisle/platform/http/answer-expectation";
import { connectionLimits, maxConnections } from "@aisle/platform/http/connection-limits";
import { ownHosts } from "@aisle/platform/network/own-hosts";
import { FailureLimit } from "@aisle/platform/network/rate-limits";
import { tokeniser } from "@aisle/platform/person-data/tokens-of";
import { endpointsChannel } from "@aisle/platform/pipelines/endpoint-store";
import { PipelineStore } from "@aisle/platform/pipelines/pipeline-store";
import { ClockWatch } from "@aisle/platform/postgres/clock-watch";
import { listen } from "@aisle/platform/postgres/listen";
import { createPool } from "@aisle/platform/postgres/pool";
import { createPrismaClient } from "@aisle/platform/postgres/prisma-client";
import { ProcessStatusStore } from "@aisle/platform/processes/process-status-store";
import { WorkspaceClocks } from "@aisle/platform/workspaces/workspace-settings";
import { AisleError } from "@aisle/runtime/errors";
import { oneRegistry } from "@aisle/runtime/node-sdk/registries";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import Fastify, { LogController } from "fastify";
import { databaseCircuit, Workspaces } from "../capabilities.ts";
import type { Environment } from "../environment.ts";
import { collectionsHealth } from "./collections-health.ts";
import { DatabaseCheck } from "./database-check.ts";
import { openDraftThread } from "./draft-calls.ts";
import { endpointRoute } from "./endpoint-route.ts";
import { answerBadAddress, errorReplies } from "./error-replies.ts";
import { eventsRoutes } from "./events-routes.ts";
import { featuresRoute } from "./features-route.ts";
import { Health } from "./health.ts";
import { awayHealth, clockHealth, plansHealth } from "./health-problems.ts";
import { internalCheck, internalRoutes } from "./internal-routes.ts";
import { IsolatedVersions } from "./isolated-versions.ts";
import { jsonBodies } from "./json-bodies.ts";
import { LoadGuard } from "./load-guard.ts";
import { Metrics } from "./metrics.ts";
import { retryUntilDone } from "./retry-until-done.ts";
import { ruleCatalogs } from "./rule-catalogs.ts";
import { reportSelf } from "./self-report.ts";
import { servingKeys } from "./serving-keys.ts";
import { statusRoutes } from "./status-routes.ts";

const bodyLimitBytes = 4 << 20;
/** What a read may take for which no request says how long: half of what a request may take as a rule. */
const readTimeoutMs = 1_000;
/** Requests wait no longer than their own limits; what they gave up ends after this, in the pools and on the server. */
const statementTimeoutMs = 5_000;
/** How long a request may take to arrive whole. */
const requestTimeoutMs = 30_000;
/** What answers while plans are still being loaded. */
const openBefore = new Set(["/health", "/metrics"]);

export interface Serving {
  /** Starts what the first preview would otherwise wait for. */
  readonly warm: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** The serving role: answers endpoints, takes events in, runs previews for the studio. Listens at once, resolves when it is ready. */
export async function startServing(
  environment: Environment,
  logOptions: Omit<SpoolOptions, "directory" | "onTrouble"> = {},
): Promise<Serving> {
  const { databaseUrl } = environment;
  // Apart from each other: neither a flood of events nor what is loaded may keep a request waiting for a connection.
  const pool = createPool(databaseUrl, { max: 6, name: "aisle serve" });
  const reads = createPool(databaseUrl, {
    max: 6,
    name: "aisle serve reads",
    statementTimeoutMs,
    connectTimeoutMs: statementTimeoutMs,
  });
  const writes = createPool(databaseUrl, {
    max: 4,
    name: "aisle serve events",
    statementTimeoutMs,
    connectTimeoutMs: statementTimeoutMs,
  });
  const database = databaseCircuit(readTimeoutMs);
  const intake = databaseCircuit();
  const prisma = createPrismaClient(pool);
  const records = new PipelineStore(prisma, pool);
  const experiments = new ExperimentStore(pool);
  const registries = oneRegistry(makeRegistry(builtInNodes));
  const workspaces = new Workspaces(environment, pool, { reads, database });
  const metrics = new Metrics();
  const health = new Health();
  const server = Fastify({
    logger: { level: environment.logLevel, redact: ["req.headers.authorization", "req.headers.cookie"] },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    trustProxy: environment.trustedProxies,
    clientErrorHandler: answerBrokenRequest,
    forceCloseConnections: "idle",
    requestTimeout: requestTimeoutMs,
    http: connectionLimits,
    frameworkErrors: answerBadAddress,
  });
  server.server.maxConnections = maxConnections;
  server.server.on("checkExpectation", answerExpectation);
  const logError = (error: unknown) => server.log.error(error);
  const spool = new Spool({
    ...logOptions,
    directory: join(environment.home, "spool"),
    onTrouble: (message) => server.log.error(message),
  });
  health.add(() => (spool.trouble === undefined ? undefined : { part: "decision log", message: spool.trouble }));

  const capabilities = (workspaceId: string) => workspaces.capabilities(workspaceId);
  const drafts = openDraftThread({ capabilities, onStopped: logError });
  const isolated = new IsolatedVersions({ capabilities, secret: environment.internalToken, onStopped: logError });
  const plans = new LivePlans({
    records,
    registries,
    workspaces: () => workspaces.ids(),
    facts: (workspaceId) => workspaces.facts(workspaceId),
    capabilities,
    experiments: async (workspaceId) => ({
      experiments: await experiments.active(workspaceId),
      holdoutShare: await experiments.holdoutShare(workspaceId),
    }),
    isolate: (endpoint, version, facts) => isolated.prepare({ endpoint, version, facts }),
    tokenise: (workspaceId) => tokeniser(environment.internalToken, workspaceId),
    onError: (error, slug) => server.log.error({ err: error, slug }, "a version could not be prepared"),
  });
  health.add(() => plansHealth(plans));
  const collections = collectionsHealth(pool);
  health.add(collections.problem);
  const keys = servingKeys(new ApiKeyStore(reads), environment.limits, database, logError);
  const clock = new ClockWatch({ pool, onError: logError });
  health.add(() => clockHealth(clock));
  // Apart from each other: events that wait for the database may not take the places of decisions.
  const guard = new LoadGuard({ onShed: () => metrics.shed() });
  const intakeGuard = new LoadGuard({ onShed: () => metrics.shed() });
  health.add(() =>
    guard.isShedding || intakeGuard.isShedding
      ? { part: "load", message: "More requests come than this process can answer." }
      : undefined,
  );
  const clocks = new WorkspaceClocks(reads, { guard: (read) => database.run(read) });
  const store = new EventStore(writes, {
    onStored: (workspaceId, shopperIds) => workspaces.forgetHistories(workspaceId, shopperIds),
  });
  const events: EventIntake = {
    append: (workspaceId, batch, deadline = Number.POSITIVE_INFINITY) =>
      intake.run(() => store.append(workspaceId, batch, deadline), deadline - performance.now()),
    reject: (workspaceId, letters, deadline = Number.POSITIVE_INFINITY) =>
      intake.run(() => store.reject(workspaceId, letters, deadline), deadline - performance.now()),
  };
  const databaseCheck = new DatabaseCheck(databaseUrl);
  health.add(() => awayHealth(databaseCheck.isAway || database.isOpen || intake.isOpen, workspaces.qdrantIsAway));
  const isInternal = internalCheck(environment.internalToken);
  let ready = false;

  errorReplies(server);
  jsonBodies(server);
  endpointRoute(server, {
    plans,
    checkKey: keys.check,
    guard,
    metrics,
    log: (decision) => spool.append(decision),
    isLogFull: () => spool.isFull,
    isInternal,
    isPreviewToken: (...asked) => isPreviewToken(environment.internalToken, ...asked),
  });
  eventsRoutes(server, {
    checkKey: keys.check,
    events,
    guard: intakeGuard,
    metrics,
    clockOf: (workspaceId) => clocks.of(workspaceId),
  });
  featuresRoute(server, {
    experiments: new ExperimentStore(reads),
    read: (read) => database.run(read),
    guard: intakeGuard,
    failures: new FailureLimit({ perMinute: environment.limits.wrongKeysPerMinute }),
  });
  internalRoutes(server, {
    records,
    drafts,
    facts: (workspaceId) => workspaces.facts(workspaceId),
    ruleCatalog: ruleCatalogs(pool, logError),
    knownProduct: async (workspaceId, productId) =>
      (await new PostgresProducts(pool, workspaceId).known([productId]))[0],
    isInternal,
  });
  const hosts = ownHosts(environment.host);
  statusRoutes(server, {
    plans,
    checkKey: keys.check,
    metrics,
    health,
    checkHealth: () => databaseCheck.poll(),
    hosts,
    isReady: () => ready,
    isInternal,
  });

  server.addHook("onRequest", (request, _reply, done) => {
    if (ready || openBefore.has(request.url)) done();
    else done(new AisleError("serving.starting", "The plans are not loaded yet."));
  });
  await server.listen({ host: environment.host, port: environment.port });

  const readAgain = async () => {
    const data = async () => {
      await workspaces.refresh("refreshProducts");
      await workspaces.refresh("refreshArtefacts");
    };
    const [refreshed] = await Promise.allSettled([data()]);
    // What is published is known even while a workspace's data cannot be read.
    await plans.refresh();
    if (refreshed.status === "rejected") throw refreshed.reason;
  };
  const later = retryUntilDone(readAgain, logError);
  const missed = (error: unknown) => {
    logError(error);
    later.schedule();
  };
  const listener = listen({
    url: environment.databaseUrl,
    channels: [endpointsChannel, productsChannel, artefactsChannel, keysChannel],
    onNotify: (channel, workspaceId) => {
      if (channel === keysChannel) keys.read().catch(logError);
      else if (channel === endpointsChannel) plans.refresh().catch(missed);
      else if (channel === productsChannel) workspaces.refresh("refreshProducts", workspaceId).catch(missed);
      else
        workspaces
          .refresh("refreshArtefacts", workspaceId)
          .then(() => plans.refresh())
          .catch(missed);
    },
    // Notices sent while the connection was down are lost: read everything again.
    onConnect: () => {
      // Keys that cannot be listed are looked up one by one.
      keys.read().catch(logError);
      // Once the first plans are loaded, data of one workspace that cannot be read must not end the listening for all.
      return ready ? readAgain().catch(missed) : readAgain();
    },
    onError: (error) => {
      plans.markStale();
      logError(error);
    },
  });
  await listener.ready;
  ready = true;
  guard.start();
  intakeGuard.start();
  await clock.start();

  const self = reportSelf(new ProcessStatusStore(prisma), { plans, metrics, clock, health }, logError);
  await self.now();
  return {
    warm: () => drafts.warm(),
    async stop() {
      collections.stop();
      keys.stop();
      guard.stop();
      intakeGuard.stop();
      clock.stop();
      later.stop();
      plans.close();
      await server.close();
      await Promise.all([drafts.close(), isolated.close()]);
      spool.close();
      await listener.close();
      await self.stop().catch(logError);
      await workspaces.close();
      await prisma.$disconnect();
      intake.close();
      await Promise.all([pool.end(), reads.end(), writes.end(), databaseCheck.close()]);
    },
  };
}
