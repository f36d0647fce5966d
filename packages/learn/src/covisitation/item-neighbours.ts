import { type Artefact, type ArtefactInfo, arrayOf, decodeArtefact, encodeArtefact } from "../artefact/artefact.ts";
import { ArtefactError } from "../artefact/artefact-error.ts";
import { StringTable } from "../artefact/string-table.ts";
import { TieKeys } from "../tie-order.ts";

/** An item to start from, and how much it counts. */
export interface Seed {
  readonly productId: string;
  readonly weight: number;
}

/** What a model is made of: for each item, from `starts[i]` to `starts[i + 1]`, its neighbours and their similarity, best first. */
export interface ItemNeighboursParts {
  readonly ids: StringTable;
  readonly starts: Uint32Array;
  readonly neighbours: Uint32Array;
  readonly similarities: Float32Array;
}

type TrainingInfo = Partial<Pick<ArtefactInfo, "window" | "parameters" | "metrics">>;

const kind = "item-neighbours";
/** Version 1 held the ids as JSON. */
const version = 2;

/** Which items go together with which: the nearest neighbours of each, by who took them together. Immutable. */
export class ItemNeighbours {
  readonly parts: ItemNeighboursParts;
  readonly #ties: TieKeys;

  constructor(parts: ItemNeighboursParts) {
    this.parts = parts;
    this.#ties = new TieKeys(parts.ids.size, (place) => parts.ids.at(place));
  }

  /** Items in the model. */
  get size(): number {
    return this.parts.ids.size;
  }

  /**
   * Items that go together with the seeds, best first, without the seeds: the sum over seeds of weight times similarity,
   * which is 0 to 1 each (item-based top-N, Deshpande & Karypis 2004). Unknown seeds are skipped.
   */
  together(seeds: readonly Seed[], limit: number): { readonly id: string; readonly score: number }[] {
    const { ids, starts, neighbours, similarities } = this.parts;
    const scores = new Map<number, number>();
    const own = new Set<number>();
    for (const { productId, weight } of seeds) {
      const place = ids.find(productId);
      if (place === undefined) continue;
      own.add(place);
      for (let at = starts[place]!; at < starts[place + 1]!; at++) {
        const other = neighbours[at]!;
        scores.set(other, (scores.get(other) ?? 0) + weight * similarities[at]!);
      }
    }
    const found = [...scores].filter(([place, score]) => score > 0 && !own.has(place));
    found.sort(([a, x], [b, y]) => y - x || this.#ties.compare(a, b));
    return found.slice(0, Math.max(0, limit)).map(([place, score]) => ({ id: ids.at(place), score }));
  }
}

/** The model in the saved form of all models, checksum included. */
export function saveItemNeighbours(model: ItemNeighbours, info: TrainingInfo = {}): Uint8Array {
  return encodeArtefact(itemNeighboursArtefact(model, info));
}

/** The model as an artefact of the present version. */
export function itemNeighboursArtefact(model: ItemNeighbours, info: TrainingInfo = {}): Artefact {
  const { ids, starts, neighbours, similarities } = model.parts;
  return {
    window: { from: null, to: null, rows: ids.size },
    parameters: {},
    metrics: {},
    ...info,
    kind,
    version,
    state: {},
    arrays: { ...ids.arrays("ids"), starts, neighbours, similarities },
  };
}

/** Reads a saved model; throws `ArtefactError` for bytes that are cut off, damaged, of another kind or from a newer Aisle. */
export function loadItemNeighbours(bytes: Uint8Array): ItemNeighbours {
  return itemNeighboursOf(decodeArtefact(bytes, { kind, version }));
}

/** The model of a decoded artefact, of this version or an older one. Throws `ArtefactError` where its parts do not fit. */
export function itemNeighboursOf(artefact: Artefact): ItemNeighbours {
  const ids =
    artefact.version === 1 ? StringTable.of(artefact.state.ids as string[]) : StringTable.read(artefact, "ids");
  const starts = arrayOf(artefact, "starts", Uint32Array);
  const neighbours = arrayOf(artefact, "neighbours", Uint32Array);
  const similarities = arrayOf(artefact, "similarities", Float32Array);
  if (starts.length !== ids.size + 1 || neighbours.length !== similarities.length)
    throw new ArtefactError("invalid-contents", "The parts of the neighbours do not fit each other. Train them again.");
  return new ItemNeighbours({ ids, starts, neighbours, similarities });
}
