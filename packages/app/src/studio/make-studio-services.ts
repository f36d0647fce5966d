import { auditService } from "../audit/audit-service.ts";
import { connectionsService } from "../connections/connections-service.ts";
import { demoShopService } from "../demo-shop/demo-shop-service.ts";
import { notificationsService } from "../notifications/notifications-service.ts";
import { personDataService } from "../person-data/person-data-service.ts";
import { secretsService } from "../secrets/secrets-service.ts";
import { settingsService } from "../settings/settings-service.ts";
import type { StudioServices } from "../studio-services.ts";
import { assistantService } from "./assistant-service.ts";
import { catalogueService } from "./catalogue-service.ts";
import { collectionService } from "./collection-service.ts";
import { compareService } from "./compare-service.ts";
import { decisionService } from "./decision-service.ts";
import { draftService } from "./draft-service.ts";
import { DraftSummaries } from "./draft-summaries.ts";
import { endpointService } from "./endpoint-service.ts";
import { jobService } from "./job-service.ts";
import { keyService } from "./key-service.ts";
import { pipelineService } from "./pipeline-service.ts";
import { runDataService } from "./run-data-service.ts";
import { startService } from "./start-service.ts";
import type { StudioDeps } from "./studio-deps.ts";
import { versionService } from "./version-service.ts";

/** Every use case of the studio, over what the process gives. */
export function makeStudioServices(deps: StudioDeps): StudioServices {
  const summaries = new DraftSummaries(deps);
  const { decisions, requests, trace, whyInDecision } = decisionService(deps);
  return {
    ...startService(deps),
    ...pipelineService(deps, summaries),
    ...draftService(deps, summaries),
    ...assistantService(deps),
    ...runDataService(deps),
    ...versionService(deps),
    ...compareService(deps),
    ...endpointService(deps),
    decisions,
    requests,
    trace,
    whyInDecision,
    ...keyService(deps),
    ...catalogueService(deps),
    ...collectionService(deps, summaries),
    ...jobService(deps),
    ...demoShopService(deps),
    ...settingsService(deps),
    audit: auditService(deps),
    secrets: secretsService(deps),
    connections: connectionsService(deps),
    notifications: notificationsService(deps),
    personData: personDataService(deps),
  };
}
