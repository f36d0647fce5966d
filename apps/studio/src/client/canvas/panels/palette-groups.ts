import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import type { PortTypeName } from "@aisle/runtime/node-sdk/port-type";

/** Folders in the order in which a pipeline reads; others follow by name. */
const order = ["data", "find", "rank", "rules", "language", "features", "models", "logic", "act", "answer"];
const titles: { readonly [folder: string]: string } = { data: "Data in" };

export interface PaletteGroup {
  readonly folder: string;
  readonly title: string;
  readonly nodes: readonly NodeManifest[];
}

/** The type that stands for a node in lists: its first output's, else its first input's. */
export function markType(manifest: NodeManifest): PortTypeName {
  return (Object.values(manifest.outputs)[0] ?? Object.values(manifest.inputs)[0])?.type ?? "Json";
}

/** Nodes that match some words in their title, summary or type, grouped by folder. */
export function paletteGroups(manifests: Iterable<NodeManifest>, words: string): readonly PaletteGroup[] {
  const queryWords = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, NodeManifest[]>();
  for (const manifest of manifests) {
    const text = `${manifest.title} ${manifest.summary} ${manifest.type}`.toLowerCase();
    if (!queryWords.every((word) => text.includes(word))) continue;
    const list = groups.get(manifest.folder) ?? [];
    list.push(manifest);
    groups.set(manifest.folder, list);
  }
  const place = (folder: string) => (order.includes(folder) ? order.indexOf(folder) : order.length);
  return [...groups]
    .sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b))
    .map(([folder, nodes]) => ({
      folder,
      title: titles[folder] ?? folder.charAt(0).toUpperCase() + folder.slice(1),
      nodes: nodes.sort((a, b) => a.title.localeCompare(b.title)),
    }));
}
