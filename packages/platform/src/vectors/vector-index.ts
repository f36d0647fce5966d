import { TopHits } from "@aisle/learn/search/top-hits";
import { tieKey } from "@aisle/learn/tie-order";
import type { Metric } from "@aisle/runtime/node-sdk/capabilities/vectors";
import type { Hit } from "@aisle/runtime/node-sdk/hit";
import { type Similarity, similarityOf } from "./similarity.ts";
import type { VectorGraph } from "./vector-graph.ts";

/** The items that a filter keeps. */
export interface Matches {
  readonly count: number;
  has(id: string): boolean;
  ids(): IterableIterator<string>;
}

/** Below this share of matching items, looking at each is faster than asking the graph for many too many. */
const exactBelowShare = 0.15;
/** Below this many items comparing all takes less than a millisecond. */
const exactBelowItems = 2_000;

/** True when enough items are compared one by one, or enough of the graph is dead, for a new graph to pay. */
export function worthAGraph(index: VectorIndex): boolean {
  return index.size >= exactBelowItems && index.apart + index.dead > Math.max(200, 0.02 * index.size);
}

/**
 * A collection's vectors in memory. Items that the attached graph knows as they are now are found through it; all others,
 * and all items where the filter keeps few, are compared one by one. Scores are always computed from the full vectors.
 */
export class VectorIndex {
  readonly dimension: number;
  readonly metric: Metric;
  readonly #graphFrom: number;
  readonly #similarity: Similarity;
  readonly #rowOf = new Map<string, number>();
  readonly #ids: string[] = [];
  readonly #stamps: string[] = [];
  #matrix: Float32Array;
  #graph: VectorGraph | undefined;
  /** Row of each key of the graph, -1 when the item is gone or has another vector now. */
  #rowOfKey = new Int32Array(0);
  readonly #keyOf = new Map<number, number>();
  /** Rows that the graph does not know as they are. */
  #apart = new Set<number>();

  /** A graph is searched from `graphFrom` items on; below, it gains nothing. `room` is the number of items expected. */
  constructor(dimension: number, metric: Metric, { graphFrom = exactBelowItems, room = 64 } = {}) {
    this.#graphFrom = graphFrom;
    this.dimension = dimension;
    this.metric = metric;
    this.#similarity = similarityOf(metric);
    this.#matrix = new Float32Array(Math.max(64, room) * dimension);
  }

  get size(): number {
    return this.#ids.length;
  }

