import { type Artefact, arrayOf, decodeArtefact, encodeArtefact } from "@aisle/learn/artefact/artefact";
import { StringTable } from "@aisle/learn/artefact/string-table";
import { TopHits } from "@aisle/learn/search/top-hits";
import { TieKeys } from "@aisle/learn/tie-order";
import type { EventsCapability } from "@aisle/runtime/node-sdk/capabilities/events";
import type { Hit } from "@aisle/runtime/node-sdk/hit";
import { ZoneClock } from "@aisle/runtime/zoned-time";
import { LRUCache } from "lru-cache";
import { kindNames } from "./interaction-kinds.ts";
import { addCounts, noCounts, type PopularityCount, type PopularityCounts } from "./popularity-counts.ts";

type PopularQuery = Parameters<EventsCapability["popular"]>[0];

/** In the place of the category of a product that was taken out of the catalogue: it is counted, and never popular. */
export const goneProduct = Symbol("gone product");
export type CategoryOf = (productId: string) => string | null | undefined | typeof goneProduct;

const kind = "popularity";
/** Version 1 held the ids as JSON, and no days of the first and last count. */
const version = 2;
/** Stands for `goneProduct` where places of categories stand; no catalogue has as many. */
const gonePlace = 0xffff_ffff;
const dayMs = 86_400_000;
const smallestFactor = 1e-150;
const cachedHits = 1000;
const maxRankings = 500;
/** Rankings of a thousand products each take 16 KB; a limit of its own is for those that were asked for more. */
const maxRankingBytes = 32 * 2 ** 20;
/** Ages in days up to which the weights of a half-life stand in a table. */
const maxTableDays = 100_000;
/** Products that are ranked in one go: about a millisecond. */
const sliceSize = 8_192;

interface Ranking {
  readonly ids: readonly number[];
  readonly scores: Float64Array;
  /** Whether it was asked for, and not only prepared because its forerunner was. */
  asked: boolean;
}

/**
 * How often products were viewed, carted and bought on each day, ready to be ranked for any category and half-life.
 * Immutable; rankings are cached once computed.
 */
