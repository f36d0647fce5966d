import type { LocalEmbedder } from "@aisle/platform/embed/minilm-embedder";
import { AisleError } from "@aisle/runtime/errors";
import { z } from "zod";

export interface ServerEmbedderOptions {
  /** Base URL of a server that speaks OpenAI's embeddings API, such as http://127.0.0.1:8080/v1. */
  readonly url: string;
  readonly model: string;
  readonly dimension: number;
  readonly apiKey?: string;
}

const answerSchema = z.object({
  data: z.array(z.object({ index: z.int(), embedding: z.array(z.number()) })),
});

/** Texts sent at once, and the time that one request may take. */
const batchTexts = 64;
const timeoutMs = 10_000;

/** An embedding model behind a server; throws `embedder.unavailable` when that does not answer as it should. */
export function openServerEmbedder({ url, model, dimension, apiKey }: ServerEmbedderOptions): LocalEmbedder {
  const id = `${model}@1`;

  async function vectors(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const signals = [AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])];
    const response = await fetch(`${url}/embeddings`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
      body: JSON.stringify({ model, input: texts }),
      signal: AbortSignal.any(signals),
    }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw new AisleError("embedder.unavailable", "The embedding server does not answer.", {}, error);
    });
    if (!response.ok) throw new AisleError("embedder.unavailable", `The embedding server answered ${response.status}.`);
    const answer = answerSchema.safeParse(await response.json().catch(() => undefined));
    if (!answer.success || answer.data.data.length !== texts.length) {
      throw new AisleError("embedder.unavailable", "The embedding server sent no list of embeddings.");
    }
    const inOrder = answer.data.data.sort((a, b) => a.index - b.index);
    return inOrder.map(({ embedding }) => unitVector(embedding, dimension));
  }

  async function embedMany(...[texts, { signal, onProgress } = {}]: Parameters<LocalEmbedder["embedMany"]>) {
    const all: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += batchTexts) {
      signal?.throwIfAborted();
      all.push(...(await vectors(texts.slice(from, from + batchTexts), signal)));
      onProgress?.(all.length, texts.length);
    }
    return all;
  }

  return {
    defaultEmbedder: id,
    dimension,
    embedMany,
    async embed(texts, embedder = id) {
      if (embedder !== id) throw new AisleError("embedder.unknown", `There is no embedder "${embedder}" here.`);
      return (await embedMany(texts)).map((values) => ({ embedder: id, values }));
    },
    async close() {},
  };
}

function unitVector(values: readonly number[], dimension: number): Float32Array {
  const length = Math.hypot(...values);
  if (values.length !== dimension || !(length > 0)) {
    throw new AisleError(
      "embedder.unavailable",
      `The embedding server sent ${values.length} numbers, not ${dimension}.`,
    );
  }
  return Float32Array.from(values, (value) => value / length);
}
