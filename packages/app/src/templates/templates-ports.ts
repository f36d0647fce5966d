import type { DecisionReads } from "@aisle/contracts/decision-log";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { ShopReads } from "../catalog/catalog-ports.ts";
import type { TemplateFile } from "./template-file.ts";

export interface TemplatesPorts {
  readonly templates: readonly TemplateFile[];
  readonly shop: ShopReads;
  readonly records: Pick<PipelineRecords, "endpoints" | "liveNodes">;
  readonly decisions: Pick<DecisionReads, "totals">;
}
