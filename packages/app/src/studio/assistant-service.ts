import type { AssistantSituation } from "../assistant/proposal.ts";
import { proposeByModel } from "../assistant/propose-by-model.ts";
import { proposeByRules } from "../assistant/propose-by-rules.ts";
import { suggestionsFor } from "../assistant/suggestions.ts";
import type { StudioServices } from "../studio-services.ts";
import type { Caller } from "../studio-shapes.ts";
import { sampleRequest } from "../templates/sample-request.ts";
import { findPipeline } from "./pipeline-service.ts";
import { sampleValues } from "./sample-values.ts";
import type { StudioDeps } from "./studio-deps.ts";

/** Turns sentences into edits that are shown, never applied here. */
export function assistantService(deps: StudioDeps): Pick<StudioServices, "propose" | "suggestions"> {
  return {
    async propose(caller, pipelineId, { sentence, selected }) {
      const situation = await situationOf(deps, caller, pipelineId, selected);
      const { languageModel } = deps;
      const registry = deps.registries.for(caller.workspaceId);
      return languageModel === undefined
        ? proposeByRules(sentence, situation, registry)
        : proposeByModel(sentence, situation, registry, languageModel);
    },
    suggestions: async (caller, pipelineId) => suggestionsFor(await situationOf(deps, caller, pipelineId, [])),
  };
}

async function situationOf(
  deps: StudioDeps,
  caller: Caller,
  pipelineId: string,
  selected: readonly string[],
): Promise<AssistantSituation> {
  const { workspaceId } = caller;
  const { graph } = await findPipeline(deps, caller, pipelineId);
  const [facts, names, fields, counts, values] = await Promise.all([
    deps.facts(workspaceId),
    deps.shop.names(workspaceId),
    deps.shop.attributes(workspaceId),
    deps.shop.counts(workspaceId),
    sampleValues(deps, workspaceId),
  ]);
  const [currency] = counts.currencies;
  return {
    graph,
    manifests: deps.registries.for(workspaceId).manifests,
    facts,
    shop: { ...names, ...fields, ...(currency === undefined ? {} : { currency }) },
    selected,
    samples: {
      shopper: sampleRequest({ shopperId: "$shopper", viewed: "$products" }, values),
      search: sampleRequest({ query: "$query" }, values),
    },
    findProducts: (text) => deps.shop.titled(workspaceId, text),
    newId: (prefix) => deps.newId(prefix.slice(0, 24)).slice(0, 40),
  };
}
