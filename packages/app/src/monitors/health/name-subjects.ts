import type { MonitorSubject } from "@aisle/contracts/monitor-source";
import type { MonitorsPorts } from "../monitors-ports.ts";
import type { NamedSubject } from "./subject-health.ts";

interface SubjectName extends NamedSubject {
  /** Names the nodes of the live version. */
  readonly nodeTitle: () => Promise<(node: string) => string>;
}

/** What subjects are called: endpoints as their pipelines, events by their name. An address of before is its pipeline's. */
export async function nameSubjects(
  { records, registries }: Pick<MonitorsPorts, "records" | "registries">,
  workspaceId: string,
): Promise<(subject: MonitorSubject) => SubjectName> {
  const endpoints = await records.endpoints(workspaceId);
  const byAddress = new Map(
    endpoints.flatMap((endpoint) => [endpoint.slug, ...endpoint.aliases].map((slug) => [slug, endpoint])),
  );
  const itself = async () => (node: string) => node;
  return ({ kind, name }) => {
    if (kind !== "endpoint")
      return { title: name.charAt(0).toUpperCase() + name.slice(1), pipelineId: null, isLive: true, nodeTitle: itself };
    const endpoint = byAddress.get(name);
    if (endpoint === undefined) return { title: name, pipelineId: null, isLive: false, nodeTitle: itself };
    return {
      title: endpoint.slug === name ? endpoint.pipelineName : `${endpoint.pipelineName} (${name})`,
      pipelineId: endpoint.pipelineId,
      isLive: true,
      async nodeTitle() {
        const version = await records.version(workspaceId, endpoint.activeVersionId);
        const { manifests } = registries.for(workspaceId);
        const titles = new Map(
          version?.graph.nodes.map(({ id, type, title }) => [id, title ?? manifests.get(type)?.title ?? id]),
        );
        return (node) => titles.get(node) ?? node;
      },
    };
  };
}
