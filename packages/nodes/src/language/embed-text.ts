import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { port } from "@aisle/runtime/node-sdk/port-type";
import { z } from "zod";

export const embedText = defineNode({
  type: "language.embed-text",
  version: 1,
  title: "Embed text",
  summary: "Turns text into a vector of its meaning.",
  icon: "vector",
  inputs: { text: port("Text") },
  outputs: { vector: port("Vector", { params: { embedder: { config: "embedder" } } }) },
  config: z.object({
    embedder: z
      .string()
      .default("minilm-l6-v2-int8@1")
      .describe("Embedding model; the collection you search must be built by the same."),
  }),
  effects: ["embed"],
  migrations: {},
  caption: "{embedder}",
  run: async (ctx, { text }, { embedder }) => {
    const [vector] = await ctx.embed.embed([text], embedder);
    return { vector };
  },
  examples: [
    {
      title: "A query",
      config: { embedder: "tiny@1" },
      inputs: { text: "tent" },
      given: { embed: { embed: [{ embedder: "tiny@1", values: new Float32Array([0.6, 0.8]) }] } },
      outputs: { vector: { embedder: "tiny@1", values: new Float32Array([0.6, 0.8]) } },
    },
  ],
});
