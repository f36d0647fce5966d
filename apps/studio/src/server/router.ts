import { permissions } from "@aisle/app/access/role";
import { openProcedure, router } from "./procedures.ts";
import { alertsRouter } from "./routers/alerts-router.ts";
import { assistantRouter } from "./routers/assistant-router.ts";
import { auditRouter } from "./routers/audit-router.ts";
import { catalogueRouter } from "./routers/catalogue-router.ts";
import { collectionsRouter } from "./routers/collections-router.ts";
import { connectionsRouter } from "./routers/connections-router.ts";
import { demoShopRouter } from "./routers/demo-shop-router.ts";
import { draftsRouter } from "./routers/drafts-router.ts";
import { endpointsRouter } from "./routers/endpoints-router.ts";
import { experimentsRouter } from "./routers/experiments-router.ts";
import { jobsRouter } from "./routers/jobs-router.ts";
import { keysRouter } from "./routers/keys-router.ts";
import { monitorsRouter } from "./routers/monitors-router.ts";
import { nodesRouter } from "./routers/nodes-router.ts";
import { notificationsRouter } from "./routers/notifications-router.ts";
import { peopleRouter } from "./routers/people-router.ts";
import { personDataRouter } from "./routers/person-data-router.ts";
import { pipelinesRouter } from "./routers/pipelines-router.ts";
import { presenceRouter } from "./routers/presence-router.ts";
import { replaysRouter } from "./routers/replays-router.ts";
import { runDataRouter } from "./routers/run-data-router.ts";
import { secretsRouter } from "./routers/secrets-router.ts";
import { settingsRouter } from "./routers/settings-router.ts";
import { startRouter } from "./routers/start-router.ts";
import { valueRouter } from "./routers/value-router.ts";

/** Every call of the studio's client. Thin: each procedure checks its input and hands it to a use case. */
export const appRouter = router({
  session: openProcedure.query(({ ctx }) =>
    ctx.signedIn === undefined
      ? null
      : {
          id: ctx.signedIn.userId,
          name: ctx.signedIn.name,
          email: ctx.signedIn.email,
          workspaceName: ctx.signedIn.workspaceName,
          role: ctx.signedIn.role,
          permissions: permissions(ctx.signedIn.role),
        },
  ),
  start: startRouter,
  pipelines: pipelinesRouter,
  drafts: draftsRouter,
  assistant: assistantRouter,
  runData: runDataRouter,
  nodes: nodesRouter,
  endpoints: endpointsRouter,
  replays: replaysRouter,
  experiments: experimentsRouter,
  value: valueRouter,
  monitors: monitorsRouter,
  alerts: alertsRouter,
  keys: keysRouter,
  catalogue: catalogueRouter,
  collections: collectionsRouter,
  jobs: jobsRouter,
  people: peopleRouter,
  presence: presenceRouter,
  demoShop: demoShopRouter,
  settings: settingsRouter,
  audit: auditRouter,
  secrets: secretsRouter,
  connections: connectionsRouter,
  notifications: notificationsRouter,
  personData: personDataRouter,
});

export type AppRouter = typeof appRouter;
