import { AisleError } from "@aisle/runtime/errors";
import { z } from "zod";
import { openAiModel } from "../language/open-ai-model.ts";
import { defineConnectionKind } from "./connection-kind.ts";
import { httpAddress } from "./http-address.ts";

const config = z.object({
  baseUrl: httpAddress
    .default("https://api.openai.com/v1")
    .meta({ title: "Address", description: "OpenAI's, or a server with its chat completions." }),
  model: z.string().min(1, "Name a model.").max(200).meta({ title: "Model" }),
});

/** A language model behind OpenAI's chat completions. */
export const llmConnection = defineConnectionKind({
  kind: "llm",
  title: "Language model",
  description: "Asks a language model of OpenAI, or of a server that speaks its protocol.",
  config,
  secrets: {
    apiKey: { title: "API key", description: "Servers of your own often need none.", required: false },
  },
  destination: ({ baseUrl }) => new URL(baseUrl).origin,
  async test({ config: { baseUrl, model }, secret }, { http }) {
    const apiKey = (await secret("apiKey"))?.reveal();
    const asked = openAiModel({ baseUrl, apiKey, model, fetch: http.fetch });
    const schema = {
      type: "object",
      properties: { answer: { type: "string" } },
      required: ["answer"],
      additionalProperties: false,
    };
    const { value, inputTokens, outputTokens } = await asked.ask({
      system: "You answer a test.",
      user: 'Answer with {"answer": "yes"}.',
      schema: { name: "test", json: schema },
      maxTokens: 50,
    });
    if (typeof value !== "object" || value === null)
      throw new AisleError("connection.refused", `${model} gave no JSON.`);
    return `${model} answered (${inputTokens} tokens in, ${outputTokens} out).`;
  },
});
