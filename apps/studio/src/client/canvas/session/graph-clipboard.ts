import { AisleError } from "@aisle/runtime/errors";
import type { Edit } from "@aisle/runtime/graph/edit";
import { type Graph, type GraphGroup, splitPort } from "@aisle/runtime/graph/graph";
import { readGraphFile } from "@aisle/runtime/graph/graph-file";
import { withoutPins } from "@aisle/runtime/graph/graph-pins";
import { newId } from "./graph-edits.ts";

/**
 * The part of a graph that is copied: the chosen nodes with the wires between them, the chosen notes, and groups that are chosen
 * or whose members all are. It is itself a graph file, which any text editor shows and any pipeline takes.
 */
export function copyPart(graph: Graph, ids: ReadonlySet<string>): Graph {
  const has = (id: string) => ids.has(id);
  const groups = graph.groups.filter(
    (group) => group.nodes.length > 0 && (has(group.id) || group.nodes.every((id) => has(id))),
  );
  const members = new Set(groups.flatMap((group) => group.nodes));
  const nodes = graph.nodes.filter((node) => has(node.id) || members.has(node.id));
  const copiedIds = new Set(nodes.map((node) => node.id));
  return {
    ...withoutPins(graph),
    nodes,
    edges: graph.edges.filter(
      (edge) => copiedIds.has(splitPort(edge.from).node) && copiedIds.has(splitPort(edge.to).node),
    ),
    notes: graph.notes.filter((note) => has(note.id)),
    groups,
    samples: [],
  };
}

export type Pasted =
  | { readonly ok: true; readonly edit: Edit; readonly ids: readonly string[] }
  | { readonly ok: false; readonly reason: string };

const step = 32;

/** Pastes a copied part under fresh ids, moved aside until nothing lies below it; or says why the text is no part of a pipeline. */
export function pasteEdit(text: string, onto: Graph): Pasted {
  const read = readPart(text);
  if ("reason" in read) return { ok: false, reason: read.reason };
  const { part } = read;
  if (part.nodes.length + part.notes.length === 0)
    return { ok: false, reason: "The copied pipeline is empty: there is nothing to paste." };
  const shift = freeShift(part, onto);
  const moved = (at: { readonly x: number; readonly y: number }) => ({ x: at.x + shift, y: at.y + shift });
  const fresh = new Map([...part.nodes, ...part.notes].map(({ id }) => [id, newId(id.replace(/-[a-z0-9]{16}$/, ""))]));
  const edits: Edit[] = [
    ...part.nodes.map(
      (node): Edit => ({ do: "add-node", node: { ...node, id: fresh.get(node.id)!, position: moved(node.position) } }),
    ),
    ...part.edges.map(
      ({ from, to }): Edit => ({
        do: "add-edge",
        edge: { id: newId("wire"), from: renamedPort(fresh, from), to: renamedPort(fresh, to) },
      }),
    ),
    ...part.notes.map(
      (note): Edit => ({ do: "put-note", note: { ...note, id: fresh.get(note.id)!, position: moved(note.position) } }),
    ),
    ...part.groups.map((group): Edit => ({ do: "put-group", group: freshGroup(group, fresh, moved) })),
  ];
  return { ok: true, edit: { do: "batch", title: "Paste", edits }, ids: [...fresh.values()] };
}

function readPart(text: string): { readonly part: Graph } | { readonly reason: string } {
  if (text.trim() === "") return { reason: "There is no text on the clipboard. Copy nodes of a pipeline first." };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { reason: "What is on the clipboard is not part of a pipeline. Copy nodes of a pipeline first." };
  }
  try {
    return { part: readGraphFile(json) };
  } catch (error) {
    if (!(error instanceof AisleError)) throw error;
    return { reason: `It cannot be pasted. ${error.message}` };
  }
}

function freeShift(part: Graph, onto: Graph): number {
  const occupied = new Set([...onto.nodes, ...onto.notes].map(({ position }) => `${position.x} ${position.y}`));
  const things = [...part.nodes, ...part.notes];
  const lies = (shift: number) =>
    things.some(({ position }) => occupied.has(`${position.x + shift} ${position.y + shift}`));
  let shift = things.some(({ position }) => occupied.has(`${position.x} ${position.y}`)) ? step : 0;
  while (lies(shift)) shift += step;
  return shift;
}

function renamedPort(fresh: ReadonlyMap<string, string>, ref: string): string {
  const { node, port } = splitPort(ref);
  return `${fresh.get(node)}.${port}`;
}

function freshGroup(
  group: GraphGroup,
  fresh: ReadonlyMap<string, string>,
  moved: (at: { readonly x: number; readonly y: number }) => { x: number; y: number },
): GraphGroup {
  const renamed = (titles: { readonly [port: string]: string }) =>
    Object.fromEntries(
      Object.entries(titles)
        .filter(([ref]) => fresh.has(splitPort(ref).node))
        .map(([ref, title]) => [renamedPort(fresh, ref), title]),
    );
  const { ports, position } = group;
  return {
    ...group,
    id: newId("group"),
    nodes: group.nodes.map((id) => fresh.get(id)!),
    ...(position === undefined ? {} : { position: moved(position) }),
    ...(ports === undefined ? {} : { ports: { inputs: renamed(ports.inputs), outputs: renamed(ports.outputs) } }),
  };
}
