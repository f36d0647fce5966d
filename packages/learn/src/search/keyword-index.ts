import type { StringTable } from "../artefact/string-table.ts";
import { TieKeys } from "../tie-order.ts";
import { type WordCutterName, wordCutters } from "./product-words.ts";
import { TopHits } from "./top-hits.ts";

/** An item and its score; higher is better. */
export interface ScoredItem {
  readonly id: string;
  readonly score: number;
}

/** What an index is made of: for each term, from `starts[t]` to `starts[t + 1]`, documents and what the term adds to each. */
export interface KeywordIndexParts {
  readonly ids: StringTable;
  readonly words: WordCutterName;
  readonly terms: StringTable;
  readonly starts: Uint32Array;
  readonly postings: Uint32Array;
  readonly impacts: Float32Array;
}

/** What is searched for. */
export interface KeywordQuery {
  readonly text: string;
  readonly limit: number;
  /** Keeps only the items for which it says yes; asked only of those that would otherwise be among the best. */
  readonly accept?: (id: string) => boolean;
}

/**
 * A BM25 index (Robertson & Walker 1994) with the idf of Lucene, ln(1 + (N − n + ½) / (n + ½)), which never goes
 * negative. Every posting holds its finished share of the score, so that a query only adds. Immutable.
 */
export class KeywordIndex {
  readonly parts: KeywordIndexParts;
  readonly #scores: Float32Array;
  readonly #touched: Uint32Array;
  readonly #ties: TieKeys;

  constructor(parts: KeywordIndexParts) {
    this.parts = parts;
    this.#scores = new Float32Array(parts.ids.size);
    this.#touched = new Uint32Array(parts.ids.size);
    this.#ties = new TieKeys(parts.ids.size, (place) => parts.ids.at(place));
  }

  /** Documents in the index. */
  get size(): number {
    return this.parts.ids.size;
  }

  /** The best documents that hold at least one of the words, best first; a word said twice counts twice. */
  search({ text, limit, accept }: KeywordQuery): ScoredItem[] {
    const { starts, postings, impacts, ids, terms } = this.parts;
    const scores = this.#scores;
    const touched = this.#touched;
    let count = 0;
    for (const word of wordCutters[this.parts.words](text.slice(0, maxQueryLength))) {
      const term = terms.find(word);
      if (term === undefined) continue;
      const end = starts[term + 1]!;
      for (let p = starts[term]!; p < end; p++) {
        const document = postings[p]!;
        // Impacts are above zero, so a zero score means that the document was not met before.
        if (scores[document] === 0) touched[count++] = document;
        scores[document]! += impacts[p]!;
      }
    }
    const best = new TopHits(Math.min(limit, count), this.#ties.of);
    for (let i = 0; i < count; i++) {
      const document = touched[i]!;
      const score = scores[document]!;
      scores[document] = 0;
      if (best.wants(score, document) && (accept === undefined || accept(ids.at(document))))
        best.offer(score, document);
    }
    return best.drain().map(({ ordinal, score }) => ({ id: ids.at(ordinal), score }));
  }
}

/** Characters of a query that are read; nobody types more, and a pasted page must not hold up the others. */
const maxQueryLength = 1_000;