  /** Ids, stamps and vectors row by row: what a graph is built over. The vectors are not copied; nothing may be set meanwhile. */
  snapshot(): { readonly ids: string[]; readonly stamps: string[]; readonly matrix: Float32Array } {
    return {
      ids: [...this.#ids],
      stamps: [...this.#stamps],
      matrix: this.#matrix.subarray(0, this.size * this.dimension),
    };
  }

  stampOf(id: string): string | undefined {
    const row = this.#rowOf.get(id);
    return row === undefined ? undefined : this.#stamps[row];
  }

  ids(): IterableIterator<string> {
    return this.#rowOf.keys();
  }

  get(id: string): Float32Array | undefined {
    const row = this.#rowOf.get(id);
    return row === undefined ? undefined : this.#matrix.slice(row * this.dimension, (row + 1) * this.dimension);
  }

  /** Adds or replaces an item; `stamp` changes when its vector does. */
  set(id: string, stamp: string, values: Float32Array): void {
    let row = this.#rowOf.get(id);
    if (row === undefined) {
      row = this.#ids.length;
      this.#rowOf.set(id, row);
      this.#ids.push(id);
      if (this.size * this.dimension > this.#matrix.length) {
        const wider = new Float32Array(Math.ceil(this.size * 1.5) * this.dimension);
        wider.set(this.#matrix);
        this.#matrix = wider;
      }
    }
    this.#stamps[row] = stamp;
    this.#matrix.set(values, row * this.dimension);
    this.#leaveGraph(row);
  }

  remove(id: string): void {
    const row = this.#rowOf.get(id);
    if (row === undefined) return;
    const last = this.#ids.length - 1;
    this.#leaveGraph(row);
    if (row !== last) this.#move(last, row);
    this.#apart.delete(last);
    this.#rowOf.delete(id);
    this.#ids.pop();
    this.#stamps.pop();
  }

  /** Uses a graph for the items whose stamps are still those that it was built over. */
  attach(graph: VectorGraph | undefined): void {
    this.#graph = graph;
    this.#apart = new Set(this.#ids.keys());
    this.#keyOf.clear();
    this.#rowOfKey = new Int32Array(graph?.ids.length ?? 0).fill(-1);
    graph?.ids.forEach((id, key) => {
      const row = this.#rowOf.get(id);
      if (row === undefined || this.#stamps[row] !== graph.stamps[key]) return;
      this.#rowOfKey[key] = row;
      this.#keyOf.set(row, key);
      this.#apart.delete(row);
    });
  }

  /** Items that are compared one by one because the graph does not know them as they are. */
  get apart(): number {
    return this.#graph === undefined ? this.size : this.#apart.size;
  }

  /** Entries of the graph whose items are gone or have another vector now. */
  get dead(): number {
    return this.#rowOfKey.length - this.#keyOf.size;
  }

  /** The most alike items, best first. `query` must be as the metric keeps vectors. */
  search(query: Float32Array, limit: number, matches?: Matches): Hit[] {
    if (this.size === 0 || limit < 1) return [];
    const possible = matches === undefined ? this.size : matches.count;
    const exact = this.#graph === undefined || this.size < this.#graphFrom || possible < exactBelowShare * this.size;
    const rows = exact
      ? this.#everyRow(matches)
      : this.#likelyRows(query, limit, Math.min(1, possible / this.size), matches);
    const top = new TopHits(Math.min(limit, this.size), (row) => tieKey(this.#ids[row]!));
    for (const row of rows) {
      const score = this.#similarity(query, this.#matrix, row * this.dimension);
      top.offer(score, row);
    }
    return top.drain().map(({ ordinal, score }) => ({ id: this.#ids[ordinal]!, score }));
  }

  *#everyRow(matches: Matches | undefined): IterableIterator<number> {
    if (matches === undefined) {
      for (let row = 0; row < this.size; row++) yield row;
      return;
    }
    for (const id of matches.ids()) {
      const row = this.#rowOf.get(id);
      if (row !== undefined) yield row;
    }
  }

  /** Rows found through the graph, asked for more until enough match, and the rows apart from it. */
  #likelyRows(query: Float32Array, limit: number, share: number, matches: Matches | undefined): Set<number> {
    const graph = this.#graph!;
    const rows = new Set<number>();
    for (let asked = Math.ceil((limit * 1.2) / share) + 10; ; asked *= 2) {
      rows.clear();
      for (const key of graph.nearest(query, asked)) {
        const row = this.#rowOfKey[key]!;
        if (row >= 0 && (matches === undefined || matches.has(this.#ids[row]!))) rows.add(row);
      }
      if (rows.size >= limit || asked >= graph.ids.length) break;
    }
    for (const row of this.#apart) if (matches === undefined || matches.has(this.#ids[row]!)) rows.add(row);
    return rows;
  }

  #leaveGraph(row: number): void {
    const key = this.#keyOf.get(row);
    if (key !== undefined) {
      this.#rowOfKey[key] = -1;
      this.#keyOf.delete(row);
    }
    this.#apart.add(row);
  }

  #move(from: number, to: number): void {
    const id = this.#ids[from]!;
    this.#ids[to] = id;
    this.#stamps[to] = this.#stamps[from]!;
    this.#rowOf.set(id, to);
    this.#matrix.copyWithin(to * this.dimension, from * this.dimension, (from + 1) * this.dimension);
    const key = this.#keyOf.get(from);
    if (key === undefined) return;
    this.#rowOfKey[key] = to;
    this.#keyOf.delete(from);
    this.#keyOf.set(to, key);
    this.#apart.delete(to);
  }
}
