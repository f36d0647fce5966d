import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { checkVersion } from "@aisle/app/pipelines/check-version";
import type { PipelineRecords, VersionRecord } from "@aisle/app/pipelines/pipeline-records";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import type { JobHandlers } from "@aisle/platform/queue/job-worker";
import type { Problem } from "@aisle/runtime/compile/problem";
import { AisleError } from "@aisle/runtime/errors";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { Json } from "@aisle/runtime/json";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import type { JobDeps } from "./job-deps.ts";

const registry = makeRegistry(builtInNodes);

/** Checks a version (compile, sample requests) and makes it live; a version that fails its checks is kept with its problems. */
export function publishJob({ records, workspaces }: JobDeps): JobHandlers<AisleJobs>["publish"] {
  return async ({ workspaceId, versionId, slug }, job) => {
    const version = await records.version(workspaceId, versionId);
    if (version === undefined)
      throw new AisleError("version.not-found", "The version to publish is gone.", { versionId });
    await records.setVersion(workspaceId, versionId, { status: "checking" });
    await job.progress(0.1, "Compiling");
    const workspace = await workspaces.get(workspaceId);
    // This process hears no notices: what the checks run on must be as new as what will serve.
    await Promise.all([workspace.refreshProducts(), workspace.refreshArtefacts()]);
    const facts = await workspaces.facts(workspaceId);
    const check = await checkVersion(version.graph, registry, facts, workspace.capabilities, (done, total) => {
      void job.progress(0.2 + (0.7 * done) / total, `${done} of ${total} sample requests`);
    });
    const report = {
      versionId,
      number: version.number,
      slug,
      problems: check.problems,
      samples: check.samples,
    };
    const status = check.ok ? "ready" : "failed";
    await records.setVersion(workspaceId, versionId, {
      status,
      problems: check.problems,
      report: report as unknown as Json,
    });
    if (!check.ok) throw refusal(check, version.graph);
    const isLive = await goLive(records, version, slug);
    await job.progress(1, `Version ${version.number} is ${isLive ? "live" : "ready; a newer one is live"}`);
    return { publish: report } as unknown as Json;
  };
}

/** Activates a version, unless its pipeline has a newer one live: jobs may end, or be taken up again, out of order. */
async function goLive(records: PipelineRecords, version: VersionRecord, slug: string): Promise<boolean> {
  const { workspaceId, pipelineId } = version;
  if ((await records.find(workspaceId, pipelineId)) === undefined)
    throw new AisleError("pipeline.not-found", "The pipeline was deleted meanwhile.", { pipelineId });
  const endpoints = await records.endpoints(workspaceId);
  const before = endpoints.find((endpoint) => endpoint.pipelineId === pipelineId);
  const live = before === undefined ? undefined : await records.version(workspaceId, before.activeVersionId);
  if (live !== undefined && live.number > version.number) return false;
  await records.activate(workspaceId, slug, pipelineId, version.id);
  return true;
}

function refusal({ problems, samples }: Awaited<ReturnType<typeof checkVersion>>, graph: Graph): AisleError {
  const words = [
    ...problems.filter((problem) => problem.severity === "error").map((problem) => problemWords(problem, graph)),
    ...samples.filter((sample) => !sample.ok).map((sample) => `Sample “${sample.title}”: ${sample.words}`),
  ];
  return new AisleError("graph.problems", words.slice(0, 5).join(" "), { problems: words });
}

/** A problem away from its canvas: it has to say which node and field it means. */
function problemWords({ node, field, message }: Problem, graph: Graph): string {
  const placed = graph.nodes.find((candidate) => candidate.id === node);
  const title = placed?.title ?? registry.manifests.get(placed?.type ?? "")?.title ?? node;
  return (
    [title, field].filter((part) => part !== undefined).join(", ") + (title === undefined ? message : `: ${message}`)
  );
}
