import { type LivePlan, makeLivePlan } from "@aisle/app/serving/live-plan";
import { serveRequest } from "@aisle/app/serving/serve-request";
import type { ServeInput } from "@aisle/app/serving/served";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { backtrackingPattern } from "@aisle/nodes/linear-pattern";
import { answerInThread } from "@aisle/platform/isolation/answer-calls";
import { tokeniser } from "@aisle/platform/person-data/tokens-of";
import { compile } from "@aisle/runtime/compile/compile";
import { execute } from "@aisle/runtime/execute/execute";
import { oneRegistry } from "@aisle/runtime/node-sdk/registries";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import type { IsolatedVersion } from "./isolated-versions.ts";
import { remoteCapabilities } from "./remote-capabilities.ts";

/**
 * The thread that serves versions published while patterns might look ahead or refer back: their matching may never end, and
 * then this thread is ended, not the one that answers all others.
 */
answerInThread<{ readonly secret: string }>(({ secret }, parent) => {
  const registries = oneRegistry(makeRegistry(builtInNodes));
  const capabilitiesOf = remoteCapabilities(parent);
  const plans = new Map<string, LivePlan>();
  return {
    prepare: async ([key, { endpoint, version, facts }]: readonly [string, IsolatedVersion]) => {
      const { workspaceId, slug, pipelineId } = endpoint;
      const capabilities = { ...(await capabilitiesOf(workspaceId)), patterns: { compile: backtrackingPattern } };
      const compiled = await compile(version.graph, registries.for(workspaceId), facts, capabilities);
      if (!compiled.ok) throw new Error(compiled.problems.find((problem) => problem.severity === "error")!.message);
      const parts = { workspaceId, slug, pipelineId, versionId: version.id, versionNumber: version.number };
      const live = makeLivePlan({ ...parts, plan: compiled.plan, capabilities }, tokeniser(secret, workspaceId));
      for (const { request } of version.graph.samples)
        await execute(live.plan, request, { mode: "rehearsal", capabilities, deadlineMs: 5_000 });
      plans.set(key, live);
    },
    /** `undefined` for a version that this thread, newly started, does not know. */
    serve: ([key, input]: readonly [string, ServeInput]) => {
      const live = plans.get(key);
      return live === undefined ? undefined : serveRequest(live, input);
    },
    held: () => plans.size,
    forget: ([key]: readonly [string]) => {
      plans.delete(key);
    },
  };
});
