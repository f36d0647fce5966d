import { type Artefact, type ArtefactInfo, arrayOf, decodeArtefact, encodeArtefact } from "../artefact/artefact.ts";
import { ArtefactError } from "../artefact/artefact-error.ts";
import { StringTable } from "../artefact/string-table.ts";
import { KeywordIndex } from "./keyword-index.ts";
import { type WordCutterName, wordCutters } from "./product-words.ts";

const kind = "keyword-index";
/** Version 1 held ids and terms as JSON. */
const version = 2;

/** The index in the saved form of all models, checksum included. */
export function saveKeywordIndex(index: KeywordIndex, parameters: ArtefactInfo["parameters"] = {}): Uint8Array {
  return encodeArtefact(keywordIndexArtefact(index, parameters));
}

/** The index as an artefact of the present version. */
export function keywordIndexArtefact(index: KeywordIndex, parameters: ArtefactInfo["parameters"] = {}): Artefact {
  const { ids, words, terms, starts, postings, impacts } = index.parts;
  return {
    kind,
    version,
    window: { from: null, to: null, rows: ids.size },
    parameters,
    metrics: {},
    state: { words },
    arrays: { ...ids.arrays("ids"), ...terms.arrays("terms"), starts, postings, impacts },
  };
}

/** Reads a saved index; throws `ArtefactError` for bytes that are cut off, damaged, of another kind or from a newer Aisle. */
export function loadKeywordIndex(bytes: Uint8Array): KeywordIndex {
  return keywordIndexOf(decodeArtefact(bytes, { kind, version }));
}

/** The index of a decoded artefact, of this version or an older one. Throws `ArtefactError` where its parts do not fit. */
export function keywordIndexOf(artefact: Artefact): KeywordIndex {
  const { words } = artefact.state as { words: WordCutterName };
  const strings = (name: "ids" | "terms") =>
    artefact.version === 1 ? StringTable.of(artefact.state[name] as string[]) : StringTable.read(artefact, name);
  const ids = strings("ids");
  const terms = strings("terms");
  const starts = arrayOf(artefact, "starts", Uint32Array);
  const postings = arrayOf(artefact, "postings", Uint32Array);
  const impacts = arrayOf(artefact, "impacts", Float32Array);
  if (!Object.hasOwn(wordCutters, words) || starts.length !== terms.size + 1 || postings.length !== impacts.length)
    throw new ArtefactError(
      "invalid-contents",
      "The parts of the keyword index do not fit each other. Build it again.",
    );
  return new KeywordIndex({ ids, words, terms, starts, postings, impacts });
}
