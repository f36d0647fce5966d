import { AisleError } from "@aisle/runtime/errors";
import type { EmbedCapability } from "@aisle/runtime/node-sdk/capabilities/embed";
import { miniLmDimension, miniLmEmbedder, miniLmModel } from "./minilm-model.ts";
import { miniLmFiles, readPackaged } from "./minilm-package.ts";
import { openSentenceEncoder, type SentenceEncoder } from "./sentence-encoder.ts";
import { wordPieceTokenizer } from "./word-piece.ts";

/** How a long piece of work is stopped and followed: `done` of `total`. */
export interface BulkControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** An embedding model in this process. */
export interface LocalEmbedder extends EmbedCapability {
  readonly dimension: number;
  /**
   * Embeds many texts, one after the other, leaving the event loop free in between; vectors in the order of the texts,
   * equal to those of `embed`. Throws the signal's reason once it is aborted.
   */
  embedMany(texts: readonly string[], control?: BulkControl): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/** Tokens that the model was trained to read; what comes after them is not seen. */
const maxTokens = 256;

/**
 * Opens all-MiniLM-L6-v2 in int8: 384 dimensions, unit length. `cacheDir` keeps the converted model between starts.
 * Throws `model.checksum` when the packaged weights are damaged, `embedder.unavailable` when they are missing.
 */
export async function openMiniLm(options: { readonly cacheDir: string }): Promise<LocalEmbedder> {
  const file = JSON.parse(new TextDecoder().decode(await readPackaged(miniLmFiles.tokenizer)));
  const model = await miniLmModel(options.cacheDir);
  return localEmbedder(
    miniLmEmbedder,
    await openSentenceEncoder(model, wordPieceTokenizer(file, maxTokens), miniLmDimension),
  );
}

function localEmbedder(id: string, encoder: SentenceEncoder): LocalEmbedder {
  // One text a call: dynamic int8 takes its scales from the whole call, so that a text's vector would vary by as much
  // as 0.01 in cosine with the texts beside it. Batches of eight are faster by a third only.
  const vectorOf = async (text: string) => (await encoder.encode([encoder.tokenize(text)]))[0]!;
  return {
    defaultEmbedder: id,
    dimension: encoder.dimension,
    async embed(texts, embedder = id) {
      if (embedder !== id)
        throw new AisleError("embedder.unknown", `There is no embedder "${embedder}" here, only "${id}".`, {
          embedder,
        });
      const vectors = [];
      for (const text of texts) vectors.push({ embedder: id, values: await vectorOf(text) });
      return vectors;
    },
    async embedMany(texts, { signal, onProgress } = {}) {
      const vectors: Float32Array[] = [];
      for (const text of texts) {
        signal?.throwIfAborted();
        vectors.push(await vectorOf(text));
        if (vectors.length % 64 === 0 || vectors.length === texts.length) onProgress?.(vectors.length, texts.length);
      }
      return vectors;
    },
    close: () => encoder.close(),
  };
}
