import { StringTable } from "../artefact/string-table.ts";
import { KeywordIndex, type KeywordIndexParts } from "./keyword-index.ts";
import { type WordCutterName, wordCutters } from "./product-words.ts";

/** How an index counts and scores words. */
export interface KeywordOptions {
  /** How soon further occurrences of a word count for less; 1.2 when not given. */
  readonly k1?: number;
  /** How much a long text is marked down, 0 to 1; 0.75 when not given. */
  readonly b?: number;
  /** Weight of each field's words; a field that is not named is not indexed. */
  readonly fields: { readonly [field: string]: number };
  /** `product` when not given. */
  readonly words?: WordCutterName;
}

/** Numbers appended one by one to a typed array that doubles. */
class Growing<T extends Uint32Array | Float32Array> {
  values: T;
  length = 0;
  constructor(values: T) {
    this.values = values;
  }
  push(value: number): void {
    if (this.length === this.values.length) {
      const wider = new (this.values.constructor as new (length: number) => T)(this.values.length * 2);
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.length++] = value;
  }
}

/**
 * Collects documents for a BM25 index. Fields are combined before saturation, by weighted counts and weighted length
 * (Robertson, Zaragoza & Taylor 2004, "Simple BM25 extension to multiple weighted fields").
 */
export class KeywordIndexBuilder {
  readonly #k1: number;
  readonly #b: number;
  readonly #fields: readonly (readonly [string, number])[];
  readonly #words: WordCutterName;
  readonly #termOf = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #lengths: number[] = [];
  readonly #ordinalOf = new Map<string, number>();
  readonly #terms = new Growing(new Uint32Array(1 << 12));
  readonly #documents = new Growing(new Uint32Array(1 << 12));
  readonly #counts = new Growing(new Float32Array(1 << 12));

  constructor(options: KeywordOptions) {
    this.#k1 = options.k1 ?? 1.2;
    this.#b = options.b ?? 0.75;
    this.#fields = Object.entries(options.fields).filter(([, weight]) => weight > 0);
    this.#words = options.words ?? "product";
  }

  /** Documents so far. */
  get size(): number {
    return this.#ordinalOf.size;
  }

  /** Adds a document of texts by field; one of the same id takes the place of the earlier. */
  add(id: string, texts: { readonly [field: string]: string | undefined }): void {
    const cut = wordCutters[this.#words];
    const counts = new Map<number, number>();
    let length = 0;
    for (const [field, weight] of this.#fields) {
      const text = texts[field];
      if (text === undefined) continue;
      for (const word of cut(text)) {
        let term = this.#termOf.get(word);
        if (term === undefined) {
          term = this.#termOf.size;
          this.#termOf.set(word, term);
        }
        counts.set(term, (counts.get(term) ?? 0) + weight);
        length += weight;
      }
    }
    const ordinal = this.#ids.length;
    this.#ids.push(id);
    this.#lengths.push(length);
    this.#ordinalOf.set(id, ordinal);
    for (const [term, count] of counts) {
      this.#terms.push(term);
      this.#documents.push(ordinal);
      this.#counts.push(count);
    }
  }

  /** The index over what was added; the builder can be added to and built again. */
  build(): KeywordIndex {
    const newIndex = new Int32Array(this.#ids.length).fill(-1);
    const ids: string[] = [];
    let total = 0;
    for (let i = 0; i < this.#ids.length; i++) {
      if (this.#ordinalOf.get(this.#ids[i]!) !== i) continue;
      newIndex[i] = ids.length;
      ids.push(this.#ids[i]!);
      total += this.#lengths[i]!;
    }
    const mean = total === 0 ? 1 : total / ids.length;
    return new KeywordIndex({
      ...this.#postings(newIndex, ids.length, mean),
      ids: StringTable.of(ids),
      words: this.#words,
    });
  }

  #postings(newIndex: Int32Array, documents: number, mean: number): Omit<KeywordIndexParts, "ids" | "words"> {
    const terms = this.#termOf.size;
    const starts = new Uint32Array(terms + 1);
    for (let p = 0; p < this.#terms.length; p++)
      if (newIndex[this.#documents.values[p]!]! >= 0) starts[this.#terms.values[p]! + 1]!++;
    const idf = new Float64Array(terms);
    for (let term = 0; term < terms; term++) {
      const holding = starts[term + 1]!;
      idf[term] = Math.log(1 + (documents - holding + 0.5) / (holding + 0.5));
      starts[term + 1] = starts[term]! + holding;
    }
    const next = starts.slice(0, terms);
    const postings = new Uint32Array(starts[terms]!);
    const impacts = new Float32Array(starts[terms]!);
    for (let p = 0; p < this.#terms.length; p++) {
      const source = this.#documents.values[p]!;
      const document = newIndex[source]!;
      if (document < 0) continue;
      const term = this.#terms.values[p]!;
      const count = this.#counts.values[p]!;
      const norm = this.#k1 * (1 - this.#b + (this.#b * this.#lengths[source]!) / mean);
      const at = next[term]!++;
      postings[at] = document;
      impacts[at] = (idf[term]! * count * (this.#k1 + 1)) / (count + norm);
    }
    return { terms: StringTable.of([...this.#termOf.keys()]), starts, postings, impacts };
  }
}
