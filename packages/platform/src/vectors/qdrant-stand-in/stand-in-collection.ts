import { meets, type Wire } from "./stand-in-filter.ts";

interface Point {
  readonly id: string;
  readonly vector: readonly number[];
  readonly payload: Wire;
  readonly version: number;
}

/** One collection of the stand-in: every search compares all points, as Qdrant does on small ones. */
export class StandInCollection {
  readonly size: number;
  readonly distance: string;
  readonly metadata: Wire;
  readonly schema: Record<string, string> = {};
  readonly #points = new Map<string, Point>();
  #version = 0;

  constructor(size: number, distance: string, metadata: Wire) {
    this.size = size;
    this.distance = distance;
    this.metadata = metadata;
  }

  get count(): number {
    return this.#points.size;
  }

  /** Points whose payload meets a filter. */
  countOf(filter: Wire | undefined): number {
    return [...this.#points.values()].filter((point) => filter === undefined || meets(point.payload, filter)).length;
  }

  upsert(points: readonly { id: string; vector: number[]; payload?: Wire }[]): void {
    this.#version++;
    for (const { id, vector, payload = {} } of points)
      this.#points.set(id, { id, vector: this.#stored(vector.map(Math.fround)), payload, version: this.#version });
  }

  delete(ids: readonly string[]): void {
    this.#version++;
    for (const id of ids) this.#points.delete(id);
  }

  get version(): number {
    return this.#version;
  }

  /** Points by id, in an order that is the engine's own and not the asker's. */
  retrieve(ids: readonly string[], withPayload: unknown, withVector: boolean): Wire[] {
    return this.#inOrder()
      .reverse()
      .filter((point) => ids.includes(point.id))
      .map((point) => shown(point, withPayload, withVector));
  }

  scroll(offset: string | undefined, limit: number, withPayload: unknown): { points: Wire[]; next: string | null } {
    const left = this.#inOrder().filter((point) => offset === undefined || point.id >= offset);
    return {
      points: left.slice(0, limit).map((point) => shown(point, withPayload, false)),
      next: left[limit]?.id ?? null,
    };
  }

  query(vector: readonly number[], limit: number, filter: Wire | undefined, withPayload: unknown): Wire[] {
    const query = this.#stored(vector);
    const scored = this.#inOrder()
      .filter((point) => filter === undefined || meets(point.payload, filter))
      .map((point) => ({ point, score: this.#score(query, point.vector) }));
    const rising = this.distance === "Euclid" ? 1 : -1;
    // A number over float32 makes a score that is none, and the engine puts that first.
    scored.sort(
      (a, b) => Number(Number.isFinite(a.score)) - Number(Number.isFinite(b.score)) || rising * (a.score - b.score),
    );
    return scored.slice(0, limit).map(({ point, score }) => ({
      ...shown(point, withPayload ?? false, false),
      version: point.version,
      score,
    }));
  }

  #inOrder(): Point[] {
    return [...this.#points.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #stored(vector: readonly number[]): readonly number[] {
    if (this.distance !== "Cosine") return vector;
    const length = Math.hypot(...vector);
    return length === 0 ? vector : vector.map((value) => value / length);
  }

  #score(a: readonly number[], b: readonly number[]): number {
    if (this.distance === "Euclid") return Math.hypot(...a.map((value, i) => value - b[i]!));
    return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  }
}

function shown({ id, vector, payload }: Point, withPayload: unknown, withVector: boolean): Wire {
  const part = Array.isArray(withPayload)
    ? Object.fromEntries(withPayload.filter((key) => Object.hasOwn(payload, key)).map((key) => [key, payload[key]]))
    : payload;
  return { id, ...(withPayload === false ? {} : { payload: part }), ...(withVector ? { vector } : {}) };
}
