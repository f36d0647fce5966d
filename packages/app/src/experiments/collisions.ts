import type { Experiment } from "@aisle/contracts/experiment";
import type { Caller } from "../access/caller.ts";
import { canMeet } from "./arm-combinations.ts";
import { changesOf } from "./experiment-faults.ts";
import type { ExperimentsPorts } from "./experiments-ports.ts";
import type { ExperimentDetail } from "./experiments-shapes.ts";
import { experimentGraphs } from "./find-experiment.ts";

/** Experiments that run on the same pipeline and touch the same nodes, where one unit can be in both. */
export async function collisionsOf(
  ports: Pick<ExperimentsPorts, "experiments" | "records" | "registries">,
  caller: Caller,
  experiment: Experiment,
): Promise<ExperimentDetail["collisions"]> {
  if (experiment.pipelineId === null || experiment.state === "decided") return [];
  const active = await ports.experiments.active(caller.workspaceId, experiment.pipelineId);
  const others = active.filter((other) => other.id !== experiment.id && canMeet(other, experiment));
  if (others.length === 0) return [];
  const own = await nodesOf(ports, caller, experiment);
  const found = await Promise.all(
    others.map(async (other) => {
      const nodes = [...(await nodesOf(ports, caller, other))].filter((node) => own.has(node));
      return { id: other.id, name: other.name, nodes };
    }),
  );
  return found.filter(({ nodes }) => nodes.length > 0);
}

async function nodesOf(
  ports: Pick<ExperimentsPorts, "records" | "registries">,
  caller: Caller,
  experiment: Experiment,
): Promise<ReadonlySet<string>> {
  const graphs = await experimentGraphs(ports, caller, experiment);
  if (graphs === undefined) return new Set();
  return new Set(experiment.spec.arms.flatMap((arm) => changesOf(arm, graphs).nodes));
}
