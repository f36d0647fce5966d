import { shortenText } from "@aisle/runtime/cut-text";
import { editDistance } from "@aisle/runtime/edit-distance";
import type { Graph, GraphNode } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import { NotDone } from "./not-done.ts";
import { slipsAllowed } from "./slips.ts";

/** What people call a node besides its title. */
const otherNames: { readonly [type: string]: readonly string[] } = {
  "data.endpoint-request": ["request", "trigger", "start"],
  "data.request-products": ["request products", "caller's products"],
  "find.keyword-search": ["keywords", "word search", "search by word", "search by words", "text search", "bm25"],
  "find.vector-search": ["meaning search", "semantic search", "search by meaning", "vectors", "similar in meaning"],
  "find.customers-also-viewed": ["also viewed", "viewed together", "also looked at", "co viewed", "similar products"],
  "find.customers-also-bought": ["also bought", "also buy", "bought together", "bought with this", "cart companions"],
  "find.bought-before": ["buy it again", "buy again", "past purchases", "purchase history", "bought already"],
  "find.best-sellers": ["bestsellers", "best seller", "bestseller", "top sellers", "most bought", "popular products"],
  "find.trending": ["trending now", "trends", "trending products", "what is trending"],
  "rank.fuse": ["fusion", "merge"],
  "rank.blend": ["blend"],
  "rank.recency-weight": ["recency", "recency weight", "freshness"],
  "rank.explore": ["exploration", "exploring"],
  "rank.limit": ["cut"],
  "rules.in-stock": ["stock", "stock check", "stock filter", "availability", "available", "not sold out"],
  "rules.exclude-bought": ["exclude bought products", "leave out bought", "without bought"],
  "rules.pin-and-boost": ["pin and boost", "pins and boosts", "merchandising rules", "boosts", "pins"],
  "rules.diversity": ["variety", "mix", "spread"],
  "language.embed-text": ["embedding", "embedder", "embed"],
  "logic.first-of": ["first", "fallback"],
  "answer.products": ["response", "output", "end"],
};

/** Lower case, without articles, quotes and the word “node”: how names are compared. */
export function plainName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[“”"'`’]s?/g, " ")
    .replace(/&/g, " and ")
    .replace(/[-_.,:;!?()]/g, " ")
    .replace(/\b(?:a|an|the|my|our|some|another|new|node|nodes|step|block|box|card)\b/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** Every name that a node type goes by, plain. */
export function namesOf(manifest: NodeManifest): readonly string[] {
  const tail = manifest.type.slice(manifest.type.indexOf(".") + 1);
  return [...new Set([manifest.title, tail, ...(otherNames[manifest.type] ?? [])].map(plainName))].filter(Boolean);
}

/** The node type that a text names as a whole, small slips of the hand forgiven; `undefined` when there is none. */
export function typeNamed(text: string, manifests: ReadonlyMap<string, NodeManifest>): NodeManifest | undefined {
  const searchedName = plainName(text);
  if (searchedName === "") return undefined;
  let near: { manifest: NodeManifest; slips: number } | undefined;
  for (const manifest of manifests.values()) {
    for (const name of namesOf(manifest)) {
      if (name === searchedName || name === searchedName.replace(/s$/, "") || `${name} products` === searchedName)
        return manifest;
      const allowed = slipsAllowed(name);
      const slips = allowed === 0 ? 9 : editDistance(name, searchedName, allowed);
      if (slips <= allowed && (near === undefined || slips < near.slips)) near = { manifest, slips };
    }
  }
  return near?.manifest;
}

/** The node types that a text speaks of, in the order in which it does. */
export function typesWithin(text: string, manifests: ReadonlyMap<string, NodeManifest>): readonly NodeManifest[] {
  let rest = ` ${plainName(text)} `;
  const names = [...manifests.values()].flatMap((manifest) => namesOf(manifest).map((name) => ({ manifest, name })));
  const found: { manifest: NodeManifest; at: number }[] = [];
  for (const { manifest, name } of names.sort((a, b) => b.name.length - a.name.length)) {
    const at = rest.indexOf(` ${name} `);
    if (at < 0) continue;
    rest = `${rest.slice(0, at)} ${"#".repeat(name.length)} ${rest.slice(at + name.length + 2)}`;
    if (!found.some((one) => one.manifest === manifest)) found.push({ manifest, at });
  }
  return found.sort((a, b) => a.at - b.at).map((one) => one.manifest);
}

/** The title that a graph node goes by. */
export function titleOf(node: GraphNode, manifests: ReadonlyMap<string, NodeManifest>): string {
  return node.title ?? manifests.get(node.type)?.title ?? node.type;
}

/**
 * The graph nodes that a text names: by their own title, by their type's names, or “it” for what is selected. Empty when
 * none is there.
 */
export function nodesNamed(
  text: string,
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
  selected: readonly string[],
): readonly GraphNode[] {
  const searchedName = plainName(text);
  if (/^(?:it|this|that|this one|selected|selection)$/.test(searchedName))
    return graph.nodes.filter(({ id }) => selected.includes(id));
  const byTitle = graph.nodes.filter((node) => node.title !== undefined && plainName(node.title) === searchedName);
  if (byTitle.length > 0) return byTitle;
  const byId = graph.nodes.filter((node) => node.id.toLowerCase() === text.trim().toLowerCase());
  if (byId.length > 0) return byId;
  const type = typeNamed(text, manifests)?.type;
  return graph.nodes.filter((node) => node.type === type);
}

/** The one graph node that a text names; throws `NotDone` when there is none, or several of which none is selected. */
export function nodeNamed(
  text: string,
  graph: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
  selected: readonly string[],
): GraphNode {
  const found = nodesNamed(text, graph, manifests, selected);
  if (found.length === 1) return found[0]!;
  const chosen = found.filter(({ id }) => selected.includes(id));
  if (chosen.length === 1) return chosen[0]!;
  if (found.length > 1) {
    const title = titleOf(found[0]!, manifests);
    throw new NotDone(`There are ${found.length} nodes called ${title} here: select the one you mean and say “it”.`);
  }
  const type = typeNamed(text, manifests);
  throw new NotDone(
    type === undefined ? `There is no node “${short(text)}”.` : `There is no ${type.title} in this pipeline yet.`,
  );
}

/** A text as it may be said back: on one line and not longer than a line. */
export function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return shortenText(line, 60);
}
