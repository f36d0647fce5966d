import { StringTable } from "@aisle/learn/artefact/string-table";
import type { InteractionKind } from "@aisle/runtime/node-sdk/capabilities/events";
import { kindNames } from "./interaction-kinds.ts";

/** Interactions of one product, kind and day since 1970, by the workspace's clocks. */
export interface PopularityCount {
  readonly productId: string;
  readonly kind: InteractionKind;
  readonly day: number;
  readonly count: number;
}

/** Counts of one kind: those of product `i` stand from `starts[i]` to `starts[i + 1]`, by day. */
export interface KindCounts {
  readonly starts: Uint32Array;
  readonly days: Int32Array;
  readonly counts: Float64Array;
}

/** All counts: products by id, and their counts for each kind of `kindNames`. */
export interface PopularityCounts {
  readonly ids: StringTable;
  readonly kinds: readonly KindCounts[];
}

/** No counts at all. */
export const noCounts: PopularityCounts = {
  ids: StringTable.of([]),
  kinds: kindNames.map(() => ({
    starts: new Uint32Array(1),
    days: new Int32Array(0),
    counts: new Float64Array(0),
  })),
};

/** A product's added counts by day, for each kind. */
type Added = readonly Map<number, number>[];

/**
 * Adds counts, in any order, to those that are there: the result is the same as if all had been counted at once. Takes
 * time by the size of the result, whatever the number of interactions behind it.
 */
export function addCounts(before: PopularityCounts, counts: Iterable<PopularityCount>): PopularityCounts {
  const added = new Map<string, Added>();
  for (const { productId, kind, day, count } of counts) {
    let days = added.get(productId);
    if (days === undefined) {
      days = kindNames.map(() => new Map<number, number>());
      added.set(productId, days);
    }
    const ofKind = days[kindNames.indexOf(kind)]!;
    ofKind.set(day, (ofKind.get(day) ?? 0) + count);
  }
  const fresh = [...added.keys()].filter((id) => before.ids.find(id) === undefined);
  const sorted = fresh.length === 0 ? undefined : [...before.ids.strings(), ...fresh].sort();
  const ids = sorted === undefined ? before.ids : StringTable.of(sorted);
  const places = sorted && Int32Array.from(sorted, (id) => before.ids.find(id) ?? -1);
  const addedAt = new Map([...added].map(([id, days]) => [ids.find(id)!, days]));
  return { ids, kinds: before.kinds.map((kind, k) => merge(kind, k, ids.size, places, addedAt)) };
}

/** `places` are the former places of the products, -1 where there was none; undefined where they stay. */
function merge(
  before: KindCounts,
  k: number,
  size: number,
  places: Int32Array | undefined,
  addedAt: ReadonlyMap<number, Added>,
): KindCounts {
  let maxDays = before.days.length;
  for (const days of addedAt.values()) maxDays += days[k]!.size;
  const starts = new Uint32Array(size + 1);
  const days = new Int32Array(maxDays);
  const counts = new Float64Array(maxDays);
  let at = 0;
  const put = (day: number, count: number) => {
    days[at] = day;
    counts[at++] = count;
  };
  for (let place = 0; place < size; place++) {
    const old = places === undefined ? place : places[place]!;
    let from = old < 0 ? 0 : before.starts[old]!;
    const to = old < 0 ? 0 : before.starts[old + 1]!;
    const more = addedAt.get(place)?.[k];
    for (const [day, count] of more === undefined ? [] : [...more].sort(([a], [b]) => a - b)) {
      for (; from < to && before.days[from]! < day; from++) put(before.days[from]!, before.counts[from]!);
      if (from < to && before.days[from] === day) put(day, before.counts[from++]! + count);
      else put(day, count);
    }
    for (; from < to; from++) put(before.days[from]!, before.counts[from]!);
    starts[place + 1] = at;
  }
  return { starts, days: days.slice(0, at), counts: counts.slice(0, at) };
}
