import { AisleError } from "@aisle/runtime/errors";
import type { Tensor } from "onnxruntime-node";
import type { Tokenizer } from "./word-piece.ts";

/** Texts to unit vectors, in this thread. */
export interface SentenceEncoder {
  readonly dimension: number;
  /** Token ids of a text, as `encode` takes them. */
  tokenize(text: string): number[];
  /** One unit vector for each row of token ids; the rows share one call, so int8 scales are shared among them. */
  encode(rows: readonly (readonly number[])[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

type Runtime = typeof import("onnxruntime-node");

/** Imported when first needed: there are platforms without a build, where all else of Aisle still runs. */
async function onnxRuntime(): Promise<Runtime> {
  return import("onnxruntime-node").catch((cause: unknown) => {
    const platform = `${process.platform}-${process.arch}`;
    throw new AisleError(
      "embedder.unavailable",
      `ONNX Runtime could not be loaded on ${platform}.`,
      { platform },
      cause,
    );
  });
}

function padded({ Tensor }: Runtime, rows: readonly (readonly number[])[]): { ids: Tensor; mask: Tensor } {
  const length = rows.reduce((max, row) => Math.max(max, row.length), 0);
  const ids = new BigInt64Array(rows.length * length);
  const mask = new BigInt64Array(rows.length * length);
  rows.forEach((row, r) => {
    row.forEach((id, i) => {
      ids[r * length + i] = BigInt(id);
      mask[r * length + i] = 1n;
    });
  });
  const shape = [rows.length, length];
  return { ids: new Tensor("int64", ids, shape), mask: new Tensor("int64", mask, shape) };
}

/**
 * Opens an ONNX sentence encoder. `threads` is 1 by default: a query is too small to share out, and in bulk the
 * machine's other work matters more. Throws `embedder.unavailable` where ONNX Runtime cannot be loaded.
 */
export async function openSentenceEncoder(
  model: Uint8Array,
  tokenizer: Tokenizer,
  dimension: number,
  threads = 1,
): Promise<SentenceEncoder> {
  const runtime = await onnxRuntime();
  const session = await runtime.InferenceSession.create(model, {
    graphOptimizationLevel: "all",
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
  });
  return {
    dimension,
    tokenize: (text) => tokenizer.encode(text),
    async encode(rows) {
      const { ids, mask } = padded(runtime, rows);
      const { embedding } = await session.run({ input_ids: ids, attention_mask: mask });
      const values = embedding!.data as Float32Array;
      return rows.map((_, r) => values.slice(r * dimension, (r + 1) * dimension));
    },
    close: () => session.release(),
  };
}
