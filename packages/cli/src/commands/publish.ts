import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { CommandError } from "../command-error.ts";
import { followJob } from "../follow-job.ts";
import { ProgressLine } from "../progress-line.ts";
import type { StudioClient } from "../studio-client.ts";

export const publishUsage = "aisle publish FILE [--slug NAME] [--name TITLE] [--notes TEXT]";

const slugPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

interface PipelineRow {
  readonly id: string;
  readonly slug: string | null;
  readonly aliases: readonly string[];
}

/**
 * Publishes a graph file or a template: under a slug that is in use already the pipeline behind it gets a new version, else a new
 * pipeline is made.
 */
export async function publishCommand(client: StudioClient, args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { slug: { type: "string" }, name: { type: "string" }, notes: { type: "string", default: "" } },
  });
  const [file] = positionals;
  if (file === undefined) throw new CommandError(publishUsage);
  const parsed = await readJson(file);
  // A template's file holds its graph beside its title; a graph's file is the graph.
  const { graph = parsed, id, title } = parsed as { graph?: unknown; id?: string; title?: string };
  const slug = values.slug ?? id ?? basename(file).replace(/\.json$/, "");
  if (!slugPattern.test(slug)) {
    throw new CommandError(
      `“${slug}” cannot be an endpoint's name.`,
      "Small letters, digits and single hyphens: --slug home-page",
    );
  }
  const name = values.name ?? title ?? slug;
  const pipelineId = await pipelineFor(client, slug, name, graph);
  const draft = await client.query<{ revision: number }>("drafts.open", { pipelineId });
  const { jobId } = await client.mutate<{ jobId: string }>("pipelines.publish", {
    pipelineId,
    slug,
    name,
    notes: values.notes,
    revision: draft.revision,
  });
  const line = new ProgressLine();
  const { publish } = await followJob(client, jobId, line);
  line.end(`Version ${publish?.number ?? "?"} is live: POST ${client.settings.workerUrl}/v1/${slug}`);
  for (const sample of publish?.samples ?? []) {
    process.stdout.write(
      `  ${sample.ok ? "ok" : "failed"}  ${sample.title}: ${sample.words}, ${sample.totalMs.toFixed(1)} ms\n`,
    );
  }
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new CommandError(`There is no file ${file}.`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${file} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

async function pipelineFor(client: StudioClient, slug: string, name: string, graph: unknown): Promise<string> {
  const pipelines = await client.query<readonly PipelineRow[]>("pipelines.list");
  const known = pipelines.find((one) => one.slug === slug || one.aliases.includes(slug));
  if (known === undefined)
    return (await client.mutate<{ pipelineId: string }>("pipelines.create", { name, graph })).pipelineId;
  await client.mutate("pipelines.replaceDraft", { pipelineId: known.id, graph });
  return known.id;
}
