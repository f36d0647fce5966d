import type { Experiment } from "@aisle/contracts/experiment";
import type { Version } from "@aisle/contracts/version";
import type { Graph } from "@aisle/runtime/graph/graph";
import { armGraph } from "./arm-graph.ts";

/** So many plans may stand beside one version: each is compiled and held in memory. */
export const maxArmPlans = 32;

/** A set of treatment arms that a unit can get, in the experiments' order, and the graph that answers it. */
export interface ArmCombination {
  /** As `experiment:arm`. */
  readonly arms: readonly string[];
  readonly graph: Graph;
}

/** Every combination of treatment arms that a unit can get. Throws where an arm does not fit the version. */
export async function armCombinations(
  version: Version,
  experiments: readonly Experiment[],
  versionOf: (versionId: string) => Promise<Version | undefined>,
): Promise<readonly ArmCombination[]> {
  const combinations: (ArmCombination & { readonly of: readonly Experiment[] })[] = [
    { arms: [], of: [], graph: version.graph },
  ];
  for (const experiment of experiments) {
    const before = combinations.filter(({ of }) => of.every((other) => canMeet(other, experiment)));
    for (const arm of experiment.spec.arms.slice(1)) {
      const name = `${experiment.key}:${arm.key}`;
      const replaced = arm.versionId === undefined ? undefined : await versionOf(arm.versionId);
      if (arm.versionId !== undefined && replaced === undefined) throw new Error(`The version of arm ${name} is gone.`);
      for (const { arms, of, graph } of before) {
        const made = armGraph(replaced?.graph ?? graph, arm.edits);
        if (!made.ok) throw new Error(`Arm ${name} does not fit the version: ${made.reasons.join("; ")}.`);
        combinations.push({ arms: [...arms, name], of: [...of, experiment], graph: made.graph });
        // Far more than can be held: nobody needs to know how many.
        if (combinations.length > 16 * maxArmPlans)
          throw new Error("Too many experiments run on this endpoint at once.");
      }
    }
  }
  return combinations.slice(1);
}

/** Whether one unit can get treatment arms of both: not where they have disjoint parts of one exclusion group, nor where one holds out. */
export function canMeet(one: Experiment, other: Experiment): boolean {
  if (one.kind === "holdout" || other.kind === "holdout") return false;
  const [{ group: a }, { group: b }] = [one.spec, other.spec];
  if (a === undefined || b === undefined || a.name !== b.name) return true;
  return a.range[0] < b.range[1] && b.range[0] < a.range[1];
}
