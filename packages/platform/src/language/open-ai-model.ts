import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";
import type { LanguageModel, LanguageQuestion } from "@aisle/runtime/node-sdk/language-model";
import OpenAI, { APIError } from "openai";

export interface OpenAiOptions {
  /** Of a compatible server, such as `http://127.0.0.1:11434/v1`; OpenAI's own when absent. */
  readonly baseUrl?: string | undefined;
  /** Servers of one's own often take any. */
  readonly apiKey?: string | undefined;
  readonly model: string;
  /** Told of every answer, for the account of tokens. */
  readonly onUse?: (use: {
    readonly model: string;
    readonly inputTokens: number;
    readonly outputTokens: number;
  }) => void;
}

const defaultTimeoutMs = 20_000;
const defaultTokens = 2_000;
const highestTemperature = 0.2;

/** A language model behind OpenAI's chat completions, OpenAI's own or a compatible server's; two retries, in all `timeoutMs` a try. */
export function openAiModel({ baseUrl, apiKey, model, onUse }: OpenAiOptions): LanguageModel {
  const client = new OpenAI({ apiKey: apiKey ?? "none", baseURL: baseUrl ?? null, maxRetries: 2, logLevel: "off" });
  /** False once the server refused to be given a schema: then JSON is asked for, and the schema goes into the words. */
  let takesSchema = true;

  const complete = (question: LanguageQuestion) => {
    const { schema } = question;
    const words = takesSchema
      ? ""
      : `\n\nAnswer with one JSON object of this JSON Schema:\n${JSON.stringify(schema.json)}`;
    return client.chat.completions.create(
      {
        model,
        temperature: Math.min(question.temperature ?? 0, highestTemperature),
        max_completion_tokens: question.maxTokens ?? defaultTokens,
        messages: [
          { role: "system", content: question.system + words },
          { role: "user", content: question.user },
        ],
        response_format: takesSchema
          ? { type: "json_schema", json_schema: { name: schema.name, schema: { ...schema.json } } }
          : { type: "json_object" },
      },
      { timeout: question.timeoutMs ?? defaultTimeoutMs, ...(question.signal ? { signal: question.signal } : {}) },
    );
  };

  return {
    async ask(question) {
      const answer = await complete(question).catch((error: unknown) => {
        if (!takesSchema || !refusesSchema(error)) throw unavailable(error);
        takesSchema = false;
        return complete(question).catch((again: unknown) => {
          throw unavailable(again);
        });
      });
      const [choice] = answer.choices ?? [];
      const inputTokens = answer.usage?.prompt_tokens ?? 0;
      const outputTokens = answer.usage?.completion_tokens ?? 0;
      onUse?.({ model: answer.model ?? model, inputTokens, outputTokens });
      return { value: parseAnswer(choice?.message?.content), model: answer.model ?? model, inputTokens, outputTokens };
    },
  };
}

function refusesSchema(error: unknown): boolean {
  return error instanceof APIError && error.status === 400 && /response_format|json_schema/i.test(error.message);
}

/** Models of one's own like to fence their JSON, or to say a word before it. */
function parseAnswer(text: string | null | undefined): Json {
  const from = text?.indexOf("{") ?? -1;
  const to = text?.lastIndexOf("}") ?? -1;
  try {
    if (text != null && from >= 0 && to > from) return JSON.parse(text.slice(from, to + 1)) as Json;
  } catch {
    // Told below, with what it was.
  }
  throw new AisleError("language.bad-answer", "The language model did not answer in JSON.", {
    start: (text ?? "").slice(0, 120),
  });
}

function unavailable(error: unknown): AisleError {
  // The message of a server may repeat the key it was given; its status says enough.
  const status = error instanceof APIError ? error.status : undefined;
  const words =
    status === undefined
      ? "The language model's server did not answer."
      : `The language model's server answered ${status}.`;
  return new AisleError("language.unavailable", words, status === undefined ? {} : { status });
}
