import type { EditResult } from "./edit-result.ts";
import { type Graph, type GraphPin, pinsLimit, splitPort } from "./graph.ts";

/** The pins on the outputs of a node. */
export function pinsOfNode(graph: Graph, node: string): readonly GraphPin[] {
  return (graph.pins ?? []).filter((pin) => splitPort(pin.port).node === node);
}

/** The graph as a version freezes it: without pinned samples, which are for previews alone. */
export function withoutPins({ pins: _pins, ...graph }: Graph): Graph {
  return graph;
}

/** The graph with these pins, in the order of their ports: pins are a set. */
export function withPins(graph: Graph, pins: readonly GraphPin[]): Graph {
  if (pins.length === 0) return withoutPins(graph);
  return { ...graph, pins: [...pins].sort((a, b) => (a.port < b.port ? -1 : 1)) };
}

/** Pins a value to a port; refused when its node is gone or the pins of the graph grow too large. */
export function putPin(graph: Graph, pin: GraphPin): EditResult {
  const { node } = splitPort(pin.port);
  if (!graph.nodes.some((candidate) => candidate.id === node)) return { ok: false, reason: `the node ${node} is gone` };
  const before = graph.pins?.find((candidate) => candidate.port === pin.port);
  const others = (graph.pins ?? []).filter((candidate) => candidate !== before);
  const size = [...others, pin].reduce((sum, { value }) => sum + JSON.stringify(value).length, 0);
  if (size > pinsLimit) {
    const reason = `the pinned samples would have ${Math.ceil(size / 1024)} KB together; ${pinsLimit / 1024} KB is the most, unpin another one`;
    return { ok: false, reason };
  }
  const inverse =
    before === undefined ? ({ do: "remove-pin", port: pin.port } as const) : ({ do: "put-pin", pin: before } as const);
  return { ok: true, graph: withPins(graph, [...others, pin]), inverse };
}

/** Takes a pin off. */
export function removePin(graph: Graph, port: string): EditResult {
  const pin = graph.pins?.find((candidate) => candidate.port === port);
  if (pin === undefined) return { ok: false, reason: "the pin is gone already" };
  const others = graph.pins!.filter((candidate) => candidate !== pin);
  return { ok: true, graph: withPins(graph, others), inverse: { do: "put-pin", pin } };
}
