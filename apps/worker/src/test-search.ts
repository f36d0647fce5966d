import { readFileSync } from "node:fs";
import { indexCatalogue } from "@aisle/platform/collections/index-catalogue";
import { repositoryRoot } from "@aisle/platform/files/aisle-home";
import { type Graph, parseGraph } from "@aisle/runtime/graph/graph";
import { Workspaces } from "./capabilities.ts";
import { type TestHome, testWorkspace } from "./test-home.ts";

/** Makes the test workspace's catalogue searchable by words and, with the real model, by meaning. */
export async function indexTestCatalogue({ environment, pool }: TestHome): Promise<void> {
  const workspaces = new Workspaces(environment, pool);
  await indexCatalogue({
    pool,
    workspaceId: testWorkspace,
    embed: await workspaces.embedder(),
    vectors: workspaces.vectors(testWorkspace),
    blobs: workspaces.blobs,
  });
  await pool.query("select pg_notify('aisle_artefacts', $1)", [testWorkspace]);
  await workspaces.close();
}

/** The template's graph, with the answer and the rules as given. */
export function templateGraph(id: string, answer: object = {}, rules: object = {}): Graph {
  const file = JSON.parse(readFileSync(`${repositoryRoot}templates/${id}.json`, "utf8")) as { readonly graph: unknown };
  const graph = parseGraph(file.graph);
  const changed: { readonly [type: string]: object } = { "answer.products": answer, "rules.pin-and-boost": rules };
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, config: { ...node.config, ...changed[node.type] } })),
  };
}
