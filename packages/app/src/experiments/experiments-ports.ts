import type { AlertRecords } from "@aisle/contracts/alert";
import type { CatalogLoads } from "@aisle/contracts/catalog-loads";
import type { DecisionReads } from "@aisle/contracts/decision-log";
import type { ExperimentHistory } from "@aisle/contracts/experiment-history";
import type { ExperimentRecords } from "@aisle/contracts/experiment-records";
import type { Jobs } from "@aisle/contracts/job";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { Uploads } from "@aisle/contracts/uploads";
import type { Registries } from "@aisle/runtime/node-sdk/registries";
import type { PeopleNames } from "../access/person.ts";
import type { DraftSummaries } from "../drafts/draft-summaries.ts";
import type { AisleJobs } from "../jobs/aisle-jobs.ts";
import type { WorkspaceSettings } from "../settings/settings-ports.ts";

export interface ExperimentsPorts {
  readonly experiments: ExperimentRecords;
  readonly history: ExperimentHistory;
  readonly decisions: Pick<DecisionReads, "latest">;
  readonly records: PipelineRecords;
  readonly summaries: Pick<DraftSummaries, "schedule">;
  readonly settings: Pick<WorkspaceSettings, "timeZone">;
  readonly jobs: Jobs<AisleJobs>;
  readonly loads: CatalogLoads;
  readonly alerts: Pick<AlertRecords, "list">;
  readonly registries: Registries;
  readonly people: PeopleNames;
  readonly previewToken: (workspaceId: string) => string;
  readonly uploads: Uploads;
  /** Address of the serving process. */
  readonly workerUrl: string;
  readonly newId: (prefix: string) => string;
}
