import { valueAtPath } from "@aisle/runtime/graph/config-path";
import type { GraphNode } from "@aisle/runtime/graph/graph";
import type { Json } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";

function describeValue(value: Json | undefined): string {
  if (value === undefined || value === null || value === "") return "…";
  if (Array.isArray(value)) return String(value.length);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object") return "…";
  return String(value);
}

/** The one line under a card's title: the manifest's caption with config values filled in, else its summary. */
export function captionOf(node: GraphNode, manifest: NodeManifest): string {
  if (manifest.caption === undefined) return manifest.summary;
  const config = { ...manifest.defaults, ...node.config };
  const caption = manifest.caption.replace(/\{([^}:]+)(:%)?\}/g, (_all, path: string, percent: string | undefined) => {
    const value = valueAtPath(config, path.split("."));
    return percent !== undefined && typeof value === "number"
      ? `${Math.round(value * 1000) / 10} %`
      : describeValue(value);
  });
  // "1 pins, 1 buries" reads as careless.
  return caption.replace(
    /\b1 ([a-z]+?)(ies|s)\b/g,
    (_all, stem: string, end: string) => `1 ${stem}${end === "ies" ? "y" : ""}`,
  );
}
