import type { Graph, GraphGroup, GroupPorts } from "@aisle/runtime/graph/graph";
import { splitPort } from "@aisle/runtime/graph/graph";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import type { PortSpec } from "@aisle/runtime/node-sdk/port-type";
import { humanName } from "../form/field-kind.ts";

/** A port of a group: an inner port that a wire crosses the border to, or that was chosen to be shown. */
export interface GroupPort {
  /** The inner port, `node.port`. */
  readonly ref: string;
  readonly side: keyof GroupPorts;
  readonly name: string;
  readonly spec: PortSpec;
  readonly wired: boolean;
  /** Its name was given by hand. */
  readonly named: boolean;
}

const unknown: PortSpec = { type: "Json", arity: "optional" };

/** The ports that a collapsed group shows, in the order of its members. */
export function groupPorts(
  graph: Graph,
  group: GraphGroup,
  manifests: ReadonlyMap<string, NodeManifest>,
): readonly GroupPort[] {
  return innerPorts(graph, group, manifests).filter((port) => port.wired || port.named);
}

/** Every port that a group could show: all of its members' that are not joined inside. */
export function innerPorts(
  graph: Graph,
  group: GraphGroup,
  manifests: ReadonlyMap<string, NodeManifest>,
): readonly GroupPort[] {
  const members = new Set(group.nodes);
  const isIn = (ref: string) => members.has(splitPort(ref).node);
  const crossing = graph.edges.filter((edge) => isIn(edge.from) !== isIn(edge.to));
  const wired = new Set(crossing.map((edge) => (isIn(edge.from) ? edge.from : edge.to)));
  const fed = new Set(graph.edges.filter((edge) => isIn(edge.from) && isIn(edge.to)).map((edge) => edge.to));
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const ports: GroupPort[] = [];
  for (const id of group.nodes) {
    const node = nodes.get(id);
    const manifest = manifests.get(node?.type ?? "");
    const title = node?.title ?? manifest?.title ?? id;
    for (const side of ["inputs", "outputs"] as const) {
      const specs = manifest?.[side] ?? {};
      // A type that is not installed keeps the ports that its wires name.
      const wiredPorts = [...wired].map(splitPort).filter((port) => port.node === id && manifest === undefined);
      const crossed = wiredPorts.filter(({ port }) =>
        crossing.some((edge) => edge[side === "inputs" ? "to" : "from"] === `${id}.${port}`),
      );
      for (const port of new Set([...Object.keys(specs), ...crossed.map((one) => one.port)])) {
        const ref = `${id}.${port}`;
        const spec = specs[port] ?? unknown;
        if (side === "inputs" && fed.has(ref) && spec.arity !== "many" && !wired.has(ref)) continue;
        const given = group.ports?.[side][ref];
        const crossesHere = crossing.some((edge) => edge[side === "inputs" ? "to" : "from"] === ref);
        const name = given ?? `${title}, ${spec.title ?? humanName(port)}`;
        ports.push({ ref, side, name, spec, wired: crossesHere, named: given !== undefined });
      }
    }
  }
  return ports;
}
