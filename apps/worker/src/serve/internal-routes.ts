import { timingSafeEqual } from "node:crypto";
import { armGraph } from "@aisle/app/experiments/arm-graph";
import { textFault } from "@aisle/platform/http/text-fault";
import { AisleError } from "@aisle/runtime/errors";
import { editSchema } from "@aisle/runtime/graph/edit-schema";
import { sampleSchema } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { InternalRouteDeps } from "./internal-route-deps.ts";
import { runDataRoutes } from "./run-data-routes.ts";

const jsonObject = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;
const draft = z.object({ workspaceId: z.string(), pipelineId: z.string() });
const run = draft.extend({
  request: jsonObject,
  upTo: z.string().optional(),
  from: z.object({ node: z.string(), runId: z.string() }).optional(),
});
const sample = draft.extend({
  versionId: z.string().optional(),
  sample: sampleSchema,
  edits: z.array(editSchema).max(500).default([]),
});
const replay = draft.extend({
  versionId: z.string(),
  revision: z.int().min(0),
  requests: z
    .array(z.object({ id: z.string().max(64), at: z.number(), request: jsonObject }))
    .min(1)
    .max(20),
  detail: z.enum(["ids", "shelves", "odds"]),
});
const config = z.object({ workspaceId: z.string(), type: z.string(), config: jsonObject });

/** True for a request that carries the internal token; compared in constant time. */
export function internalCheck(token: string): (request: FastifyRequest) => boolean {
  const expected = Buffer.from(`Bearer ${token}`);
  return (request) => {
    const given = Buffer.from(request.headers.authorization ?? "");
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
}

/** What the studio asks of this process: drafts are named by id, no request carries a graph. */
export function internalRoutes(server: FastifyInstance, deps: InternalRouteDeps): void {
  server.register(async (scope) => {
    scope.addHook("onRequest", async (request) => {
      if (!deps.isInternal(request)) throw new AisleError("request.not-found", "There is nothing at this address.");
    });
    scope.addHook("preHandler", async (request) => {
      const fault = textFault(request.body);
      if (fault !== undefined) throw new AisleError("request.invalid", fault);
    });
    const draftOf = async ({ workspaceId, pipelineId }: z.infer<typeof draft>) => {
      const pipeline = await deps.records.find(workspaceId, pipelineId);
      if (pipeline === undefined)
        throw new AisleError("pipeline.not-found", "There is no such pipeline.", { pipelineId });
      return pipeline;
    };

    scope.post("/internal/run", async (request) => {
      const { upTo, from, ...input } = run.parse(request.body);
      const { graph, revision } = await draftOf(input);
      const draftRun = {
        ...input,
        graph,
        revision,
        ...(upTo === undefined ? {} : { upTo }),
        ...(from === undefined ? {} : { from }),
      };
      return deps.drafts.ask("run", draftRun, await deps.facts(input.workspaceId));
    });
    runDataRoutes(scope, { ...deps, draftOf });

    scope.post("/internal/check", async (request) => {
      const input = draft.parse(request.body);
      const { graph, revision } = await draftOf(input);
      const facts = await deps.facts(input.workspaceId);
      const { sample: _sample, ...catalog } = await deps.ruleCatalog(input.workspaceId);
      return { revision, problems: await deps.drafts.ask("check", input.workspaceId, graph, facts, catalog) };
    });

    scope.post("/internal/answer-sample", async (request) => {
      const input = sample.parse(request.body);
      const { workspaceId, versionId } = input;
      const pipeline = await draftOf(input);
      const version = versionId === undefined ? undefined : await deps.records.version(workspaceId, versionId);
      if (versionId !== undefined && version?.pipelineId !== pipeline.id)
        throw new AisleError("version.not-found", "There is no such version.", { versionId });
      const made = armGraph((version ?? pipeline).graph, input.edits);
      if (!made.ok) throw new AisleError("graph.edit-refused", made.reasons.join("; "));
      const { graph } = made;
      const facts = await deps.facts(workspaceId);
      return deps.drafts.ask(
        "answerSample",
        { workspaceId, graph, isVersion: version !== undefined },
        input.sample,
        facts,
      );
    });

    scope.post("/internal/replay", async (request) => {
      const { workspaceId, pipelineId, versionId, revision, requests, detail } = replay.parse(request.body);
      const pipeline = await draftOf({ workspaceId, pipelineId });
      const version = await deps.records.version(workspaceId, versionId);
      if (version?.pipelineId !== pipeline.id)
        throw new AisleError("version.not-found", "There is no such version.", { versionId });
      // Half of one draft and half of another would be no result of either.
      if (pipeline.revision !== revision)
        throw new AisleError("graph.revision-gone", "The draft was changed meanwhile. Start again.", { revision });
      const graphs = { workspaceId, before: version.graph, after: pipeline.graph };
      return deps.drafts.ask("replay", graphs, requests, detail, await deps.facts(workspaceId));
    });

    scope.post("/internal/check-config", async (request) => {
      const input = config.parse(request.body);
      return deps.drafts.ask("checkConfig", input.workspaceId, input.type, input.config);
    });
  });
}
