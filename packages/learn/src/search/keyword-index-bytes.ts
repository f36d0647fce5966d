import { type ArtefactInfo, arrayOf, decodeArtefact, encodeArtefact } from "../artefact/artefact.ts";
import { ArtefactError } from "../artefact/artefact-error.ts";
import { KeywordIndex } from "./keyword-index.ts";
import { type WordCutterName, wordCutters } from "./product-words.ts";

const kind = "keyword-index";
const version = 1;

/** The index in the saved form of all models, checksum included. */
export function saveKeywordIndex(index: KeywordIndex, parameters: ArtefactInfo["parameters"] = {}): Uint8Array {
  const { ids, words, terms, starts, postings, impacts } = index.parts;
  return encodeArtefact({
    kind,
    version,
    window: { from: null, to: null, rows: ids.length },
    parameters,
    metrics: {},
    state: { words, ids: [...ids], terms: [...terms] },
    arrays: { starts, postings, impacts },
  });
}

/** Reads a saved index; throws `ArtefactError` for bytes that are cut off, damaged, of another kind or from a newer Aisle. */
export function loadKeywordIndex(bytes: Uint8Array): KeywordIndex {
  const artefact = decodeArtefact(bytes, { kind, version });
  const { words, ids, terms } = artefact.state as { words: WordCutterName; ids: string[]; terms: string[] };
  const starts = arrayOf(artefact, "starts", Uint32Array);
  const postings = arrayOf(artefact, "postings", Uint32Array);
  const impacts = arrayOf(artefact, "impacts", Float32Array);
  if (!Object.hasOwn(wordCutters, words) || starts.length !== terms.length + 1 || postings.length !== impacts.length)
    throw new ArtefactError(
      "invalid-contents",
      "The parts of the keyword index do not fit each other. Build it again.",
    );
  return new KeywordIndex({ ids, words, terms, starts, postings, impacts });
}
