import type { Edit } from "@aisle/runtime/graph/edit";
import { type Graph, splitPort } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";

/** What a change did, in words for a screen reader; `undefined` for what is heard already, such as typing. */
export function describeEdit(
  edit: Edit,
  before: Graph,
  after: Graph,
  manifests: ReadonlyMap<string, NodeManifest>,
): string | undefined {
  const title = (id: string) => {
    const node = after.nodes.find((one) => one.id === id) ?? before.nodes.find((one) => one.id === id);
    return node?.title ?? manifests.get(node?.type ?? "")?.title ?? node?.type ?? "a node";
  };
  const ends = (id: string) => {
    const edge = before.edges.find((one) => one.id === id);
    return edge === undefined ? "" : ` from ${title(splitPort(edge.from).node)} to ${title(splitPort(edge.to).node)}`;
  };
  const groupTitle = (id: string) =>
    (after.groups.find((one) => one.id === id) ?? before.groups.find((one) => one.id === id))?.title ?? "a group";
  const describe = (one: Edit): string | undefined => {
    switch (one.do) {
      case "add-node":
        return `Added ${title(one.node.id)}.`;
      case "remove-node":
        return `Removed ${title(one.id)}.`;
      case "move-node":
        return `Moved ${title(one.id)}.`;
      case "add-edge":
        return `Wired ${title(splitPort(one.edge.from).node)} to ${title(splitPort(one.edge.to).node)}.`;
      case "remove-edge":
        return `Removed the wire${ends(one.id)}.`;
      case "put-note":
        return "Added a note.";
      case "remove-note":
        return "Removed a note.";
      case "change-note":
        return one.set.position !== undefined
          ? "Moved a note."
          : one.set.width !== undefined
            ? "Resized a note."
            : undefined;
      case "put-group":
        return `Grouped ${one.group.nodes.length === 1 ? "1 node" : `${one.group.nodes.length} nodes`} as ${one.group.title}.`;
      case "remove-group":
        return `Ungrouped ${groupTitle(one.id)}.`;
      case "change-group":
        if (one.set.collapsed !== undefined)
          return `${one.set.collapsed ? "Collapsed" : "Expanded"} ${groupTitle(one.id)}.`;
        return one.set.position === undefined ? undefined : `Moved ${groupTitle(one.id)}.`;
      case "put-pin":
        return `Pinned what ${title(splitPort(one.pin.port).node)} gives.`;
      case "remove-pin":
        return `Unpinned what ${title(splitPort(one.port).node)} gives.`;
      default:
        return undefined;
    }
  };
  if (edit.do !== "batch") return describe(edit);
  if (edit.title.startsWith("Insert ")) return `${edit.title}.`;
  const said = edit.edits.map(describe).filter((one) => one !== undefined);
  if (said.length <= 3) return said.length === 0 ? `${edit.title}.` : said.join(" ");
  return `${edit.title}: ${said.length} changes.`;
}

/** How two states of a graph differ, in a few words, to be read after an undo. */
export function describeDifference(before: Graph, after: Graph, manifests: ReadonlyMap<string, NodeManifest>): string {
  const titles = (graph: Graph, without: Graph) => {
    const known = new Set(without.nodes.map(({ id }) => id));
    return graph.nodes
      .filter(({ id }) => !known.has(id))
      .map((node) => node.title ?? manifests.get(node.type)?.title ?? node.type);
  };
  const few = (list: readonly string[]) => (list.length > 3 ? `${list.length} nodes` : list.join(", "));
  const [added, removed] = [titles(after, before), titles(before, after)];
  const wires = after.edges.length - before.edges.length;
  const parts = [
    added.length === 0 ? "" : `${few(added)} is back`,
    removed.length === 0 ? "" : `${few(removed)} is gone`,
    wires === 0 ? "" : `${Math.abs(wires)} ${Math.abs(wires) === 1 ? "wire" : "wires"} ${wires > 0 ? "more" : "fewer"}`,
  ].filter((part) => part !== "");
  return parts.join(", ");
}
