import type { Pipeline } from "@aisle/contracts/pipeline";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { InternalRouteDeps } from "./internal-route-deps.ts";

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
  readonly draftOf: (input: z.infer<typeof draft>) => Promise<Pipeline>;
}

/** What the studio asks about the data of preview runs, which the thread of drafts keeps. No call carries a value: each names a run. */
export function runDataRoutes(
  scope: FastifyInstance,
  { drafts, facts, ruleCatalog, knownProduct, draftOf }: RunDataDeps,
): void {
  scope.post("/internal/why", async (request) => {
    const { productId, ...run } = why.parse(request.body);
    return drafts.ask("why", run, productId, await knownProduct(run.workspaceId, productId));
  });

  scope.post("/internal/sample", async (request) => {
    const { port, ...run } = ofPort.parse(request.body);
    return drafts.ask("sample", run, port);
  });

  scope.post("/internal/near", async (request) => {
    const { port, ...run } = ofPort.parse(request.body);
    return drafts.ask("near", run, port, await facts(run.workspaceId));
  });

  scope.post("/internal/try-field", async (request) => {
    const { workspaceId, pipelineId, runId, node, path, text } = field.parse(request.body);
    const { graph } = await draftOf({ workspaceId, pipelineId });
    const catalog = await ruleCatalog(workspaceId);
    return drafts.ask("tryField", { workspaceId, pipelineId, runId }, { graph, node, path, text }, catalog);
  });
}
