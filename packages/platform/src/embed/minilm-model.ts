import { join } from "node:path";
import { bertSentenceEncoder } from "./bert-graph.ts";
import { miniLmFiles, type PackagedFile, readPackaged } from "./minilm-package.ts";
import { readSafetensors } from "./safetensors.ts";
import { readVerified, writeVerified } from "./verified-file.ts";

/** The embedder's id: model, precision, and the version of the conversion. Change it whenever vectors change. */
export const miniLmEmbedder = "minilm-l6-v2-int8@1";

/** Numbers in a MiniLM vector. */
export const miniLmDimension = 384;

const shape = { hidden: miniLmDimension, heads: 12, layers: 6 };

/**
 * The int8 ONNX model's bytes, read from `cacheDir`, or converted from the packaged weights and stored there when the
 * cache is empty or damaged (about a second). Throws `model.checksum` when the weights themselves are damaged.
 */
export async function miniLmModel(cacheDir: string, weights: PackagedFile = miniLmFiles.weights): Promise<Uint8Array> {
  const path = join(cacheDir, `${miniLmEmbedder}.onnx`);
  const cached = await readVerified(path);
  if (cached !== undefined) return cached;
  const model = bertSentenceEncoder(readSafetensors(await readPackaged(weights)), shape);
  await writeVerified(path, model);
  return model;
}
