import { type Experiment, usualBandit } from "@aisle/contracts/experiment";
import type { ExperimentRecords } from "@aisle/contracts/experiment-records";
import type { Reading } from "@aisle/contracts/reading";

const hourMs = 3_600_000;

/**
 * Stores the weights that a bandit's newest reading gives, once the old ones have stood for as long as they should; returns whether it
 * did. A reading that is withheld, or too early, changes nothing.
 */
export async function updateBandit(
  records: Pick<ExperimentRecords, "storeWeights">,
  experiment: Pick<Experiment, "id" | "workspaceId" | "kind" | "state" | "spec" | "startedAt" | "weights">,
  { bandit, withheld }: Pick<Reading, "bandit" | "withheld">,
  now: number,
): Promise<boolean> {
  const { kind, state, spec, startedAt, weights: history = [] } = experiment;
  if (kind !== "bandit" || state !== "running" || startedAt === null) return false;
  if (withheld || bandit?.weights === undefined) return false;
  const { everyHours } = spec.bandit ?? usualBandit;
  const since = history.at(-1)?.at ?? startedAt.getTime();
  if (now - since < everyHours * hourMs) return false;
  const { weights, posterior, draws, seed } = bandit;
  return records.storeWeights(experiment.workspaceId, experiment.id, { at: now, weights, posterior, draws, seed });
}
