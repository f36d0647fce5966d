import Fastify from "fastify";

interface Item {
  readonly id: string;
  readonly price: number;
  readonly stock: number;
  readonly score: number;
  readonly days: number;
}

const [port, key] = process.argv.slice(2);

// The yardstick: what a developer would write by hand for the five steps, with a key and a schema, and no log.
const server = Fastify();
server.post(
  "/v1/five-step",
  {
    schema: {
      body: {
        type: "object",
        required: ["userId", "items"],
        properties: {
          userId: { type: "string" },
          items: {
            type: "array",
            maxItems: 200,
            items: {
              type: "object",
              required: ["id", "price", "stock", "score", "days"],
              properties: {
                id: { type: "string" },
                price: { type: "number" },
                stock: { type: "number" },
                score: { type: "number" },
                days: { type: "number" },
              },
            },
          },
        },
      },
    },
  },
  async (request, reply) => {
    if (request.headers.authorization !== `Bearer ${key}`) return reply.code(401).send({ error: "no key" });
    const { userId, items } = request.body as { userId: string; items: Item[] };
    const ranked = items
      .filter((item) => item.stock > 0)
      .map((item) => ({ ...item, rank: item.score * Math.exp((-Math.LN2 * item.days) / 30) }))
      .sort((a, b) => b.rank - a.rank)
      .slice(0, 10);
    return { userId, items: ranked };
  },
);
await server.listen({ host: "127.0.0.1", port: Number(port) });
process.send?.("ready");
