import { editsBetween } from "@aisle/runtime/graph/edits-between";
import type { Caller } from "../access/caller.ts";
import { auditActor } from "../audit/audit-service.ts";
import { applyEdits } from "../drafts/apply-edits.ts";
import type { ExperimentsPorts } from "./experiments-ports.ts";
import { experimentGraphs, findExperiment, refuseFor } from "./find-experiment.ts";

/** What became of an arm's edits in the draft. */
export interface Promoted {
  readonly pipelineId: string;
  readonly applied: number;
  readonly refused: readonly string[];
}

/** Makes the edits of an arm in the pipeline's draft, each on its own: those that have no place in it any more are named. */
export async function promoteArm(ports: ExperimentsPorts, caller: Caller, id: string, arm: string): Promise<Promoted> {
  const experiment = await findExperiment(ports, caller, id);
  const { pipelineId, spec } = experiment;
  const chosen = spec.arms.find(({ key }) => key === arm);
  if (pipelineId === null)
    refuseFor(["It has no pipeline of Aisle: what its arms are stands in the shop's front end."]);
  if (chosen === undefined) refuseFor([`It has no arm “${arm}”.`]);
  const graphs = await experimentGraphs(ports, caller, experiment);
  const replaced = graphs?.ofArm.get(chosen!.versionId ?? "");
  if (chosen!.versionId !== undefined && replaced === undefined)
    refuseFor([`The version of arm ${chosen!.name} is gone.`]);
  const edits = [
    ...(replaced === undefined ? [] : editsBetween(graphs!.version.graph, replaced.graph)),
    ...chosen!.edits,
  ];
  if (edits.length === 0) return { pipelineId: pipelineId!, applied: 0, refused: [] };
  const sent = edits.map((edit) => ({ editId: ports.newId("edit"), edit }));
  const { applied, refused } = await applyEdits(ports, caller, pipelineId!, sent);
  ports.summaries.schedule(caller.workspaceId, pipelineId!);
  const { decision, revision } = experiment;
  // Somebody who changes it at this moment goes first: the draft has the edits, and only the mark of it is not set.
  if (decision !== null && applied.length > 0)
    await ports.experiments.change(auditActor(caller), id, revision, ["decided"], {
      decision: { ...decision, promotedAt: new Date().toISOString() },
    });
  return { pipelineId: pipelineId!, applied: applied.length, refused: refused.map(({ reason }) => reason) };
}
