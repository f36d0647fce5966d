import { type ArtefactInfo, arrayOf, decodeArtefact, encodeArtefact } from "../artefact/artefact.ts";
import { ArtefactError } from "../artefact/artefact-error.ts";

/** An item to start from, and how much it counts. */
export interface Seed {
  readonly productId: string;
  readonly weight: number;
}

/** What a model is made of: for each item, from `starts[i]` to `starts[i + 1]`, its neighbours and their similarity, best first. */
export interface ItemNeighboursParts {
  readonly ids: readonly string[];
  readonly starts: Uint32Array;
  readonly neighbours: Uint32Array;
  readonly similarities: Float32Array;
}

const kind = "item-neighbours";
const version = 1;

/** Which items go together with which: the nearest neighbours of each, by who took them together. Immutable. */
export class ItemNeighbours {
  readonly parts: ItemNeighboursParts;
  readonly #placeOf: ReadonlyMap<string, number>;

  constructor(parts: ItemNeighboursParts) {
    this.parts = parts;
    this.#placeOf = new Map(parts.ids.map((id, place) => [id, place]));
  }

  /** Items in the model. */
  get size(): number {
    return this.parts.ids.length;
  }

  /**
   * Items that go together with the seeds, best first, without the seeds: the sum over seeds of weight times similarity,
   * which is 0 to 1 each (item-based top-N, Deshpande & Karypis 2004). Unknown seeds are passed over.
   */
  together(seeds: readonly Seed[], limit: number): { readonly id: string; readonly score: number }[] {
    const { ids, starts, neighbours, similarities } = this.parts;
    const scores = new Map<number, number>();
    const own = new Set<number>();
    for (const { productId, weight } of seeds) {
      const place = this.#placeOf.get(productId);
      if (place === undefined) continue;
      own.add(place);
      for (let at = starts[place]!; at < starts[place + 1]!; at++) {
        const other = neighbours[at]!;
        scores.set(other, (scores.get(other) ?? 0) + weight * similarities[at]!);
      }
    }
    const found = [...scores].filter(([place, score]) => score > 0 && !own.has(place));
    found.sort(([a, x], [b, y]) => y - x || a - b);
    return found.slice(0, Math.max(0, limit)).map(([place, score]) => ({ id: ids[place]!, score }));
  }
}

/** The model in the saved form of all models, checksum included. */
export function saveItemNeighbours(
  model: ItemNeighbours,
  told: Partial<Pick<ArtefactInfo, "window" | "parameters" | "metrics">> = {},
): Uint8Array {
  const { ids, starts, neighbours, similarities } = model.parts;
  return encodeArtefact({
    window: { from: null, to: null, rows: ids.length },
    parameters: {},
    metrics: {},
    ...told,
    kind,
    version,
    state: { ids: [...ids] },
    arrays: { starts, neighbours, similarities },
  });
}

/** Reads a saved model; throws `ArtefactError` for bytes that are cut off, damaged, of another kind or from a newer Aisle. */
export function loadItemNeighbours(bytes: Uint8Array): ItemNeighbours {
  const artefact = decodeArtefact(bytes, { kind, version });
  const { ids } = artefact.state as { ids: string[] };
  const starts = arrayOf(artefact, "starts", Uint32Array);
  const neighbours = arrayOf(artefact, "neighbours", Uint32Array);
  const similarities = arrayOf(artefact, "similarities", Float32Array);
  if (starts.length !== ids.length + 1 || neighbours.length !== similarities.length)
    throw new ArtefactError("invalid-contents", "The parts of the neighbours do not fit each other. Train them again.");
  return new ItemNeighbours({ ids, starts, neighbours, similarities });
}
