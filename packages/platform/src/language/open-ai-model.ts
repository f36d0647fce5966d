import { AisleError } from "@aisle/runtime/errors";
import type { LanguageAnswer, LanguageModel, LanguageQuestion } from "@aisle/runtime/node-sdk/language-model";
import OpenAI, { APIConnectionError } from "openai";
import { boundedFetch, Refused } from "./bounded-fetch.ts";
import { jsonInText } from "./json-in-text.ts";
import { Patience } from "./patience.ts";
import { type Completion, readCompletion } from "./read-completion.ts";
import { unavailable } from "./refusal-message.ts";
import { askedPause, ownPause } from "./retry-pause.ts";
import { type Dialect, fullDialect, plainerDialect } from "./server-dialect.ts";

export interface OpenAiOptions {
  /** Of a compatible server, such as `http://127.0.0.1:11434/v1`; OpenAI's own when absent. A query goes with every request. */
  readonly baseUrl?: string | undefined;
  /** Servers of one's own often take any. */
  readonly apiKey?: string | undefined;
  readonly model: string;
  /** Sends the requests; where people name the address, one that reaches no network inside. */
  readonly fetch?: typeof globalThis.fetch;
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
const maxAttempts = 3;

/**
 * A language model behind OpenAI's chat completions, OpenAI's own or a compatible server's. `timeoutMs` is the limit of the whole
 * question: tries, pauses between them and bodies. A server that takes no schema is asked for JSON in words.
 */
export function openAiModel(options: OpenAiOptions): LanguageModel {
  const { model, onUse } = options;
  const client = openClient(options);
  let dialect = fullDialect;

  const send = async (question: LanguageQuestion, spoken: Dialect, signal: AbortSignal): Promise<Completion> => {
    const response = await client.chat.completions.create(requestOf(model, question, spoken), { signal }).asResponse();
    return readCompletion(await response.text(), response.status);
  };

  const complete = async (question: LanguageQuestion, patience: Patience): Promise<Completion> => {
    let spoken = dialect;
    for (let attempt = 1; ; ) {
      try {
        return await send(question, spoken, patience.signal);
      } catch (thrown) {
        patience.throwIfOver();
        const error = causeOf(thrown);
        const plainer = error instanceof Refused ? plainerDialect(spoken, error.refusal) : undefined;
        if (plainer !== undefined) {
          spoken = plainer;
          // A server's failure may be that of one answer; a refusal is for good.
          if ((error as Refused).refusal.status < 500) dialect = plainer;
          continue;
        }
        if (attempt >= maxAttempts || !isPassing(error)) throw unavailable(error, options);
        const asked = error instanceof Refused ? askedPause(error.headers) : undefined;
        await patience.pause(asked ?? ownPause(attempt), () => unavailable(error, options));
        attempt++;
      }
    }
  };

  return {
    async ask(question): Promise<LanguageAnswer> {
      const patience = new Patience(question.timeoutMs ?? defaultTimeoutMs, question.signal);
      try {
        const { text, incomplete, ...answer } = await complete(question, patience);
        const use = { ...answer, model: answer.model ?? model };
        onUse?.(use);
        const { required } = question.schema.json;
        const value = jsonInText(text, Array.isArray(required) ? required.map(String) : [], incomplete === undefined);
        if (value !== undefined) return { value, ...use };
        const reason = incomplete ?? "its answer holds no JSON";
        throw new AisleError("language.bad-answer", `The language model gave nothing usable: ${reason}.`, {
          start: [...text.slice(0, 240)].slice(0, 120).join(""),
        });
      } finally {
        patience.end();
      }
    },
  };
}

function openClient({ baseUrl, apiKey, fetch = globalThis.fetch }: OpenAiOptions): OpenAI {
  const shared = { apiKey: apiKey ?? "none", maxRetries: 0, logLevel: "off", fetch: boundedFetch(fetch) } as const;
  // The client takes null for OpenAI's own address, even where its own variable names another.
  if (baseUrl === undefined || baseUrl === "") return new OpenAI({ ...shared, baseURL: null });
  const url = new URL(baseUrl);
  const defaultQuery = Object.fromEntries(url.searchParams);
  url.search = "";
  url.hash = "";
  return new OpenAI({ ...shared, baseURL: url.href, defaultQuery });
}

function requestOf(model: string, { system, user, schema, maxTokens, temperature }: LanguageQuestion, spoken: Dialect) {
  const failureMessage =
    spoken.format === "schema"
      ? ""
      : `\n\nAnswer with one JSON object of this JSON Schema and nothing else:\n${JSON.stringify(schema.json)}`;
  return {
    model,
    messages: [
      { role: "system" as const, content: system + failureMessage },
      { role: "user" as const, content: user },
    ],
    ...(spoken.temperature ? { temperature: Math.min(temperature ?? 0, highestTemperature) } : {}),
    ...(spoken.tokenLimit === "none" ? {} : { [spoken.tokenLimit]: maxTokens ?? defaultTokens }),
    ...(spoken.format === "schema"
      ? {
          response_format: {
            type: "json_schema" as const,
            json_schema: { name: schema.name, schema: { ...schema.json } },
          },
        }
      : spoken.format === "json"
        ? { response_format: { type: "json_object" as const } }
        : {}),
  };
}

/** What our own fetch threw, out of what the client makes of it. */
const causeOf = (error: unknown): unknown =>
  error instanceof APIConnectionError && error.cause !== undefined ? error.cause : error;

/** Whether the same question may be answered a moment later. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Refused)) return !(error instanceof AisleError);
  const { status } = error.refusal;
  return [408, 409, 425, 429].includes(status) || status >= 500;
}
