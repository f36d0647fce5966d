import { type Experiment, interleavedArm, usualBandit } from "@aisle/contracts/experiment";
import type { Graph } from "@aisle/runtime/graph/graph";
import { capabilitiesOf, type Registry } from "@aisle/runtime/node-sdk/registry";

/** The answer whose products two rankings can share. */
const sharedAnswer = "answer.products";

/** Why an experiment of this kind cannot run as it is planned. */
export function kindFaults({ kind, spec }: Pick<Experiment, "kind" | "spec">): readonly string[] {
  if (kind === "bandit") return banditFaults(spec);
  if (kind === "external") return externalFaults(spec);
  return kind === "interleaving" ? interleavingFaults(spec) : [];
}

function banditFaults({ arms, metrics, bandit = usualBandit }: Experiment["spec"]): readonly string[] {
  const faults: string[] = [];
  const primary = metrics.find(({ role }) => role === "primary")?.metric;
  if (primary !== undefined && primary.kind !== "proportion" && primary.kind !== "mean")
    faults.push(
      `A bandit follows a proportion or a mean: “${primary.name}” is neither, choose another primary metric.`,
    );
  if (bandit.floor * arms.length > 1 + 1e-9)
    faults.push(
      `Each arm keeps at least ${percent(bandit.floor)} of the units, which is more than there is for ${arms.length} arms: choose ${percent(Math.floor(10_000 / arms.length) / 10_000)} at most.`,
    );
  if (!(bandit.floor > 0))
    faults.push("The least share of an arm is 0: an arm that is never shown is never learnt about.");
  for (const { name, weight } of arms)
    if (weight < Math.min(bandit.floor, 1 / arms.length) - 1e-9)
      faults.push(`Arm ${name} begins with ${percent(weight)} of the units, which is below the least share of an arm.`);
  return faults;
}

/** A front end has no decisions of an endpoint: what is counted of them would be nothing for every visitor. */
function externalFaults({ metrics }: Experiment["spec"]): readonly string[] {
  return metrics
    .filter(
      ({ metric: { attribution, measure, per } }) =>
        attribution === "decision" || [measure, per].some((one) => one?.source.from === "decisions"),
    )
    .map(
      ({ metric: { name } }) =>
        `“${name}” is of answers of an endpoint, which a front end does not give: choose metrics of events that count by unit.`,
    );
}

function interleavingFaults({ arms, metrics }: Experiment["spec"]): readonly string[] {
  const faults: string[] = [];
  if (arms.length !== 2)
    faults.push(`Interleaving compares two rankings in one answer; this experiment has ${arms.length} arms.`);
  if (arms.some(({ key }) => key === interleavedArm))
    faults.push(`“${interleavedArm}” is what answers of both rankings are logged as: give that arm another key.`);
  const primary = metrics.find(({ role }) => role === "primary")?.metric;
  if (
    primary !== undefined &&
    (primary.measure.source.from !== "events" || primary.measure.source.follow !== undefined)
  )
    faults.push(
      `“${primary.name}” is of the answer, which both rankings share: choose what follows it, such as click-through.`,
    );
  return faults;
}

/** Why a graph cannot be one of two rankings of an answer: both run for each request, so nothing may happen twice. */
export function interleavedGraphFaults(graph: Graph, registry: Registry): readonly string[] {
  const faults: string[] = [];
  for (const { type, title } of graph.nodes) {
    const definition = registry.definitions.get(type);
    if (definition === undefined) continue;
    const name = title ?? definition.title;
    if (definition.role === "answer" && type !== sharedAnswer)
      faults.push(`“${name}” answers with something else than products, which two rankings cannot share.`);
    const acts = capabilitiesOf(registry, definition).find(({ kind }) => kind === "act");
    if (acts !== undefined)
      faults.push(`“${name}” acts (${acts.name}), and would do so twice: both rankings run for each request.`);
  }
  return faults;
}

const percent = (share: number) => `${Math.round(share * 10_000) / 100} %`;
