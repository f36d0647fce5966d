import { setImmediate as nextTurn } from "node:timers/promises";
import type { EventsCapability, Interaction, InteractionKind } from "@aisle/runtime/node-sdk/capabilities/events";
import type { Hit } from "@aisle/runtime/node-sdk/hit";
import type { HistoryReader } from "./history-reader.ts";
import type { PopularityIndex } from "./popularity-index.ts";

type TogetherQuery = Parameters<EventsCapability["together"]>[0];

/** Which products go together, for one kind of interaction. */
export interface Neighbours {
  /** Neither a seed nor anything without similarity is among them; score is the summed similarity times weight. */
  together(seeds: TogetherQuery["seeds"], limit: number): readonly Hit[];
}

/** What the job worker made of all events, as loaded by a serving process. */
export interface EventArtefacts {
  readonly popularity?: PopularityIndex;
  readonly neighbours?: { readonly [K in InteractionKind]?: Neighbours };
}

/**
 * The `events` capability of a serving process: histories from PostgreSQL, popularity and co-visitation from artefacts
 * in memory. Before the first artefacts are there, nothing is popular and nothing goes together.
 */
export class EventsService implements EventsCapability {
  readonly #history: HistoryReader;
  readonly #now: () => number;
  #artefacts: EventArtefacts = {};

  constructor(history: HistoryReader, now: () => number = Date.now) {
    this.#history = history;
    this.#now = now;
  }

  /** Takes newer artefacts into use, those given in place of their forerunners, all at once. */
  swap(artefacts: EventArtefacts): void {
    this.#artefacts = { ...this.#artefacts, ...artefacts };
  }

  /** Takes newer popularity into use once it has ranked what the one before is asked for: no request waits for that. */
  async swapPopularity(popularity: PopularityIndex): Promise<void> {
    const before = this.#artefacts.popularity;
    if (before !== undefined) await popularity.prepareLike(before, this.#now(), () => nextTurn());
    this.swap({ popularity });
  }

  recent(query: Parameters<EventsCapability["recent"]>[0]): readonly Interaction[] | Promise<readonly Interaction[]> {
    return this.#history.recent(query);
  }

  popular(query: Parameters<EventsCapability["popular"]>[0]): readonly Hit[] {
    return this.#artefacts.popularity?.popular(query, this.#now()) ?? [];
  }

  together({ kind, seeds, limit }: TogetherQuery): readonly Hit[] {
    return this.#artefacts.neighbours?.[kind]?.together(seeds, limit) ?? [];
  }
}
