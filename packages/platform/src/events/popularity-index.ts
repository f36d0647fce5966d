import { type Artefact, arrayOf, decodeArtefact, encodeArtefact } from "@aisle/learn/artefact/artefact";
import type { EventsCapability, Hit, InteractionKind } from "@aisle/runtime/node-sdk/capabilities";
import { kindNames } from "./event-record.ts";

type PopularQuery = Parameters<EventsCapability["popular"]>[0];

/** Interactions of one product, kind and UTC day since 1970. */
export interface PopularityCount {
  readonly productId: string;
  readonly kind: InteractionKind;
  readonly day: number;
  readonly count: number;
}

/** Counts of one kind: those of product `i` stand from `starts[i]` to `starts[i + 1]`. */
interface KindCounts {
  readonly starts: Uint32Array;
  readonly days: Int32Array;
  readonly counts: Float64Array;
}

const kind = "popularity";
const version = 1;
const dayMs = 86_400_000;
const smallestFactor = 1e-150;
const keptHits = 1000;
const maxKept = 500;

/**
 * How often products were viewed, carted and bought on each day, ready to be ranked for any category and half-life.
 * Immutable; rankings are kept once computed.
 */
export class PopularityIndex {
  readonly #artefact: Artefact;
  readonly #ids: readonly string[];
  readonly #categories: readonly string[];
  readonly #categoryOf: Uint32Array;
  readonly #kinds: readonly KindCounts[];
  readonly #lastDay: number;
  readonly #rankings = new Map<string, { readonly ids: readonly number[]; readonly scores: Float64Array }>();

  private constructor(artefact: Artefact) {
    this.#artefact = artefact;
    this.#ids = artefact.state.ids as string[];
    this.#categories = artefact.state.categories as string[];
    this.#categoryOf = arrayOf(artefact, "categoryOf", Uint32Array);
    this.#kinds = kindNames.map((name) => ({
      starts: arrayOf(artefact, `${name}.starts`, Uint32Array),
      days: arrayOf(artefact, `${name}.days`, Int32Array),
      counts: arrayOf(artefact, `${name}.counts`, Float64Array),
    }));
    this.#lastDay = this.#kinds.reduce((last, { days }) => days.reduce((a, b) => Math.max(a, b), last), -Infinity);
  }

  /** Makes an index of counts in any order; equal ones are added up. Products that `categoryOf` does not know have none. */
  static of(
    counts: Iterable<PopularityCount>,
    categoryOf: (productId: string) => string | null | undefined,
  ): PopularityIndex {
    const products = new Map<string, Map<number, number>[]>();
    let rows = 0;
    for (const { productId, kind, day, count } of counts) {
      let days = products.get(productId);
      if (days === undefined) {
        days = kindNames.map(() => new Map());
        products.set(productId, days);
      }
      const ofKind = days[kindNames.indexOf(kind)]!;
      ofKind.set(day, (ofKind.get(day) ?? 0) + count);
      rows++;
    }
    const ids = [...products.keys()].sort();
    const categories = [...new Set(ids.flatMap((id) => categoryOf(id) ?? []))];
    const places = new Map(categories.map((category, i) => [category, i + 1]));
    const arrays: Artefact["arrays"] = {
      categoryOf: Uint32Array.from(ids, (id) => places.get(categoryOf(id) ?? "") ?? 0),
    };
    kindNames.forEach((name, k) => {
      const cells = ids.map((id) => [...products.get(id)![k]!].sort(([a], [b]) => a - b));
      const starts = new Uint32Array(ids.length + 1);
      cells.forEach((days, i) => {
        starts[i + 1] = starts[i]! + days.length;
      });
      arrays[`${name}.starts`] = starts;
      arrays[`${name}.days`] = Int32Array.from(cells.flat(), ([day]) => day);
      arrays[`${name}.counts`] = Float64Array.from(cells.flat(), ([, count]) => count);
    });
    const window = { from: null, to: null, rows };
    return new PopularityIndex({
      kind,
      version,
      window,
      parameters: {},
      metrics: {},
      state: { ids, categories },
      arrays,
    });
  }

  /** Throws `ArtefactError` for bytes that are damaged or something else. */
  static fromBytes(bytes: Uint8Array): PopularityIndex {
    return new PopularityIndex(decodeArtefact(bytes, { kind, version }));
  }

  toBytes(): Uint8Array {
    return encodeArtefact(this.#artefact);
  }

  /** Products that it knows. */
  get size(): number {
    return this.#ids.length;
  }

  /**
   * The products with the most interactions of a kind up to `now`, those of a category or below it (`Home` takes
   * `Home > Lighting` in) when one is given. With a half-life h each counts 2^(−age / h), its age in whole UTC days.
   * Equal scores go by id.
   */
  popular(query: PopularQuery, now: number): readonly Hit[] {
    const { halfLifeDays, limit } = query;
    const today = Math.floor(now / dayMs);
    const reference = Math.min(today, this.#lastDay);
    if (!Number.isFinite(reference)) return [];
    const { ids, scores } = this.#ranking(query, reference, limit);
    // All ages grow alike, so the ranking holds on every later day; only the scores go down together.
    const factor = halfLifeDays === undefined ? 1 : Math.max(smallestFactor, 2 ** ((reference - today) / halfLifeDays));
    return ids.slice(0, limit).map((place, i) => ({ id: this.#ids[place]!, score: scores[i]! * factor }));
  }

  #ranking({ kind, category, halfLifeDays }: PopularQuery, reference: number, limit: number) {
    const key = JSON.stringify([kind, category ?? null, halfLifeDays ?? null, reference]);
    const known = this.#rankings.get(key);
    if (known !== undefined && (known.ids.length >= limit || known.ids.length < keptHits)) return known;
    const scores = this.#scores(kindNames.indexOf(kind), category, halfLifeDays, reference);
    const places = [...scores.keys()].filter((place) => scores[place]! > 0);
    // Ids are sorted, so the place decides between equal scores.
    places.sort((a, b) => scores[b]! - scores[a]! || a - b);
    const ids = places.slice(0, Math.max(keptHits, limit));
    const ranking = { ids, scores: Float64Array.from(ids, (place) => scores[place]!) };
    this.#rankings.delete(key);
    if (this.#rankings.size >= maxKept) this.#rankings.delete(this.#rankings.keys().next().value as string);
    this.#rankings.set(key, ranking);
    return ranking;
  }

  #scores(k: number, category: string | undefined, halfLifeDays: number | undefined, reference: number): Float64Array {
    const scores = new Float64Array(this.#ids.length);
    const { starts, days, counts } = this.#kinds[k]!;
    const wanted = this.#categories.map((name) => category === undefined || isWithin(name, category));
    for (let place = 0; place < scores.length; place++) {
      const own = this.#categoryOf[place]!;
      if (category !== undefined && (own === 0 || !wanted[own - 1])) continue;
      let score = 0;
      for (let i = starts[place]!; i < starts[place + 1]!; i++) {
        const age = reference - days[i]!;
        if (age < 0) break;
        score += halfLifeDays === undefined ? counts[i]! : counts[i]! * 2 ** (-age / halfLifeDays);
      }
      scores[place] = score;
    }
    return scores;
  }
}

function isWithin(category: string, wanted: string): boolean {
  const [own, other] = [category.toLowerCase(), wanted.toLowerCase()];
  return own === other || own.startsWith(`${other} > `);
}