export class PopularityIndex {
  readonly #artefact: Artefact;
  readonly #counts: PopularityCounts;
  readonly #ties: TieKeys;
  readonly #categories: readonly string[];
  readonly #categoryOf: Uint32Array;
  readonly #firstDay: number;
  readonly #lastDay: number;
  readonly #clock: ZoneClock;
  readonly #rankings = new LRUCache<string, Ranking>({
    max: maxRankings,
    maxSize: maxRankingBytes,
    sizeCalculation: ({ ids, scores }) => 128 + 8 * ids.length + scores.byteLength,
  });

  private constructor(artefact: Artefact) {
    this.#artefact = artefact;
    const ids = StringTable.read(artefact, "ids");
    this.#counts = { ids, kinds: kindsOf(artefact) };
    this.#clock = new ZoneClock(this.timeZone);
    this.#ties = new TieKeys(ids.size, (place) => ids.at(place));
    this.#categories = artefact.state.categories as string[];
    this.#categoryOf = arrayOf(artefact, "categoryOf", Uint32Array);
    this.#firstDay = (artefact.state.firstDay as number | null) ?? Number.POSITIVE_INFINITY;
    this.#lastDay = (artefact.state.lastDay as number | null) ?? Number.NEGATIVE_INFINITY;
  }

  /**
   * Makes an index of counts in any order; equal ones are added up. Products that `categoryOf` does not know have none.
   * The counts are by the days of a time zone.
   */
  static of(counts: Iterable<PopularityCount>, categoryOf: CategoryOf, timeZone = "UTC"): PopularityIndex {
    return indexOf(addCounts(noCounts, counts), categoryOf, timeZone);
  }

  /** The index of a decoded artefact, of this version or an older one. Throws `ArtefactError` where it lacks a part. */
  static from(artefact: Artefact): PopularityIndex {
    if (artefact.version === version) return new PopularityIndex(artefact);
    const { ids: old, categories } = artefact.state as { ids: string[]; categories: string[] };
    const places = new Map(old.map((id, place) => [id, place]));
    const categoryOf = arrayOf(artefact, "categoryOf", Uint32Array);
    const categoryName = (id: string) => {
      const category = categoryOf[places.get(id)!]!;
      return category === 0 ? null : categories[category - 1];
    };
    return indexOf({ ids: StringTable.of(old), kinds: kindsOf(artefact) }, categoryName, "UTC");
  }

  /** Throws `ArtefactError` for bytes that are damaged or something else. */
  static fromBytes(bytes: Uint8Array): PopularityIndex {
    return PopularityIndex.from(decodeArtefact(bytes, { kind, version }));
  }

  /** This index with further counts, and with the categories of now: byte for byte what counting all at once gives. */
  with(counts: Iterable<PopularityCount>, categoryOf: CategoryOf): PopularityIndex {
    return indexOf(addCounts(this.#counts, counts), categoryOf, this.timeZone);
  }

  /** The index as an artefact of the present version. */
  toArtefact(): Artefact {
    return this.#artefact;
  }

  toBytes(): Uint8Array {
    return encodeArtefact(this.#artefact);
  }

  /** The IANA time zone whose days it counts by; indexes of before zones count by days of UTC. */
  get timeZone(): string {
    const { timeZone } = this.#artefact.parameters;
    return typeof timeZone === "string" ? timeZone : "UTC";
  }

  /** Products that it knows. */
  get size(): number {
    return this.#counts.ids.size;
  }

  /**
   * The products with the most interactions of a kind up to `now`, those of a category or below it (`Home` takes
   * `Home > Lighting` in) when one is given. With a half-life h each counts 2^(−age / h), its age in whole days.
   * Equal scores go by their tie keys.
   */
  popular(query: PopularQuery, now: number): readonly Hit[] {
    const { halfLifeDays, limit } = query;
    const today = this.#dayOf(now);
    const reference = Math.min(today, this.#lastDay);
    if (!Number.isFinite(reference)) return [];
    const { ids, scores } = this.#ranking(query, reference, limit);
    // All ages grow alike, so the ranking holds on every later day; only the scores go down together.
    const factor = halfLifeDays === undefined ? 1 : Math.max(smallestFactor, 2 ** ((reference - today) / halfLifeDays));
    return ids.slice(0, limit).map((place, i) => ({ id: this.#counts.ids.at(place), score: scores[i]! * factor }));
  }

  /**
   * Makes the rankings that another index is asked for today, a slice at a time with `pause` in between, so that taking this
   * one in its place holds no request up. Returns how many were made.
   */
  async prepareLike(before: PopularityIndex, now: number, pause: () => Promise<unknown>): Promise<number> {
    const today = this.#dayOf(now);
    const reference = Math.min(today, this.#lastDay);
    let made = 0;
    for (const [key, { ids, asked }] of [...before.#rankings]) {
      const [kind, category, halfLifeDays, day] = JSON.parse(key) as RankingKey;
      const ownKey = rankingKey([kind, category, halfLifeDays, reference]);
      if (!asked || day !== Math.min(today, before.#lastDay) || this.#rankings.has(ownKey)) continue;
      const query = { kind, ...(category !== null && { category }), ...(halfLifeDays !== null && { halfLifeDays }) };
      const work = this.#rank(query, reference, ids.length);
      let step = work.next();
      for (; !step.done; step = work.next()) await pause();
      this.#rankings.set(ownKey, step.value);
      made++;
    }
    return made;
  }

  #dayOf(at: number): number {
    return Math.floor((at + this.#clock.offset(at)) / dayMs);
  }

  #ranking({ kind, category, halfLifeDays }: PopularQuery, reference: number, limit: number): Ranking {
    const key = rankingKey([kind, category ?? null, halfLifeDays ?? null, reference]);
    let ranking = this.#rankings.get(key);
    if (ranking === undefined || (ranking.ids.length < limit && ranking.ids.length >= cachedHits)) {
      const work = this.#rank({ kind, category, halfLifeDays }, reference, limit);
      let step = work.next();
      while (!step.done) step = work.next();
      ranking = step.value;
      this.#rankings.set(key, ranking);
    }
    ranking.asked = true;
    return ranking;
  }

  /** Ranks all products; stops after each slice of them. */
  *#rank(query: RankQuery, reference: number, limit: number): Generator<void, Ranking> {
    const { kind, category, halfLifeDays } = query;
    const { starts, days, counts } = this.#counts.kinds[kindNames.indexOf(kind)]!;
    const isInCategory = this.#categories.map((name) => category === undefined || isWithin(name, category));
    const weightOf = weights(halfLifeDays, reference - this.#firstDay);
    const best = new TopHits(Math.min(this.size, Math.max(cachedHits, limit)), this.#ties.of);
    for (let place = 0; place < this.size; place++) {
      if (place > 0 && place % sliceSize === 0) yield;
      const own = this.#categoryOf[place]!;
      if (own === gonePlace) continue;
      if (category !== undefined && (own === 0 || !isInCategory[own - 1])) continue;
      let score = 0;
      const end = starts[place + 1]!;
      for (let i = starts[place]!; i < end; i++) {
        const age = reference - days[i]!;
        if (age < 0) break;
        score += counts[i]! * weightOf(age);
      }
      if (score > 0) best.offer(score, place);
    }
    const hits = best.drain();
    return {
      ids: hits.map(({ ordinal }) => ordinal),
      scores: Float64Array.from(hits, ({ score }) => score),
      asked: false,
    };
  }
}

/** The cache key of a ranking; its last part is the day that ages are counted from. */
type RankingKey = readonly [
  kind: PopularQuery["kind"],
  category: string | null,
  halfLifeDays: number | null,
  day: number,
];

type RankQuery = {
  readonly kind: PopularQuery["kind"];
  readonly category?: string | undefined;
  readonly halfLifeDays?: number | undefined;
};

const rankingKey = (key: RankingKey) => JSON.stringify(key);

/** 2^(−age / h) for ages up to `maxAge`: a power for each count would take longer than all the rest. */
function weights(halfLifeDays: number | undefined, maxAge: number): (age: number) => number {
  if (halfLifeDays === undefined) return () => 1;
  if (!(maxAge <= maxTableDays)) return (age) => 2 ** (-age / halfLifeDays);
  const table = Float64Array.from({ length: Math.max(0, maxAge) + 1 }, (_, age) => 2 ** (-age / halfLifeDays));
  return (age) => table[age]!;
}

function indexOf(all: PopularityCounts, categoryOf: CategoryOf, timeZone: string): PopularityIndex {
  const categories: string[] = [];
  const places = new Map<string, number>();
  const categoryPlaces = new Uint32Array(all.ids.size);
  for (let i = 0; i < all.ids.size; i++) {
    const category = categoryOf(all.ids.at(i)) ?? "";
    if (category === goneProduct) {
      categoryPlaces[i] = gonePlace;
      continue;
    }
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
    // Counts by days of UTC are byte for byte what they were before there were zones.
    parameters: timeZone === "UTC" ? {} : { timeZone },
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

function isWithin(category: string, parent: string): boolean {
  const [own, other] = [category.toLowerCase(), parent.toLowerCase()];
  return own === other || own.startsWith(`${other} > `);
}
