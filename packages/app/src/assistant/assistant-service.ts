import type { Caller } from "../access/caller.ts";
import { findPipeline } from "../pipelines/find-pipeline.ts";
import type { Area } from "../services/area.ts";
import { sampleRequest } from "../templates/sample-request.ts";
import { sampleValues } from "../templates/sample-values.ts";
import type { AssistantPorts } from "./assistant-ports.ts";
import type { AssistantSituation, Proposal } from "./proposal.ts";
import { proposeByModel } from "./propose-by-model.ts";
import { proposeByRules } from "./propose-by-rules.ts";
import { suggestionsFor } from "./suggestions.ts";

/** Turns sentences into edits that are shown, never applied here. */
export interface AssistantService {
  /** What a sentence would change of the stored draft, to be approved; changes nothing. */
  propose(
    caller: Caller,
    pipelineId: string,
    input: { readonly sentence: string; readonly selected: readonly string[] },
  ): Promise<Proposal>;
  /** Three sentences that would change something in the stored draft. */
  suggestions(caller: Caller, pipelineId: string): Promise<readonly string[]>;
}

/** Of use to those alone who may edit. */
export const assistantArea: Area<AssistantService, AssistantPorts> = {
  permissions: { propose: "edit", suggestions: "edit" },
  make: assistantService,
};

function assistantService(ports: AssistantPorts): AssistantService {
  return {
    async propose(caller, pipelineId, { sentence, selected }) {
      const situation = await situationOf(ports, caller, pipelineId, selected);
      const { languageModel } = ports;
      const registry = ports.registries.for(caller.workspaceId);
      return languageModel === undefined
        ? proposeByRules(sentence, situation, registry)
        : proposeByModel(sentence, situation, registry, languageModel(caller.workspaceId));
    },
    suggestions: async (caller, pipelineId) => suggestionsFor(await situationOf(ports, caller, pipelineId, [])),
  };
}

async function situationOf(
  ports: AssistantPorts,
  caller: Caller,
  pipelineId: string,
  selected: readonly string[],
): Promise<AssistantSituation> {
  const { workspaceId } = caller;
  const { graph } = await findPipeline(ports, caller, pipelineId);
  const [facts, names, fields, counts, values] = await Promise.all([
    ports.facts(workspaceId),
    ports.shop.names(workspaceId),
    ports.shop.attributes(workspaceId),
    ports.shop.summary(workspaceId),
    sampleValues(ports, workspaceId),
  ]);
  const [currency] = counts.currencies;
  return {
    graph,
    manifests: ports.registries.for(workspaceId).manifests,
    facts,
    shop: { ...names, ...fields, ...(currency === undefined ? {} : { currency }) },
    findProducts: (text) => ports.shop.titled(workspaceId, text),
    selected,
    samples: {
      shopper: sampleRequest({ shopperId: "$shopper", viewed: "$products" }, values),
      search: sampleRequest({ query: "$query" }, values),
    },
    newId: (prefix) => ports.newId(prefix.slice(0, 24)).slice(0, 40),
  };
}
