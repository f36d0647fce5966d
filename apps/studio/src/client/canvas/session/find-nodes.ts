import type { Graph } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { itemKey } from "./canvas-item.ts";

/** Keys of the nodes, groups and notes in which all words are found: in title, type, settings or text. Best titles first. */
export function findNodes(
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
  words: string,
): readonly string[] {
  const queryWords = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (queryWords.length === 0) return [];
  const entries = [
    ...graph.nodes.map((node) => {
      const manifest = manifests.get(node.type);
      const title = node.title ?? manifest?.title ?? node.type;
      const config = JSON.stringify({ ...manifest?.defaults, ...node.config });
      return { key: node.id, title, text: `${title} ${manifest?.title ?? ""} ${node.type} ${config}` };
    }),
    ...graph.groups
      .filter((group) => group.nodes.length > 0)
      .map(({ id, title }) => ({ key: itemKey("group", id), title, text: title })),
    ...graph.notes.map(({ id, text }) => ({ key: itemKey("note", id), title: "", text })),
  ];
  const inTitle = ({ title }: { readonly title: string }) =>
    queryWords.every((word) => title.toLowerCase().includes(word)) ? 0 : 1;
  return entries
    .filter(({ text }) => queryWords.every((word) => text.toLowerCase().includes(word)))
    .toSorted((a, b) => inTitle(a) - inTitle(b))
    .map(({ key }) => key);
}
