import type { AisleJobs } from "@aisle/app/jobs/aisle-jobs";
import { publishAttempts } from "@aisle/app/jobs/publish-options";
import { checkVersion, waitsFor } from "@aisle/app/pipelines/check-version";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { isConnectionLoss } from "@aisle/platform/postgres/connection-loss";
import type { JobHandlers } from "@aisle/platform/queue/job-worker";
import type { Problem } from "@aisle/runtime/compile/problem";
import { AisleError, errorBody, toAisleError } from "@aisle/runtime/errors";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { Json } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { oneRegistry } from "@aisle/runtime/node-sdk/registries";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import type { JobDeps } from "./job-deps.ts";
import { logError } from "./log-error.ts";
import { followAll } from "./start-experiment-job.ts";

const registries = oneRegistry(makeRegistry(builtInNodes));

/**
 * Checks a version (compile, sample requests) and makes it live; a version that fails its checks is stored with its problems. One
 * whose checks could not be made, because something outside was away, is tried again and says what it waits for.
 */
export function publishJob(deps: JobDeps): JobHandlers<AisleJobs>["publish"] {
  const { records, workspaces } = deps;
  return async ({ workspaceId, pipelineId, versionId, slug }, job) => {
    const version = await records.version(workspaceId, versionId);
    if (version === undefined)
      throw new AisleError("version.not-found", "The version to publish is gone.", { versionId });
    // A try that ended after the checks, such as by a kill, left a version that is ready: it is checked again all the same, since
    // another version may have been published meanwhile and facts may have changed.
    await records.setVersion(workspaceId, versionId, { status: "checking", waitingFor: version.waitingFor });
    // Tried again after a failure, it may find its address with another pipeline.
    const claimed = await records.claimAddress(workspaceId, pipelineId, slug);
    if (!claimed.ok && claimed.why !== "gone") {
      const slugTaken = new AisleError("endpoint.slug-taken", `Another pipeline answers as “${slug}”.`, { slug });
      await records.setVersion(workspaceId, versionId, {
        status: "failed",
        problems: [
          { code: "prepare-failed", severity: "error", message: `${slugTaken.message} ${slugTaken.row.help}` },
        ],
      });
      throw slugTaken;
    }
    const wait = async (reason: string, cause?: unknown): Promise<never> => {
      const last = job.attempt >= publishAttempts;
      await records.setVersion(workspaceId, versionId, {
        status: last ? "failed" : "checking",
        waitingFor: last ? null : reason,
        ...(last ? { problems: [{ code: "prepare-failed", severity: "error", message: gaveUpMessage(reason) }] } : {}),
      });
      await job.progress(0.1, last ? gaveUpMessage(reason) : `Will be retried: ${reason}`);
      throw new AisleError("publish.waiting", last ? gaveUpMessage(reason) : reason, { versionId }, cause);
    };
    await job.progress(0.1, "Compiling");
    const prepared = await prepare(workspaces, workspaceId).catch((error: unknown) => wait(reasonOf(error), error));
    const check = await checkVersion(
      version.graph,
      registries.for(workspaceId),
      prepared.facts,
      prepared.workspace.capabilities,
      (done, total) => {
        void job.progress(0.2 + (0.7 * done) / total, `${done} of ${total} sample requests`);
      },
    );
    const reason = check.ok ? undefined : waitsFor(check);
    if (reason !== undefined) return wait(reason);
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
    if (!check.ok) throw refusal(check, version.graph, registries.for(workspaceId).manifests);
    const by = { workspaceId, userId: version.publishedBy, via: "job" } as const;
    const active = await records.activate(by, pipelineId, versionId, "publish");
    if (active === undefined)
      throw new AisleError("pipeline.not-found", "The pipeline was deleted meanwhile.", { pipelineId });
    // What cannot be brought in line now is found again within a minute.
    if (active.isLive) await followAll(deps, workspaceId, pipelineId).catch(logError);
    await job.progress(1, `Version ${version.number} is ${active.isLive ? "live" : "ready; a newer one is live"}`);
    return { publish: { ...report, slug: active.slug } } as unknown as Json;
  };
}

/** This process hears no notifications: what the checks run on must be as new as what will serve. */
async function prepare(workspaces: JobDeps["workspaces"], workspaceId: string) {
  const workspace = await workspaces.get(workspaceId);
  await Promise.all([workspace.refreshProducts(), workspace.refreshArtefacts()]);
  return { workspace, facts: await workspaces.facts(workspaceId) };
}

/** What is said once no more tries follow. */
function gaveUpMessage(reason: string): string {
  return `Given up after ${publishAttempts} tries, publish again when it answers: ${reason}`;
}

/** Why a version cannot be checked now, for whoever published it. */
function reasonOf(error: unknown): string {
  if (isConnectionLoss(error)) return "The database cannot be reached.";
  return errorBody(toAisleError(error)).error.message as string;
}

function refusal(
  { problems }: Awaited<ReturnType<typeof checkVersion>>,
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
): AisleError {
  const words = problems
    .filter((problem) => problem.severity === "error")
    .map((problem) => describeProblem(problem, graph, manifests));
  return new AisleError("graph.problems", words.slice(0, 5).join(" "), { problems: words });
}

/** A problem away from its canvas: it has to say which node and field it means. */
function describeProblem(
  { node, field, message }: Problem,
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
): string {
  const placed = graph.nodes.find((candidate) => candidate.id === node);
  const title = placed?.title ?? manifests.get(placed?.type ?? "")?.title ?? node;
  return (
    [title, field].filter((part) => part !== undefined).join(", ") + (title === undefined ? message : `: ${message}`)
  );
}
