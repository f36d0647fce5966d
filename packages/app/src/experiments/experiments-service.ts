import type { Experiment } from "@aisle/contracts/experiment";
import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";
import type { Caller } from "../access/caller.ts";
import { auditActor } from "../audit/audit-service.ts";
import { startExperimentJob } from "../jobs/publish-options.ts";
import { isStorable, unstorableReason } from "../pipelines/storable-text.ts";
import { reportText } from "../reports/report-text.ts";
import type { Area } from "../services/area.ts";
import { beginDraft, beginExternalDraft, beginsAtOnce, createDraft, faultsOf, keyOf } from "./draft-experiment.ts";
import { experimentDetail } from "./experiment-detail.ts";
import { needsPipeline, startFaults } from "./experiment-faults.ts";
import { experimentReport } from "./experiment-report.ts";
import type { ExperimentsService } from "./experiments-interface.ts";
import type { ExperimentsPorts } from "./experiments-ports.ts";
import { exportCsv } from "./export-csv.ts";
import { changeExperiment, experimentGraphs, findExperiment, refuseFor, requireState } from "./find-experiment.ts";
import { kindFaults } from "./kind-faults.ts";
import { listExperiments } from "./list-experiments.ts";
import { metricChoices } from "./metric-choices.ts";
import { metricFaults } from "./metric-faults.ts";
import { planExperiment } from "./plan-experiment.ts";
import { previewMetric } from "./preview-metric.ts";
import { promoteArm } from "./promote-arm.ts";
import { changedSpec, runningFaults } from "./while-running.ts";

export const experimentsArea: Area<ExperimentsService, ExperimentsPorts> = {
  permissions: {
    list: "look",
    get: "look",
    begin: "experiment",
    beginExternal: "experiment",
    create: "experiment",
    update: "experiment",
    check: "look",
    start: "experiment",
    stop: "experiment",
    decide: "experiment",
    archive: "experiment",
    remove: "experiment",
    promote: "edit",
    plan: "look",
    previewMetric: "experiment",
    export: "look",
    metrics: "look",
    storeMetric: "experiment",
    archiveMetric: "experiment",
    previewToken: "try",
    importFile: "experiment",
    clientKey: "look",
    refresh: "experiment",
    holdout: "look",
    setHoldout: "experiment",
  },
  make: experimentsService,
};

