import type { AssistantSituation } from "../assistant/proposal.ts";
import { proposeByModel } from "../assistant/propose-by-model.ts";
import { proposeByRules } from "../assistant/propose-by-rules.ts";
import type { StudioServices } from "../studio-services.ts";
import { sampleRequest } from "../templates/sample-request.ts";
import { findPipeline } from "./pipeline-service.ts";
import { sampleValues } from "./sample-values.ts";
import type { StudioDeps } from "./studio-deps.ts";

/** Turns sentences into edits that are shown, never applied here. */
export function assistantService(deps: StudioDeps): Pick<StudioServices, "propose"> {
  return {
    async propose({ workspaceId, userId }, pipelineId, { sentence, selected }) {
      const { graph } = await findPipeline(deps, { workspaceId, userId }, pipelineId);
      const [facts, names, counts, values] = await Promise.all([
        deps.facts(workspaceId),
        deps.shop.names(workspaceId),
        deps.shop.counts(workspaceId),
        sampleValues(deps, workspaceId),
      ]);
      const [currency] = counts.currencies;
      const situation: AssistantSituation = {
        graph,
        manifests: deps.registry.manifests,
        facts,
        shop: { ...names, ...(currency === undefined ? {} : { currency }) },
        selected,
        samples: {
          shopper: sampleRequest({ shopperId: "$shopper", viewed: "$products" }, values),
          search: sampleRequest({ query: "$query" }, values),
        },
        newId: (prefix) => deps.newId(prefix.slice(0, 24)).slice(0, 40),
      };
      const { languageModel, registry } = deps;
      return languageModel === undefined
        ? proposeByRules(sentence, situation, registry)
        : proposeByModel(sentence, situation, registry, languageModel);
    },
  };
}
