import { AisleError } from "@aisle/runtime/errors";
import type { Caller } from "../access/caller.ts";
import { auditActor } from "../audit/audit-service.ts";
import { startExperimentJob } from "../jobs/publish-options.ts";
import { findPipeline } from "../pipelines/find-pipeline.ts";
import type { ReportFormat } from "../reports/report.ts";
import { reportText } from "../reports/report-text.ts";
import type { Area } from "../services/area.ts";
import { turnHoldouts } from "./turn-holdouts.ts";
import { valueCsv } from "./value-csv.ts";
import { valueMonth } from "./value-month.ts";
import type { ValuePorts } from "./value-ports.ts";
import { valueReport } from "./value-report.ts";
import type { HoldoutBaseline, ValueMonth } from "./value-shapes.ts";

const maxShare = 0.5;
const typeOf = { csv: "text/csv", html: "text/html", pdf: "application/pdf" } as const;

/** What endpoints are worth, by month. */
export interface ValueService {
  /** This month where none is named; throws `request.invalid` for what is no month. */
  month(caller: Caller, month?: string): Promise<ValueMonth>;
  /** The same as a file to keep: rows, or one page; a PDF's bytes are in base64. */
  report(
    caller: Caller,
    month: string,
    as: "csv" | ReportFormat,
  ): Promise<{ readonly fileName: string; readonly type: string; readonly text: string }>;
  /** Versions of a live pipeline that can answer those who are held out, the latest first; the live one is none. */
  baselines(caller: Caller, pipelineId: string): Promise<readonly HoldoutBaseline[]>;
  /** Holds a share of units out of an endpoint from now on, or nobody; throws `value.holdout`. */
  setHoldout(
    caller: Caller,
    pipelineId: string,
    holdout: { readonly share: number; readonly versionId: string } | null,
  ): Promise<void>;
}

export const valueArea: Area<ValueService, ValuePorts> = {
  permissions: { month: "look", report: "look", baselines: "look", setHoldout: "experiment" },
  make: valueService,
};

function valueService(ports: ValuePorts): ValueService {
  const baselines = async (caller: Caller, pipelineId: string): Promise<readonly HoldoutBaseline[]> => {
    await findPipeline(ports, caller, pipelineId);
    const [endpoints, versions] = await Promise.all([
      ports.records.endpoints(caller.workspaceId),
      ports.records.versions(caller.workspaceId, pipelineId),
    ]);
    const live = endpoints.find((endpoint) => endpoint.pipelineId === pipelineId)?.activeVersionId;
    return versions
      .filter(({ id, status }) => live !== undefined && id !== live && status === "ready")
      .map(({ id, number, name }) => ({ versionId: id, number, name }))
      .sort((a, b) => b.number - a.number);
  };
  return {
    month: (caller, month) => valueMonth(ports, caller, month, new Date()),
    async report(caller, month, as) {
      const found = await valueMonth(ports, caller, month, new Date());
      const text = as === "csv" ? valueCsv(found) : await reportText(valueReport(found), as);
      return { fileName: `value-${month}.${as}`, type: typeOf[as], text };
    },
    baselines,
    async setHoldout(caller, pipelineId, holdout) {
      const choices = await baselines(caller, pipelineId);
      if (holdout !== null) {
        const { share, versionId } = holdout;
        if (!(share > 0 && share <= maxShare))
          throw refused(`Hold out more than 0 % and at most ${maxShare * 100} % of the shoppers.`);
        if (!choices.some((choice) => choice.versionId === versionId))
          throw refused("Choose a version of this pipeline that passed its checks and is not live.");
      }
      const by = auditActor(caller);
      await ports.value.setHoldout(by, pipelineId, holdout);
      const { value, experiments, records, registries, newId } = ports;
      const timeZone = (workspaceId: string) => ports.settings.timeZone(workspaceId);
      const begun = await turnHoldouts(by, new Date(), { value, experiments, records, registries, newId, timeZone });
      for (const id of begun) {
        const experiment = await experiments.find(caller.workspaceId, id);
        const payload = { workspaceId: caller.workspaceId, experimentId: id };
        await ports.jobs.add("start-experiment", payload, startExperimentJob(id, experiment?.revision ?? 0));
      }
    },
  };
}

const refused = (message: string) => new AisleError("value.holdout", message);