function experimentsService(ports: ExperimentsPorts): ExperimentsService {
  const { experiments } = ports;
  return {
    list: (caller, query) => listExperiments(ports, caller, query),
    get: (caller, id) => experimentDetail(ports, caller, id),
    begin: (caller, input) => beginDraft(ports, caller, input),
    beginExternal: (caller, input) => beginExternalDraft(ports, caller, input),
    create: (caller, input) => createDraft(ports, caller, input),
    async update(caller, id, { revision, name, kind, spec }) {
      const experiment = await findExperiment(ports, caller, id);
      requireState(experiment, ["draft", "running"], "changed");
      if (experiment.revision !== revision) throw changedMeanwhile(id);
      const runs = experiment.state === "running";
      const changed = spec === undefined ? undefined : changedSpec(experiment.spec, spec, runs, new Date());
      const next = {
        ...experiment,
        name: name ?? experiment.name,
        kind: kind ?? experiment.kind,
        spec: changed ?? experiment.spec,
      };
      if (next.kind !== experiment.kind) refuseFor(kindChangeFaults(experiment));
      if (runs) {
        const before = new Set(kindFaults(experiment));
        refuseFor([
          ...runningFaults(experiment.spec, next.spec),
          ...kindFaults(next).filter((fault) => !before.has(fault)),
        ]);
      }
      refuseFor(await faultsOf(ports, caller, next));
      return {
        revision: await changeExperiment(ports, caller, experiment, {
          ...(name === undefined ? {} : { name }),
          ...(kind === undefined ? {} : { kind }),
          ...(changed === undefined ? {} : { spec: changed }),
          ...(experiment.state === "draft" ? { problem: null } : {}),
        }),
      };
    },
    async check(caller, id) {
      return startReasons(ports, caller, await findExperiment(ports, caller, id));
    },
    async start(caller, id) {
      const experiment = await findExperiment(ports, caller, id);
      requireState(experiment, ["draft"], "started");
      refuseFor(await startReasons(ports, caller, experiment));
      const isAtOnce = beginsAtOnce(experiment.kind);
      const revision = await changeExperiment(
        ports,
        caller,
        experiment,
        isAtOnce ? { state: "running", startedAt: new Date(), problem: null } : { state: "starting", problem: null },
      );
      if (isAtOnce) return { jobId: null };
      const payload = { workspaceId: caller.workspaceId, experimentId: id };
      return { jobId: await ports.jobs.add("start-experiment", payload, startExperimentJob(id, revision)) };
    },
    async stop(caller, id, reason) {
      const experiment = await findExperiment(ports, caller, id);
      requireState(experiment, ["running", "starting"], "stopped");
      refuseFor([
        ...textFaults(reason),
        ...(experiment.state === "running" && reason.trim() === ""
          ? ["Say why: the reason is stored with the experiment."]
          : []),
      ]);
      // What never assigned a unit is a draft again.
      const change =
        experiment.state === "starting"
          ? ({ state: "draft" } as const)
          : ({ state: "stopped", stoppedAt: new Date(), stopReason: reason } as const);
      await changeExperiment(ports, caller, experiment, change);
    },
    async decide(caller, id, { arm, reason }) {
      const experiment = await findExperiment(ports, caller, id);
      requireState(experiment, ["running", "stopped"], "decided");
      const isKnown = arm === null || experiment.spec.arms.some(({ key }) => key === arm);
      refuseFor([
        ...textFaults(reason),
        ...(isKnown ? [] : [`It has no arm “${arm}”.`]),
        ...(reason.trim() === "" ? ["Say why: the reason is stored with the decision."] : []),
      ]);
      const at = new Date();
      await changeExperiment(ports, caller, experiment, {
        state: "decided",
        decision: { arm, reason, by: caller.userId, at },
        ...(experiment.stoppedAt === null ? { stoppedAt: at } : {}),
      });
    },
    async archive(caller, id, archived) {
      const experiment = await findExperiment(ports, caller, id);
      if (archived) requireState(experiment, ["draft", "stopped", "decided"], "archived");
      await changeExperiment(ports, caller, experiment, { archivedAt: archived ? new Date() : null });
    },
    async remove(caller, id) {
      const experiment = await findExperiment(ports, caller, id);
      if (!(await experiments.remove(auditActor(caller), id)))
        refuseFor([`It is ${experiment.state} and was assigned to units: archive it, which keeps what it found.`]);
    },
    promote: (caller, id, arm) => promoteArm(ports, caller, id, arm),
    plan: (caller, input) => planExperiment(ports, caller, input),
    previewMetric: (caller, metric) => previewMetric(ports, caller, metric),
    async export(caller, id, format) {
      const experiment = await experimentDetail(ports, caller, id);
      const fileName = `${experiment.key}.${format}`;
      if (format === "csv") return { fileName, text: exportCsv(experiment) };
      return { fileName, text: await reportText(experimentReport(experiment, new Date()), format) };
    },
    async metrics({ workspaceId }) {
      const [own, names] = await Promise.all([experiments.metrics(workspaceId), ports.history.eventNames(workspaceId)]);
      return metricChoices(own, names);
    },
    async storeMetric(caller, metric) {
      refuseFor([
        ...metricFaults(metric),
        ...textFaults(metric as unknown as Json),
        ...(metric.id.startsWith("built-in/")
          ? ["Metrics that come with Aisle stay as they are; give yours an id of its own."]
          : []),
      ]);
      await experiments.storeMetric(auditActor(caller), metric);
    },
    async archiveMetric(caller, metricId) {
      if (!(await experiments.archiveMetric(auditActor(caller), metricId)))
        refuseFor(["There is no metric of that id which people of this workspace made."]);
    },
    previewToken: async ({ workspaceId }) => ({ token: ports.previewToken(workspaceId) }),
    async importFile(caller, { fileName, options }, bytes) {
      const experimentId = ports.newId("exp");
      const key = keyOf(options.name ?? fileName.replace(/\..*$/, ""), experimentId);
      const uploadId = await ports.uploads.store(bytes);
      const { workspaceId, userId } = caller;
      const payload = {
        workspaceId,
        experimentId,
        key,
        uploadId,
        fileName,
        options: JSON.stringify(options),
        askedBy: userId,
      };
      try {
        return { jobId: await ports.jobs.add("import-experiment", payload), experimentId };
      } catch (error) {
        await ports.uploads.remove(uploadId);
        throw error;
      }
    },
    async clientKey({ workspaceId }) {
      const clientKey = await experiments.clientKey(workspaceId);
      return { clientKey, url: `${ports.workerUrl}/api/features/${clientKey}` };
    },
    async refresh(caller, id) {
      const { kind, startedAt } = await findExperiment(ports, caller, id);
      if (kind === "import") refuseFor(["It was made of a file: there is nothing new to read."]);
      if (startedAt === null) refuseFor(["It never ran: there is nothing to read."]);
      const { workspaceId } = caller;
      return { jobId: await ports.jobs.add("fold-experiments", { workspaceId, experimentId: id }) };
    },
    holdout: ({ workspaceId }) => experiments.holdoutShare(workspaceId),
    async setHoldout(caller, share) {
      refuseFor(share >= 0 && share <= 0.5 ? [] : ["A holdout is a share from 0 to 0.5 of all units."]);
      await experiments.setHoldoutShare(auditActor(caller), share);
    },
  };
}

async function startReasons(
  ports: ExperimentsPorts,
  caller: Caller,
  experiment: Experiment,
): Promise<readonly string[]> {
  const isOfPipeline = needsPipeline(experiment.kind);
  const [faults, graphs, running] = await Promise.all([
    faultsOf(ports, caller, experiment),
    isOfPipeline ? experimentGraphs(ports, caller, experiment) : undefined,
    ports.experiments.active(caller.workspaceId),
  ]);
  const live = isOfPipeline
    ? (await ports.records.listed(caller.workspaceId, experiment.pipelineId!))?.live
    : undefined;
  return [
    ...faults,
    ...startFaults(experiment, graphs, running),
    ...(isOfPipeline && live == null ? ["The pipeline is not live: publish it first."] : []),
    ...(experiment.kind === "import" ? ["It was made of a file and is over."] : []),
  ];
}

/** A test, a bandit and an interleaving are planned alike; one that runs stays what it is. */
function kindChangeFaults({ kind, state }: Pick<Experiment, "kind" | "state">): readonly string[] {
  if (state !== "draft") return ["It runs: what kind of experiment it is stays as it is."];
  return kind === "test" || kind === "bandit" || kind === "interleaving"
    ? []
    : ["What kind of experiment it is was decided when it was made."];
}

function textFaults(value: Json): readonly string[] {
  return isStorable(value) ? [] : [`It is refused: ${unstorableReason}.`];
}

function changedMeanwhile(experimentId: string): AisleError {
  return new AisleError("experiment.changed-meanwhile", "Someone else changed this experiment meanwhile.", {
    experimentId,
  });
}
