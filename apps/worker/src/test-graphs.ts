import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";

interface Placed {
  readonly type: string;
  readonly config?: JsonObject;
}

/** The request of `rankGraph`: up to twenty products with scores. */
export const rankSchema = {
  type: "object",
  required: ["items"],
  properties: {
    items: {
      type: "array",
      maxItems: 20,
      items: {
        type: "object",
        required: ["id"],
        properties: { id: { type: "string", maxLength: 100 }, score: { type: "number" } },
      },
    },
    shopperId: { type: "string" },
    email: { type: "string" },
    note: { type: "string" },
    limit: { type: "integer", minimum: 1, maximum: 20 },
  },
  additionalProperties: false,
} satisfies JsonObject;

/** Sorts the products of the request and sends the best; `between` stands in a row between sort and answer. */
export function rankGraph(answer: JsonObject = {}, between: { readonly [id: string]: Placed } = {}): Graph {
  return rowOf(
    {
      request: { type: "data.endpoint-request", config: { requestSchema: rankSchema } },
      items: { type: "data.request-products" },
      sort: { type: "rank.sort" },
      ...between,
      answer: { type: "answer.products", config: answer },
    },
    { items: "request.body" },
  );
}

/** As `rankGraph`, with the schema that a new pipeline has, which lets further fields through. */
export const openGraph: Graph = rowOf(
  {
    request: { type: "data.endpoint-request" },
    items: { type: "data.request-products" },
    answer: { type: "answer.products", config: { echo: ["x"] } },
  },
  { items: "request.body" },
);

/** The nodes one after the other, each taking the products of the one before, or what `inputs` says. */
function rowOf(nodes: { readonly [id: string]: Placed }, inputs: { readonly [id: string]: string }): Graph {
  const ids = Object.keys(nodes);
  return {
    ...emptyGraph,
    nodes: ids.map((id, index) => ({
      id,
      type: nodes[id]!.type,
      version: 1,
      position: { x: 240 * index, y: 0 },
      config: nodes[id]!.config ?? {},
    })),
    edges: ids.slice(1).map((id, index) => {
      const from = inputs[id];
      return {
        id: `w${index}`,
        from: from ?? `${ids[index]}.products`,
        to: `${id}.${from?.split(".")[1] ?? "products"}`,
      };
    }),
  };
}

/** A graph with a node that no package has. */
export const unknownNodeGraph: Graph = rankGraph({}, { odd: { type: "nobody.has-this" } });
