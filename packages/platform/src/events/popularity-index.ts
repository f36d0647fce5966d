import { type Artefact, arrayOf, decodeArtefact, encodeArtefact } from "@aisle/learn/artefact/artefact";
import { StringTable } from "@aisle/learn/artefact/string-table";
import { TopHits } from "@aisle/learn/search/top-hits";
import { TieKeys } from "@aisle/learn/tie-order";
import type { EventsCapability } from "@aisle/runtime/node-sdk/capabilities/events";
import type { Hit } from "@aisle/runtime/node-sdk/hit";
import { kindNames } from "./event-record.ts";
import { addCounts, noCounts, type PopularityCount, type PopularityCounts } from "./popularity-counts.ts";

type PopularQuery = Parameters<EventsCapability["popular"]>[0];
type CategoryOf = (productId: string) => string | null | undefined;

const kind = "popularity";
/** Version 1 held the ids as JSON, and no days of the first and last count. */
const version = 2;
const dayMs = 86_400_000;
const smallestFactor = 1e-150;
const keptHits = 1000;
const maxKept = 500;
/** Ages in days up to which the weights of a half-life stand in a table. */
const maxTableDays = 100_000;

/**
 * How often products were viewed, carted and bought on each day, ready to be ranked for any category and half-life.
 * Immutable; rankings are kept once computed.
 */
export class PopularityIndex {
  readonly #artefact: Artefact;
  readonly #counts: PopularityCounts;
  readonly #ties: TieKeys;
  readonly #categories: readonly string[];
  readonly #categoryOf: Uint32Array;
  readonly #firstDay: number;
  readonly #lastDay: number;
  readonly #rankings = new Map<string, { readonly ids: readonly number[]; readonly scores: Float64Array }>();

  private constructor(artefact: Artefact) {
    this.#artefact = artefact;
    const ids = StringTable.read(artefact, "ids");
    this.#counts = { ids, kinds: kindsOf(artefact) };
    this.#ties = new TieKeys(ids.size, (place) => ids.at(place));
    this.#categories = artefact.state.categories as string[];
    this.#categoryOf = arrayOf(artefact, "categoryOf", Uint32Array);
    this.#firstDay = (artefact.state.firstDay as number | null) ?? Number.POSITIVE_INFINITY;
    this.#lastDay = (artefact.state.lastDay as number | null) ?? Number.NEGATIVE_INFINITY;
  }

  /** Makes an index of counts in any order; equal ones are added up. Products that `categoryOf` does not know have none. */
  static of(counts: Iterable<PopularityCount>, categoryOf: CategoryOf): PopularityIndex {
    return indexOf(addCounts(noCounts, counts), categoryOf);
  }

  /** The index of a decoded artefact, of this version or an older one. Throws `ArtefactError` where it lacks a part. */
  static from(artefact: Artefact): PopularityIndex {
    if (artefact.version === version) return new PopularityIndex(artefact);
    const { ids: old, categories } = artefact.state as { ids: string[]; categories: string[] };
    const places = new Map(old.map((id, place) => [id, place]));
    const categoryOf = arrayOf(artefact, "categoryOf", Uint32Array);
    return indexOf({ ids: StringTable.of(old), kinds: kindsOf(artefact) }, (id) => {
      const category = categoryOf[places.get(id)!]!;
      return category === 0 ? null : categories[category - 1];
    });
  }

  /** Throws `ArtefactError` for bytes that are damaged or something else. */
  static fromBytes(bytes: Uint8Array): PopularityIndex {
    return PopularityIndex.from(decodeArtefact(bytes, { kind, version }));
  }

