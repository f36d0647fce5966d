import type { GraphNode } from "@aisle/runtime/graph/graph";
import type { Sketch } from "./sketch.ts";

/** Gives a pipeline without samples a request that this shop can answer, so that its first run shows something. */
export function putSample(sketch: Sketch, search: boolean, request: GraphNode): void {
  const { samples, newId } = sketch.situation;
  const body = search ? samples?.search : samples?.shopper;
  if (body === undefined || sketch.graph.samples.length > 0 || request.type !== "data.endpoint-request") return;
  const title = search ? "A search in this shop" : "A shopper of this shop";
  sketch.do({ do: "put-sample", sample: { id: newId("sample"), title, request: body } });
}
