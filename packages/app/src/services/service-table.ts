import { alertsArea } from "../alerts/alerts-service.ts";
import { assistantArea } from "../assistant/assistant-service.ts";
import { auditArea } from "../audit/audit-service.ts";
import { catalogArea } from "../catalog/catalog-service.ts";
import { collectionsArea } from "../collections/collections-service.ts";
import { connectionsArea } from "../connections/connections-service.ts";
import { decisionsArea } from "../decisions/decisions-service.ts";
import { demoShopArea } from "../demo-shop/demo-shop-service.ts";
import { draftsArea } from "../drafts/drafts-service.ts";
import { endpointsArea } from "../endpoints/endpoints-service.ts";
import { experimentsArea } from "../experiments/experiments-service.ts";
import { importsArea } from "../imports/imports-service.ts";
import { jobsArea } from "../jobs/jobs-service.ts";
import { keysArea } from "../keys/keys-service.ts";
import { monitorsArea } from "../monitors/monitors-service.ts";
import { nodesArea } from "../nodes/nodes-service.ts";
import { notificationsArea } from "../notifications/notifications-service.ts";
import { personDataArea } from "../person-data/person-data-service.ts";
import { pipelinesArea } from "../pipelines/pipelines-service.ts";
import { replaysArea } from "../replays/replays-service.ts";
import { runsArea } from "../runs/runs-service.ts";
import { secretsArea } from "../secrets/secrets-service.ts";
import { settingsArea } from "../settings/settings-service.ts";
import { startArea } from "../start/start-service.ts";
import { templatesArea } from "../templates/templates-service.ts";
import { valueArea } from "../value/value-service.ts";
import { versionsArea } from "../versions/versions-service.ts";

/** Every area of use cases, a line each. */
export const serviceTable = {
  start: startArea,
  templates: templatesArea,
  pipelines: pipelinesArea,
  drafts: draftsArea,
  assistant: assistantArea,
  runs: runsArea,
  nodes: nodesArea,
  versions: versionsArea,
  endpoints: endpointsArea,
  decisions: decisionsArea,
  replays: replaysArea,
  experiments: experimentsArea,
  value: valueArea,
  monitors: monitorsArea,
  alerts: alertsArea,
  keys: keysArea,
  catalog: catalogArea,
  imports: importsArea,
  collections: collectionsArea,
  demoShop: demoShopArea,
  settings: settingsArea,
  jobs: jobsArea,
  audit: auditArea,
  secrets: secretsArea,
  connections: connectionsArea,
  notifications: notificationsArea,
  personData: personDataArea,
};
