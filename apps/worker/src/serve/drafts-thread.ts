import { answerSample } from "@aisle/app/pipelines/answer-sample";
import { checkConfig } from "@aisle/app/pipelines/check-config";
import { nearProducts } from "@aisle/app/pipelines/near-products";
import { portSample } from "@aisle/app/pipelines/port-sample";
import { ruleProblems } from "@aisle/app/pipelines/rule-problems";
import { runDraft } from "@aisle/app/pipelines/run-draft";
import { RunMemory } from "@aisle/app/pipelines/run-memory";
import { tryField } from "@aisle/app/pipelines/try-field";
import { replayRequests } from "@aisle/app/replays/replay-requests";
import { storyOfRun } from "@aisle/app/why/story-of-run";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { backtrackingPattern } from "@aisle/nodes/linear-pattern";
import { answerInThread } from "@aisle/platform/isolation/answer-calls";
import type { CallHandlers } from "@aisle/platform/isolation/channel-calls";
import { compile } from "@aisle/runtime/compile/compile";
import { oneRegistry } from "@aisle/runtime/node-sdk/registries";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import type { DraftHandlers } from "./draft-calls.ts";
import { remoteCapabilities } from "./remote-capabilities.ts";

/** The thread in which drafts run: what an author draws may hold it up, and is then ended, while shoppers are answered. */
answerInThread((_data: undefined, parent) => {
  const registries = oneRegistry(makeRegistry(builtInNodes));
  const memory = new RunMemory();
  const capabilities = remoteCapabilities(parent);
  const handlers: DraftHandlers = {
    run: async ([input, facts]) =>
      runDraft(input, registries.for(input.workspaceId), facts, await capabilities(input.workspaceId), memory),
    check: async ([workspaceId, graph, facts, catalog]) => {
      const registry = registries.for(workspaceId);
      const { problems } = await compile(graph, registry, facts, await capabilities(workspaceId));
      return [...problems, ...ruleProblems(graph, registry, catalog)];
    },
    answerSample: async ([{ workspaceId, graph, isVersion }, sample, facts]) => {
      const offered = await capabilities(workspaceId);
      // This thread can be ended: versions run here as they serve.
      const all = isVersion ? { ...offered, patterns: { compile: backtrackingPattern } } : offered;
      return answerSample(graph, sample, registries.for(workspaceId), facts, all);
    },
    replay: async ([{ workspaceId, ...graphs }, requests, detail, facts]) => {
      const after = await capabilities(workspaceId);
      const before = { ...after, patterns: { compile: backtrackingPattern } };
      const registry = registries.for(workspaceId);
      return replayRequests(graphs, requests, detail, registry, facts, { before, after });
    },
    checkConfig: async ([workspaceId, type, config]) =>
      checkConfig(registries.for(workspaceId), type, config, await capabilities(workspaceId)),
    why: ([{ workspaceId, pipelineId, runId }, productId, fields]) =>
      storyOfRun(memory.get(workspaceId, pipelineId, runId), registries.for(workspaceId), productId, fields),
    sample: ([{ workspaceId, pipelineId, runId }, port]) =>
      portSample(memory.get(workspaceId, pipelineId, runId), registries.for(workspaceId), port),
    near: async ([{ workspaceId, pipelineId, runId }, port, facts]) =>
      nearProducts(memory.get(workspaceId, pipelineId, runId), port, facts, await capabilities(workspaceId)),
    tryField: ([{ workspaceId, pipelineId, runId }, field, catalog]) =>
      tryField(
        field,
        registries.for(workspaceId),
        runId === undefined ? undefined : memory.find(workspaceId, pipelineId, runId),
        catalog,
      ),
  };
  return handlers as unknown as CallHandlers;
});
