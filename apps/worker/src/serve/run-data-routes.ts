import { nearProducts } from "@aisle/app/pipelines/near-products";
import type { PipelineRecord } from "@aisle/app/pipelines/pipeline-records";
import { portSample } from "@aisle/app/pipelines/port-sample";
import type { KeptRun, RunMemory } from "@aisle/app/pipelines/run-memory";
import { tryField } from "@aisle/app/pipelines/try-field";
import { storyOfRun } from "@aisle/app/why/story-of-run";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { InternalRouteDeps } from "./internal-routes.ts";

const draft = z.object({ workspaceId: z.string(), pipelineId: z.string() });
const ofRun = draft.extend({ runId: z.string() });
const why = ofRun.extend({ productId: z.string() });
const ofPort = ofRun.extend({ port: z.string() });
const field = draft.extend({
  runId: z.string().optional(),
  node: z.string(),
  path: z.array(z.union([z.string(), z.number()])),
  text: z.string(),
});

export interface RunDataDeps extends InternalRouteDeps {
  readonly memory: RunMemory;
  readonly draftOf: (input: z.infer<typeof draft>) => Promise<PipelineRecord>;
}

/** What the studio asks about the data of preview runs that this process keeps. No call carries a value: each names a run. */
export function runDataRoutes(scope: FastifyInstance, deps: RunDataDeps): void {
  const keptRun = ({ workspaceId, pipelineId, runId }: z.infer<typeof ofRun>): KeptRun =>
    deps.memory.get(workspaceId, pipelineId, runId);

  scope.post("/internal/why", async (request) => {
    const input = why.parse(request.body);
    const run = keptRun(input);
    const { products } = await deps.capabilities(input.workspaceId);
    const [fields] = (await products?.get([input.productId])) ?? [];
    return storyOfRun(run, deps.registry, input.productId, fields);
  });

  scope.post("/internal/sample", async (request) => {
    const input = ofPort.parse(request.body);
    return portSample(keptRun(input), deps.registry, input.port);
  });

  scope.post("/internal/near", async (request) => {
    const input = ofPort.parse(request.body);
    const { workspaceId } = input;
    return nearProducts(
      keptRun(input),
      input.port,
      await deps.facts(workspaceId),
      await deps.capabilities(workspaceId),
    );
  });

  scope.post("/internal/try-field", async (request) => {
    const { workspaceId, pipelineId, runId, node, path, text } = field.parse(request.body);
    const { graph } = await deps.draftOf({ workspaceId, pipelineId });
    const run = runId === undefined ? undefined : deps.memory.find(workspaceId, pipelineId, runId);
    return tryField({ graph, node, path, text }, deps.registry, run);
  });
}