  /** This index with further counts, and with the categories of now: byte for byte what counting all at once gives. */
  with(counts: Iterable<PopularityCount>, categoryOf: CategoryOf): PopularityIndex {
    return indexOf(addCounts(this.#counts, counts), categoryOf);
  }

  /** The index as an artefact of the present version. */
  toArtefact(): Artefact {
    return this.#artefact;
  }

  toBytes(): Uint8Array {
    return encodeArtefact(this.#artefact);
  }

  /** Products that it knows. */
  get size(): number {
    return this.#counts.ids.size;
  }

  /**
   * The products with the most interactions of a kind up to `now`, those of a category or below it (`Home` takes
   * `Home > Lighting` in) when one is given. With a half-life h each counts 2^(−age / h), its age in whole UTC days.
   * Equal scores go by their tie keys.
   */
  popular(query: PopularQuery, now: number): readonly Hit[] {
    const { halfLifeDays, limit } = query;
    const today = Math.floor(now / dayMs);
    const reference = Math.min(today, this.#lastDay);
    if (!Number.isFinite(reference)) return [];
    const { ids, scores } = this.#ranking(query, reference, limit);
    // All ages grow alike, so the ranking holds on every later day; only the scores go down together.
    const factor = halfLifeDays === undefined ? 1 : Math.max(smallestFactor, 2 ** ((reference - today) / halfLifeDays));
    return ids.slice(0, limit).map((place, i) => ({ id: this.#counts.ids.at(place), score: scores[i]! * factor }));
  }

  #ranking({ kind, category, halfLifeDays }: PopularQuery, reference: number, limit: number) {
    const key = JSON.stringify([kind, category ?? null, halfLifeDays ?? null, reference]);
    const known = this.#rankings.get(key);
    if (known !== undefined && (known.ids.length >= limit || known.ids.length < keptHits)) return known;
    const scores = this.#scores(kindNames.indexOf(kind), category, halfLifeDays, reference);
    const best = new TopHits(Math.min(scores.length, Math.max(keptHits, limit)), this.#ties.of);
    for (let place = 0; place < scores.length; place++) if (scores[place]! > 0) best.offer(scores[place]!, place);
    const hits = best.drain();
    const ranking = {
      ids: hits.map(({ ordinal }) => ordinal),
      scores: Float64Array.from(hits, ({ score }) => score),
    };
    this.#rankings.delete(key);
    if (this.#rankings.size >= maxKept) this.#rankings.delete(this.#rankings.keys().next().value as string);
    this.#rankings.set(key, ranking);
    return ranking;
  }

  #scores(k: number, category: string | undefined, halfLifeDays: number | undefined, reference: number): Float64Array {
    const scores = new Float64Array(this.size);
    const { starts, days, counts } = this.#counts.kinds[k]!;
    const wanted = this.#categories.map((name) => category === undefined || isWithin(name, category));
    const weightOf = weights(halfLifeDays, reference - this.#firstDay);
    for (let place = 0; place < scores.length; place++) {
      const own = this.#categoryOf[place]!;
      if (category !== undefined && (own === 0 || !wanted[own - 1])) continue;
      let score = 0;
      const end = starts[place + 1]!;
      for (let i = starts[place]!; i < end; i++) {
        const age = reference - days[i]!;
        if (age < 0) break;
        score += counts[i]! * weightOf(age);
      }
      scores[place] = score;
    }
    return scores;
  }
}

/** 2^(−age / h) for ages up to `maxAge`: a power for each count would take longer than all the rest. */
function weights(halfLifeDays: number | undefined, maxAge: number): (age: number) => number {
  if (halfLifeDays === undefined) return () => 1;
  if (!(maxAge <= maxTableDays)) return (age) => 2 ** (-age / halfLifeDays);
  const table = Float64Array.from({ length: Math.max(0, maxAge) + 1 }, (_, age) => 2 ** (-age / halfLifeDays));
  return (age) => table[age]!;
}

function indexOf(all: PopularityCounts, categoryOf: CategoryOf): PopularityIndex {
  const categories: string[] = [];
  const places = new Map<string, number>();
  const categoryPlaces = new Uint32Array(all.ids.size);
  for (let i = 0; i < all.ids.size; i++) {
    const category = categoryOf(all.ids.at(i)) ?? "";
    if (category === "") continue;
    let place = places.get(category);
    if (place === undefined) {
      place = categories.push(category);
      places.set(category, place);
    }
    categoryPlaces[i] = place;
  }
  const arrays: Artefact["arrays"] = { ...all.ids.arrays("ids"), categoryOf: categoryPlaces };
  let [firstDay, lastDay, rows] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  kindNames.forEach((name, k) => {
    const { starts, days, counts } = all.kinds[k]!;
    arrays[`${name}.starts`] = starts;
    arrays[`${name}.days`] = days;
    arrays[`${name}.counts`] = counts;
    rows += days.length;
    for (const day of days) {
      if (day < firstDay) firstDay = day;
      if (day > lastDay) lastDay = day;
    }
  });
  return PopularityIndex.from({
    kind,
    version,
    window: { from: null, to: null, rows },
    parameters: {},
    metrics: {},
    state: { categories, firstDay: rows === 0 ? null : firstDay, lastDay: rows === 0 ? null : lastDay },
    arrays,
  });
}

function kindsOf(artefact: Artefact): PopularityCounts["kinds"] {
  return kindNames.map((name) => ({
    starts: arrayOf(artefact, `${name}.starts`, Uint32Array),
    days: arrayOf(artefact, `${name}.days`, Int32Array),
    counts: arrayOf(artefact, `${name}.counts`, Float64Array),
  }));
}

function isWithin(category: string, wanted: string): boolean {
  const [own, other] = [category.toLowerCase(), wanted.toLowerCase()];
  return own === other || own.startsWith(`${other} > `);
}
