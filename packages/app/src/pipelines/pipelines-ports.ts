import type { DecisionReads } from "@aisle/contracts/decision-log";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { PeopleNames } from "../access/person.ts";
import type { ShopReads } from "../catalog/catalog-ports.ts";
import type { DraftSummaries } from "../drafts/draft-summaries.ts";
import type { WorkspaceSettings } from "../settings/settings-ports.ts";
import type { TemplateFile } from "../templates/template-file.ts";

export interface PipelinesPorts {
  readonly records: PipelineRecords;
  readonly decisions: Pick<DecisionReads, "requestCounts">;
  readonly settings: Pick<WorkspaceSettings, "timeZone">;
  readonly shop: ShopReads;
  readonly people: PeopleNames;
  readonly templates: readonly TemplateFile[];
  readonly summaries: Pick<DraftSummaries, "of" | "schedule">;
  readonly newId: (prefix: string) => string;
}
